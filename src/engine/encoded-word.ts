/** Base64 of words: what stands in manifests and settings where a secret belongs. */

/** Texts that say that they stand for a value: `this is not a real value`. */
const TEXT =
  /^(?=[a-z ]*\b(?:samples?|examples?|hello|not (?:(?:a|my|the|your) )?real|dummy|fake|placeholder|secret|test)\b)[a-z]+(?: [a-z]+)+$|^(?=[a-z-]{0,40}\b(?:samples?|examples?|dummy|fake)\b)[a-z]+(?:-[a-z]+)+$/i;
/** Names for what belongs there: `secure-password`, `this_is_the_secret`, `secret_data1`. */
const NAME =
  /^(?=.*(?:secret|passw|token|user|signature|your))[a-z]{2,14}[0-9]{0,2}(?:[-_.][a-z]{2,14}){1,6}[0-9]{0,2}$/i;
/** Words that stand for a value: `password`, `admin`, `changeme`. */
const WORD =
  /^(?:(?:my)?pass(?:word|wd)?|admin|root|user(?:name)?|test|secret|changeme|example|dummy|foo|bar|token|key|signature|default)[0-9]{0,3}\n?$/i;

/** A host, and how it is asked: neither who asks nor a path. */
const HOST = /^[a-z][a-z0-9+.-]{1,10}:\/\/[a-z0-9.-]{1,60}(?::[0-9]{2,5})?\/?\n?$/i;

const SHORT_BASE64 = /^(?:[A-Za-z0-9+/]{4}){1,16}(?:[A-Za-z0-9+/]{2,3}={1,2})?$/;

/** True for base64 of a word, name or text that stands for a value, and of the address of a host. @param secret Latin-1. */
export function isEncodedWord(secret: string): boolean {
  if (secret.length > 64 || !SHORT_BASE64.test(secret)) return false;
  const text = Buffer.from(secret, "base64").toString("latin1");
  return WORD.test(text) || TEXT.test(text) || NAME.test(text) || HOST.test(text);
}
