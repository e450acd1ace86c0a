/** Makes secrets fit to be shown: enough to recognise one's own key, not enough to use it or to guess the rest. */

const ELLIPSIS = "…";

/** First and last characters, at most four each and a quarter in all; shorter secrets are hidden whole. */
export function redactSecret(secret: string): string {
  const header = /^-----BEGIN [A-Z0-9 ]{1,60}-----/.exec(secret);
  if (header !== null) return `${header[0]}${ELLIPSIS}`;
  const text = secret.replace(/[^\x21-\x7e]/g, "?");
  const shown = Math.min(4, Math.floor(text.length / 8));
  if (shown === 0) return "*".repeat(Math.min(8, Math.max(4, text.length)));
  return `${text.slice(0, shown)}${ELLIPSIS}${text.slice(-shown)}`;
}

/**
 * Token-like runs: long, with a digit. What stands near a secret is often a secret as well. The signs of base64 may be escaped, as JSON and
 * addresses have them.
 */
const TOKEN_LIKE = /(?:[\w+/=~-]|\\\/|\\u00(?:2[bBfF]|3[dD])|%(?:2[bBfF]|3[dD])){16,}/g;

/** What is given to a name that says password, secret or the like; of any length. */
const NAMED =
  /((?:passw(?:or)?d|passphrase|pwd|secret|token|api_?key)[\w.-]{0,40}["'`]?[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}["'`]?)([^\s"'`,;<>(){}[\]$\u2026]{6,128})/gi;

const isMixed = (text: string): boolean => /[0-9]/.test(text) && /[A-Za-z]/.test(text);

/** Hides everything in ordinary text that looks like a token, or is named as a secret is and has a digit. */
export function maskTokens(text: string): string {
  return text
    .replace(TOKEN_LIKE, (run) => (isMixed(run) ? redactSecret(run) : run))
    .replace(NAMED, (all, name: string, value: string) =>
      isMixed(value) ? `${name}${redactSecret(value)}` : all,
    );
}
