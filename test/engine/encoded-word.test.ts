/** Base64 in manifests: names stand for a value, sentences may be one. */
import { expect, it } from "vitest";
import { isEncodedWord } from "../../src/engine/encoded-word.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

it.each(["secure-password", "admin_password", "changeme", "not a real value", "not my real password"])(
  "%s stands for a value",
  (text) => {
    expect(isEncodedWord(base64(text))).toBe(true);
  },
);

it.each(["this is our password", "our old token"])("%s may be one", (text) => {
  expect(isEncodedWord(base64(text))).toBe(false);
});
