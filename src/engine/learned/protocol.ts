/**
 * Names and signs that protocols have for what is no secret: where a list goes on, what makes a request one of its kind, nonces,
 * signatures of requests, fingerprints, algorithms. Pure; linear time.
 */
import { guarded, isMatch } from "./guarded.ts";

/**
 * The end of a name: `NextContinuationToken`, `Sec-WebSocket-Key` (RFC 6455, no more than noise), `oauth_nonce` (RFC 5849), `KeySpec`,
 * `authenticity_token` (of one page that was shown), `stylesheetToken` (of a class that is made for one component), `businessKey`.
 */
const PASSED_TOKEN =
  /(?:next|continuation|page|pag(?:ing|ination)|cursor|resume|sync|client[-_]?request|idempotency|lifecycle[-_]?action|cancell?ation|concurrency|(?<!ex)change|authenticity|stylesheet|x-debug|request[-_]?verification)[-_]?token$/;
const PASSED_KEY =
  /(?:idempotency|request|correlation|dedup\w{0,12}|business|cache|sandbox|sort|partition|shard)[-_]?key$/;
const PASSED_ABOUT = guarded(
  "websocket oauth spec print accessor rspauth",
  /sec[-_]websocket[-_](?:key|accept)$|oauth[-_](?:nonce|timestamp|version|signature\w{0,8})$|key[-_]?spec$|(?:thumb|finger)print$|accessor$|^rspauth$/,
);
/** AWS calls so what tells one request from another, where others give a token to a client: `client_token`. */
const CLIENT_TOKEN = /^[cC]lientToken$/;
/** The last word of a name says what it is about something else: `auth_type`, `passwordProvider`, `keytype`, `tokenVersion`. */
const KIND =
  /(?:type|mode|mechanism|method|version|proto(?:col)?|provider|algorithm|scheme|format|interface|event|error)$/;
/** A request that is signed says of what: the signature holds for this request alone. */
const SIGNED = /signedheaders=[^\s"']{1,400}$/i;
const SIGNATURE = /signature=["']?$/i;
/** An address that holds until a second of the clock: `?e=1573632072&token=`. */
const EXPIRES = /[?&;]e(?:xpires)?=[0-9]{10}&(?:amp;)?token=$/;
/** The address of a picture that anybody may see, as Firebase makes them: `?alt=media&token=`. */
const MEDIA = /[?&]alt=media&(?:amp;)?token=$/;
/** Bytes before a signature in which the headers stand. */
const SIGNED_WITHIN = 440;
/** Words of names of algorithms, curves and exchanges of keys, and how many signs such a name has at most. */
const ALGORITHM: ReadonlySet<string> = new Set(
  (
    "aws hmac sha md xxh rsa ecdsa eddsa dsa ecdh ecdhe ecc secg secp nist nistp p k r t ml kem mlkem mldsa kyber x ed curve aes gcm cbc ctr cfb " +
    "siv ccm chacha poly diffie hellman dh group exchange kex ssh openssh com pkcs pss oaep sntrup des ede camellia aria with and kw etm " +
    "withrsa withdsa withecdsa withhmacsha pbewithhmacsha pbewithmd pbewithsha anddes andaes bitaes bc padding nopadding cram scram digest ntlm plus pbkdf argon scrypt bcrypt prime v ssl tls snmp wpa wep psk sae eap peap ttls mschap mschapv chap"
  ).split(" "),
);
/** Letters and digits of a name apart, and what may stand between. */
const ALGORITHM_PIECES = /[a-z]+|[0-9]+|[^a-z0-9]/g;
const ALGORITHM_SIGN = /^[-_+.@/]$/;
const LONGEST_NUMBER = 5;
const LONGEST_ALGORITHM = 60;

/** @param name The name alone that a value is given to. @param low The same in lower case. */
export function isPassedAbout(name: string, low: string): boolean {
  return (
    (low.endsWith("token") && PASSED_TOKEN.test(low)) ||
    (low.endsWith("key") && PASSED_KEY.test(low)) ||
    isMatch(PASSED_ABOUT, low) ||
    KIND.test(low) ||
    CLIENT_TOKEN.test(name)
  );
}

/** @param text What stands before a value, up to it. */
export function isSignature(text: string): boolean {
  if (text.endsWith("token=") && (EXPIRES.test(text.slice(-40)) || MEDIA.test(text.slice(-24)))) return true;
  const sign = SIGNATURE.exec(text.slice(-12));
  if (sign === null) return false;
  const head = text.slice(Math.max(0, text.length - SIGNED_WITHIN), text.length - sign[0].length);
  return SIGNED.test(head.replace(/[,&;\s]{1,8}(?:x-amz-)?$/i, ""));
}

/** `mlkem768x25519-sha256`, `AWS4-HMAC-SHA256`, `ECC_NIST_P521`. */
export function isAlgorithm(value: string): boolean {
  if (value.length > LONGEST_ALGORITHM || !/[a-z]{3}/i.test(value)) return false;
  const pieces = value.toLowerCase().match(ALGORITHM_PIECES) ?? [];
  return pieces.every((piece) =>
    /[0-9]/.test(piece) ? piece.length <= LONGEST_NUMBER : ALGORITHM.has(piece) || ALGORITHM_SIGN.test(piece),
  );
}
