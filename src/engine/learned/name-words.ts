/**
 * What the words of a name say, by lists: a look-up for each word, where an expression for each kind took most of the time that the
 * first candidates of a scan take. A star stands for any letters and digits, or none.
 */

const KINDS = {
  password: "*password* *passwd* *passphrase* *passcode*",
  pass: "pass *pwd psw",
  passing:
    "*passed* *passing* *passes* *passive* *passenger* *passport* *passion* *passage* *passable* bypass* compass* surpass*",
  secret: "*secret*",
  token: "*token",
  tokens: "tokens",
  key: "*key",
  keys: "keys keyword* keyboard* keycode* keypress* keydown* keyup* keyname* keymap* keyframe* keyspace* keystore* keypath* keychain* keyring*",
  access: "access api* app client consumer service account",
  crypto:
    "private secret encrypt* sign* aes des rsa hmac mac cipher crypto master shared session cookie jwt salt iv",
  public:
    "public site publishable primary foreign unique sort partition cache index row column group hash array map object dict config setting property translation i18n message event storage query param header routing registry license product",
  auth: "*auth authorization oauth* bearer",
  author: "author* authent* authority authorities",
  credential: "cred*",
  user: "user admin root db database mysql postgres* redis mongo* smtp mail email ftp ldap proxy rabbitmq amqp ssh jdbc sql login account keystore truststore ssl",
  label:
    "field label text title msg message hint placeholder description desc error err prompt caption tooltip header help form input button link page screen view dialog class css style icon color colour element selector xpath",
  measure:
    "length len size min max count num number limit policy regex pattern rule rules strength validity expir* age ttl timeout interval date time at format type kind mode method algorithm alg encoder encoding charset version status state level enabled disabled required visible hidden reset change forgot confirm* verify is has can should allow use",
  place:
    "file path dir directory folder url uri endpoint host server port name names prefix suffix location bucket domain env var variable ref provider store manager service handler factory func function callback template table column",
  hash: "hash hashed digest checksum md5 crc encrypted fingerprint thumbprint integrity etag signature salt nonce iv",
  test: "test* example sample dummy fake mock expected invalid wrong bad valid correct stub demo",
} as const;

export type NameKind = keyof typeof KINDS;

/** The bit of a kind in what `kindsOf` says. */
export function kindBit(kind: NameKind): number {
  return 1 << Object.keys(KINDS).indexOf(kind);
}

interface Lists {
  /** Bits of kinds by whole words. */
  whole: Map<string, number>;
  beginnings: Stem[];
  ends: Stem[];
  parts: Stem[];
}

interface Stem {
  text: string;
  bit: number;
}

/** Made at the first name. */
let lists: Lists | undefined;

function listsOf(): Lists {
  const { whole, beginnings, ends, parts }: Lists = {
    ...{ whole: new Map(), beginnings: [], ends: [], parts: [] },
  };
  Object.values(KINDS).forEach((words, kind) => {
    const bit = 1 << kind;
    for (const word of words.split(" ")) {
      const text = word.replaceAll("*", "");
      if (word === text) whole.set(text, (whole.get(text) ?? 0) | bit);
      else if (!word.endsWith("*")) ends.push({ text, bit });
      else if (word.startsWith("*")) parts.push({ text, bit });
      else beginnings.push({ text, bit });
    }
  });
  return { whole, beginnings, ends, parts };
}

/** Bits of the kinds that one of the words is of. @param words In lower case. */
export function kindsOf(words: readonly string[]): number {
  lists ??= listsOf();
  let bits = 0;
  for (const word of words) {
    bits |= lists.whole.get(word) ?? 0;
    for (const { text, bit } of lists.beginnings) if (word.startsWith(text)) bits |= bit;
    for (const { text, bit } of lists.ends) if (word.endsWith(text)) bits |= bit;
    for (const { text, bit } of lists.parts) if (word.includes(text)) bits |= bit;
  }
  return bits;
}
