/** The field `verify` of a rule: how its provider is asked whether a key works. */
import { choice, list, number, object, optional, record, required, text } from "../config/shape.ts";
import type { ShapeOf, TextShape } from "../config/shape.ts";
import type { VerifySource } from "../types.ts";

/** A name of the public internet: no address, no port, nothing of this network. */
const host: ShapeOf<string> = text({
  max: 253,
  pattern: {
    source: "^(?=.*[a-z])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,24}$",
    means: "the name of a host such as api.stripe.com, without a port",
  },
});

const line = (max: number): ShapeOf<string> =>
  text({ max, pattern: { source: "^[\\x20-\\x7e]*$", means: "printable ASCII" } });

const path: ShapeOf<string> = text({
  max: 2000,
  pattern: { source: "^/[\\x21-\\x7e]*$", means: "a path from / on, in printable ASCII" },
});

const word: ShapeOf<string> = text({
  max: 100,
  pattern: { source: "^[a-z0-9]+(?:-[a-z0-9]+)*$", means: "the id of a rule" },
});

const headerName: TextShape = text({
  max: 64,
  pattern: {
    source: "^(?!(?:[Hh]ost|[Cc]ookie|[Cc]ontent-[Ll]ength)$)[A-Za-z][A-Za-z0-9-]*$",
    means: "the name of a header",
  },
});

const codes = (): ShapeOf<number[]> => list(number(100, 599, { integer: true }), { max: 20, unique: true });
const texts = (): ShapeOf<string[]> => list(line(200), { min: 1, max: 20, unique: true });

/** What `verify` of a rule may have: how `--verify` asks the provider, and how it reads the answer. */
export const verifyShape: ShapeOf<VerifySource> = object<VerifySource>({
  host: required("The provider's own host; asked by https.", host),
  method: optional("The method.", choice(["GET", "POST"]), "GET"),
  path: required("The path and query; {secret} stands for the key, percent-encoded.", path),
  headers: optional("Headers; {secret} stands for the key.", record(headerName, line(1000))),
  basic: optional("user:password of basic authentication, such as {secret}: or api:{secret}.", line(1000)),
  body: optional("The body; JSON, unless a header content-type says otherwise.", line(4000)),
  sign: optional("Signs the request with the key instead of sending it.", choice(["aws-v4"])),
  with: optional(
    "Further placeholders: name → id of the rule whose finding nearest by in the same file it stands for.",
    record(text({ max: 20 }), word),
  ),
  active: optional("Status codes that say: it works. 200 to 299 where left out.", codes()),
  inactive: optional(
    "Status codes that say: it does not work. 401 where left out; [] where another instance of the service may know the key.",
    codes(),
  ),
  forbidden: optional("Status codes that say: a key, but not for this. 403 where left out.", codes()),
  says: optional(
    "Texts in the answer that decide.",
    object<NonNullable<VerifySource["says"]>>({
      active: optional("It works; without one of them a good status code says nothing.", texts()),
      inactive: optional("It does not work.", texts()),
      forbidden: optional("A key, but not for this.", texts()),
    }),
  ),
});
