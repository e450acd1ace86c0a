/** What the words of names say: whole words, beginnings, ends and parts of words. */
import { describe, expect, it } from "vitest";
import { kindBit, kindsOf, type NameKind } from "../../../src/engine/learned/name-words.ts";
import { nameParts } from "../../../src/engine/learned/parts.ts";

const KINDS: readonly NameKind[] = [
  ...([
    "password",
    "pass",
    "passing",
    "secret",
    "token",
    "tokens",
    "key",
    "keys",
    "access",
    "crypto",
  ] as const),
  ...([
    "public",
    "auth",
    "author",
    "credential",
    "user",
    "label",
    "measure",
    "place",
    "hash",
    "test",
  ] as const),
];

function said(name: string): NameKind[] {
  const { kinds } = nameParts(name);
  return KINDS.filter((kind) => (kinds & kindBit(kind)) !== 0);
}

describe("the words of a name", () => {
  it("have a bit for each kind", () => {
    expect(new Set(KINDS.map(kindBit)).size).toBe(KINDS.length);
    expect(KINDS.every((kind) => kindBit(kind) > 0)).toBe(true);
  });

  it("are told apart in any way of writing", () => {
    for (const name of ["db_password", "dbPassword", "DB_PASSWORD", "db.password"])
      expect(said(name), name).toEqual(["password", "user"]);
  });

  it("are asked for as wholes, by their beginning, by their end, or by what is in them", () => {
    expect(said("pass")).toEqual(["pass"]);
    expect(said("passer")).toEqual([]);
    expect(said("encryption_salt")).toEqual(["crypto", "hash"]);
    expect(said("reencrypt")).toEqual([]);
    expect(said("myapikey")).toEqual(["key"]);
    expect(said("keys")).toEqual(["keys"]);
    expect(said("nosecrets")).toEqual(["secret"]);
    expect(said("bypassed")).toEqual(["passing"]);
  });

  it("say nothing where there are none", () => {
    expect(kindsOf([])).toBe(0);
    expect(said("")).toEqual([]);
    expect(said("___")).toEqual([]);
  });
});
