/** The `audit` section of a configuration file: what is asked of the way keys are handled. Defaults: src/hygiene/settings.ts. */
import { number, object, optional, type ObjectShape, type ShapeOf } from "./shape.ts";

/** The section as written. */
export interface AuditSource {
  rotationDays?: number;
  usage?: UsageSource;
}

/** What is asked of logs, as written. */
export interface UsageSource {
  burstFactor?: number;
  burstLeast?: number;
  learnDays?: number;
  deniedLeast?: number;
}

const usageShape: ObjectShape & ShapeOf<UsageSource> = object<UsageSource>({
  burstFactor: optional(
    "An hour stands out where it has more than so many times the requests of the key's median hour.",
    number(1, 1_000_000),
    10,
  ),
  burstLeast: optional("And at least so many requests.", number(1, 1_000_000_000, { integer: true }), 100),
  learnDays: optional(
    "Days of a key's first use that tell which clients and programs are its own.",
    number(0, 3650),
    7,
  ),
  deniedLeast: optional(
    "Requests answered by 401 or 403 in a row, before one that is let in, that are worth a look.",
    number(1, 1_000_000_000, { integer: true }),
    10,
  ),
});

/** What `audit` in a configuration file may say. */
export const auditShape: ObjectShape & ShapeOf<AuditSource> = object<AuditSource>({
  rotationDays: optional(
    "Days after which a key is due for rotation.",
    number(1, 36_500, { integer: true }),
    90,
  ),
  usage: optional("What counts as unusual in the use of a key, as logs tell.", usageShape),
});
