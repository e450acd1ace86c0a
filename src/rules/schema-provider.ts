/** The fields of a rule file that all rules of a provider share: names, addresses, how a leaked key is revoked. */
import { list, object, optional, PROSE, required, text } from "../config/shape.ts";
import type { Fields, ShapeOf } from "../config/shape.ts";
import type { ProviderSource, RevokeSource } from "./schema-types.ts";

/** A web address. */
export const url: ShapeOf<string> = text({
  max: 2000,
  pattern: {
    source: "^https?://[^\\s\\u0000-\\u001f\\u007f-\\u009f]+$",
    means: "an http or https address",
  },
});

/** A few sentences. */
export const prose = (): ShapeOf<string> => text({ max: 2000, pattern: PROSE });

const revoke: ShapeOf<RevokeSource> = object<RevokeSource>({
  url: optional("Page where keys are revoked.", url),
  steps: required("What to do, one step an item.", list(prose(), { min: 1, max: 20 })),
  command: optional(
    "What revokes a key from a terminal; {…} is to be filled in, and is never the secret.",
    prose(),
  ),
});

/** The provider itself. */
export const PROVIDER: Fields<ProviderSource> = {
  provider: required(
    "Short name of the provider, such as stripe.",
    text({
      max: 60,
      pattern: { source: "^[a-z0-9][a-z0-9-]*$", means: "lower-case letters, digits and '-'" },
    }),
  ),
  name: required("The provider's name as people write it.", text({ max: 100 })),
  aliases: optional(
    "Other names that the provider goes by in variables, such as jira for Atlassian.",
    list(text({ max: 40 }), { min: 1, max: 10, unique: true }),
  ),
  site: optional("The provider's home page.", url),
  docs: optional("The provider's page about its keys.", url),
  revoke: optional("How a leaked key is made worthless.", revoke),
};
