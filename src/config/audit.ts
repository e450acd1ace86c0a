/** The `audit` section of a configuration file: what is asked of the way keys are handled. Defaults: src/hygiene/settings.ts. */
import { number, object, optional, type ObjectShape, type ShapeOf } from "./shape.ts";

/** The section as written. */
export interface AuditSource {
  rotationDays?: number;
}

export const auditShape: ObjectShape & ShapeOf<AuditSource> = object<AuditSource>({
  rotationDays: optional(
    "Days after which a key is due for rotation.",
    number(1, 36_500, { integer: true }),
    90,
  ),
});
