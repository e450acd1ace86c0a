import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint, identityOf, secretKey } from "../../src/judge/fingerprint.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { cases } from "../support/property.ts";

const strong = fillTemplate("sk_live_{base62:24}", 1);
const other = fillTemplate("sk_live_{base62:24}", 2);
const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });

describe("fingerprint", () => {
  it("is the same for the same secret wherever it stands", () => {
    expect(fingerprint("stripe", strong, "a.ts")).toBe(fingerprint("stripe", strong, "deep/b.env"));
  });

  it("is another one for another secret or another family", () => {
    const all = [
      fingerprint("stripe", strong, "a"),
      fingerprint("stripe", other, "a"),
      fingerprint("acme", strong, "a"),
    ];
    expect(new Set(all).size).toBe(3);
  });

  it("stays what it is: baselines rely on it", () => {
    expect(fingerprint("acme", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "a")).toBe(
      "v1:c279f66087f46e203ce2cbb22503afae",
    );
    expect(fingerprint("acme", "hunter2!", "config/app.yml")).toBe("v1:d61037469879d653a72892aaa4612f91");
  });

  it.each([
    "hunter2",
    "correct horse",
    "Passw0rd!",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "1234567890123456",
  ])("can't be used to guess %s: it differs from path to path", (secret) => {
    expect(fingerprint("generic", secret, "a.env")).not.toBe(fingerprint("generic", secret, "b.env"));
    expect(fingerprint("generic", secret, "a.env")).toBe(fingerprint("generic", secret, "a.env"));
  });

  it.each([strong, "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "xK9#mQ2$vL7!nR4@"])(
    "takes %s for what nobody guesses",
    (secret) => {
      expect(fingerprint("generic", secret, "a.env")).toBe(fingerprint("generic", secret, "b.env"));
    },
  );

  it("is the HMAC that Node makes, and told with the secret's key in one go", () => {
    fc.assert(
      fc.property(latin1, latin1, latin1, (family, secret, path) => {
        const mac = createHmac("sha256", "keyscan fingerprint v1");
        for (const part of [family, secret]) mac.update(`${part.length}:`).update(part, "latin1");
        expect(secretKey(family, secret)).toBe(mac.digest("hex").slice(0, 32));
        expect(identityOf(family, secret, path)).toEqual({
          key: secretKey(family, secret),
          fingerprint: fingerprint(family, secret, path),
        });
      }),
      cases(200),
    );
  });

  it("tells nothing of the secret, and parts can't be moved between family, secret and path", () => {
    fc.assert(
      fc.property(latin1, latin1, latin1, latin1, latin1, (familyA, secretA, familyB, secretB, path) => {
        const one = fingerprint(familyA, secretA, path);
        expect(one).toMatch(/^v1:[0-9a-f]{32}$/);
        expect(fingerprint(familyB, secretB, path) === one).toBe(familyA === familyB && secretA === secretB);
      }),
      cases(500),
    );
    expect(fingerprint("ab", "c", "d")).not.toBe(fingerprint("a", "bc", "d"));
    expect(fingerprint("a", "bc", "d")).not.toBe(fingerprint("a", "b", "cd"));
  });

  it("paths outside of latin-1 differ too", () => {
    expect(fingerprint("generic", "hunter2", "日.env")).not.toBe(fingerprint("generic", "hunter2", "月.env"));
  });
});

describe("secretKey", () => {
  it("joins the places of a secret in one scan, whatever the path", () => {
    expect(secretKey("generic", "hunter2")).toBe(secretKey("generic", "hunter2"));
    expect(secretKey("generic", "hunter2")).not.toBe(secretKey("generic", "hunter3"));
    expect(secretKey("generic", "hunter2")).not.toBe(secretKey("acme", "hunter2"));
  });
});
