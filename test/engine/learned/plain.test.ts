/** What is plainly no secret, and what looks a little like it and is one. */
import { describe, expect, it } from "vitest";
import { isAlgorithm } from "../../../src/engine/learned/protocol.ts";
import { isPlainlyNone } from "../../../src/engine/learned/plain.ts";
import { isSoup } from "../../../src/engine/learned/text-shape.ts";
import { fillTemplate } from "../../../src/rules/template.ts";
import { candidate } from "../../support/candidate.ts";

/** As the engine sees it: one character a byte. */
const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const counted = (...parts: string[]): string => parts.join("");
const letters = "abcdefghijklmnopqrstuvwxyz";

describe("plainly no secret", () => {
  it.each([
    ["an address", 'auth_uri: "', "https://accounts.example.com/o/oauth2/auth"],
    ["a hash of a password", 'password: "', `$2a$10$${fillTemplate("{base62:53}", 1)}`],
    ["argon2", 'password: "', `$argon2id$v=19$m=65536$${fillTemplate("{base64:43}", 1)}`],
    ["a public key", 'public_key = "', fillTemplate("{base64:44}", 1)],
    ["the name of a key", 'key_name: "', "prod5-service-cmk"],
    ["what is looked up", 'password = os.getenv("', "DB_PASSWORD"],
    ["what is looked up in an object", "password = config['", "db.password"],
    ["an event of the keyboard", 'keyboardLayout = "', fillTemplate("{uuid}", 1)],
    ["somebody's name", 'href="https://example.com/commits?author=', "gibson042"],
    ["an index", "token_index = [...]uint8{", "0, 3, 7, 14, 16, 19, 23, 24, 26"],
    [
      "a line of SSH's authorized_keys",
      'hostKey = "',
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${fillTemplate("{base64:44}", 1)}`,
    ],
    [
      "a public key in DER",
      'key: "',
      `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${fillTemplate("{base64:86}", 1)}`,
    ],
    ["a fingerprint", 'keyid: "', `SHA256:${fillTemplate("{base64:43}", 1)}`],
    ["a date", "key1 = ", "1979-05-27T07:32:00Z"],
    ["a key in a file of test vectors", 'key: "', fillTemplate("{hex:64}", 1), "aead_vectors_test.go"],
    [
      "a key beside a text and what becomes of it",
      `{ plaintext: "${fillTemplate("{hex:32}", 1)}", key: "`,
      fillTemplate("{hex:64}", 1),
      "aes_test.go",
    ],
    ["a variable with its sign in Perl", "my $pwd = ", "$ftp->pwd;", "FTP.pm"],
    ["a field to be filled in", "password=", "neo4j:[PASSWORD]"],
    ["digits and letters in turns", 'secret = "', counted("1a2b3c4d", "-5e6f-7a8b-", "9c0d1e2f")],
    [
      "letters that count, and digits",
      'api_key = "',
      counted(letters.slice(0, 6), "0123456789", letters.slice(0, 6)),
    ],
    ["three that take turns", 'api_key = "', "aB1cD2eF3gH4iJ5kL6mN7oP8"],
    [
      "letters backwards",
      'token = "',
      counted([...letters].toReversed().join("").slice(0, 18), "9876543210"),
    ],
    ["a call in code", "password = ", "get_password(1)", "app.py"],
    ["an address of Ethereum", "TokenAddress = '", `0x${fillTemplate("{hex:40}", 1)}`],
    ["the tag of an image", "image: acme/secret-store:", "1.12-k8s-vault", "deployment.yml"],
    ["a tag without a number", "image: acme/secret-store:", "latest-vault", "deployment.yml"],
    ["a tag in a Dockerfile", "FROM ghcr.io/acme/token:", "nightly-slim", "Dockerfile"],
    ["the text of a link", '<a href=\\"/#/forgot-password\\">', "Herstellen", "nl.json"],
    [
      "the text of a link, as code",
      '| <a id="opt-redis-password" href="#opt-redis-password" title="#opt-redis-password">`',
      "redis.password",
      "redis.md",
    ],
    [
      "the key of a link into a group",
      `[QQ](https://qm.qq.com/cgi-bin/qm/qr?k=${fillTemplate("{base62:32}", 1)}&jump_from=webapi&authKey=`,
      `${fillTemplate("{base62:30}", 2)}%2F${fillTemplate("{base62:33}", 3)}`,
      "README.md",
    ],
    ["the name of a thing", "  secret: urn:k8s:secret:", "app-jwt-2:key", "values.yaml"],
    ["the working directory", 'docker run -v "$(pwd):', "/srv/app"],
    ["words in a row", "found near: `db_password`, `", "smtp_pasword", "rules.md"],
    ["the value behind a call", "equal(hash('password'), '", fillTemplate("{hex:32}", 1), "a.ts"],
    ["names that are unset", "unset DB_PASSWORD ", "DB_HOSTNAME", "run.sh"],
    ["a member of a variable", "password: ", "$secrets.Password", "x.ps1"],
    ["what a command prints", 'password="', "$(openssl rand -base64 16)", "x.sh"],
    [
      "a token with a question mark",
      "token = '",
      `${fillTemplate("{base62:11}", 1)}?${fillTemplate("{base62:10}", 2)}`,
    ],
    ["a version", 'getpass: "', "^0.1.1", "package.json"],
    ["a package and its versions", 'reauth_extra_require = ["', "pyu2f>=0.1.5", "setup.py"],
    ["a number of 64 bits", 'password = "', `0x${fillTemplate("{hex:16}", 1)}`],
    ["a UUID of a clock", "_authToken=", "743b294a-cd03-11ec-9d64-0242ac120002"],
    ["a UUID that lacks a digit", "api_key = ", fillTemplate("{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:11}", 1)],
    ["a number with a letter amid its digits", "api_key = ", fillTemplate("{hex:20}z{hex:11}", 1)],
    ["what does not match", 'nonMatchingToken := "', fillTemplate("{base36:16}", 3), "a_test.go"],
    ["what is wrong", 'WRONG_API_KEY = "', fillTemplate("{base62:24}", 3)],
    [
      "the password of an anonymous user",
      'server->user = "anonymous";\nserver->password = "',
      fillTemplate("{lower:7}@", 3),
      "ftp.c",
    ],
    ["the name of a file", "- key: ", "log4j2.xml", "values.yaml"],
    ["an algorithm", "if item.key == '", "ssh-ed25519", "ssh.py"],
    ["the key of a pair", "if key == '", "nfsv3", "client.py"],
    ["the name of a secret", 'secretName: "', "acme-tls"],
    ["a key that is public", "Public key:  ", fillTemplate("{hex:64}", 1), "README.md"],
    ["a value shortened in the middle", "client_secret='", "Qh...wwI", "a.py"],
    [
      "the key of a shared document",
      "https://docs.example.com/edit?resourcekey=",
      "0-gwEhcUSwwMS7Lt2XmIWFNA",
    ],
    ["the name of a constant", 'auth_key = "', "SHA1_HMAC_KEY", "a.py"],
    ["text in entities", '<tag key="', "&#229;&#246;&#x3C;", "a.xml"],
    ["base64 of a word", "adminPassword: ", Buffer.from("changeme").toString("base64"), "values.yaml"],
    ["a word of a list", '["name", "password", "', "mobile2", "a.json"],
    ["bytes that count", "key := []byte{", "0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77", "a_test.go"],
    ["the word for passwords in another language", 'LABEL_PASSWORD": "', utf8("Jelszó"), "hu.json"],
    ["a name of an object", "tlsSecret: ", "acme-ingress-tls", "values.yaml"],
    [
      "a login of the standard",
      'auth_header: "',
      `Basic ${Buffer.from("Aladdin:open sesame").toString("base64")}`,
    ],
    ["the hash of a key", "issuerKeyHash=", fillTemplate("{base62:30}", 1)],
    ["a number in code", "key0 = ", "305419896", "zip.py"],
    ["a number that is compared with", "elif token == ", "0x0f:", "zip.py"],
    ["a variable in code", "password=", "password1", "app.py"],
    ["where a list goes on", '"NextContinuationToken": "', fillTemplate("{base64:56}", 1), "a.json"],
    ["what makes a request one", '"clientRequestToken": "', fillTemplate("{uuid}", 1), "a.json"],
    ["the key of a request", 'requestKey: "', fillTemplate("{uuid}", 1), "a.ts"],
    ["noise of WebSockets", 'headers["Sec-WebSocket-Key"] = "', fillTemplate("{base64:22}==", 1)],
    ["a nonce", 'oauth_nonce="', fillTemplate("{base62:32}", 1), "a.py"],
    [
      "the signature of a request",
      "Authorization: AWS4-HMAC-SHA256 SignedHeaders=host;x-amz-date, Signature=",
      fillTemplate("{hex:64}", 1),
    ],
    ["a fingerprint by its name", 'keyThumbprint = "', fillTemplate("{base64url:43}", 1)],
    ["an exchange of keys", 'KeyExchange = "', "mlkem768x25519-sha256", "a.go"],
    ["a curve", '"KeySpec2": "', "ECC_NIST_P521", "a.json"],
    ["a number in Rust", "pub const VK_OEM_KEY: u16 = ", "189u16", "a.rs"],
    ["a number below nought in Rust", "const E_PASSWORD: i32 = ", "-2147212282i32", "a.rs"],
    ["a binary number", "const KEY = ", "0b00001000", "a.js"],
    ["a type in a stub", "mlkem_key: ", "mlkem.MLKEM768PublicKey", "a.pyi"],
    ["a number of 128 bits", "const BAD_KEY: u128 = ", "0x6363_6363_6363_6363_6363_6363_6363_6363", "a.rs"],
    ["a mechanism", '# the form "AUTH=', "CRAM-MD5", "imap.rb"],
    ["a condition", "if( pToken->", "pSegcsr!=0", "a.c"],
    ["a constant that is compared with", "case authMechanism == ", "scramSHA256PlusName:", "a.go"],
    ["an address behind a word", "[oauth2]: https:", "//www.example.com/info/rfc6749", "README.md"],
    ["a member of a class", "#     #=> #<OpenSSL::PKey::", "DSA:0x000055a8d6025bf0", "README.md"],
    ["what says that it is not real", 'secret_access_key("', `notreal${fillTemplate("{base62:24}", 1)}`],
    ["mashed keys", 'token = "', "askfjh234as9sd8", "a.py"],
    ["keys side by side", 'refresh_token: "', "23sdf876234", "a.py"],
    ["the key of an element", 'createIcon([["path", { key: "', "1bl5f8", "a.js"],
    ["bytes that count in digits", 'key: "', counted("00010203", "04050607", "08090a0b", "0c0d0e0f")],
    ["bytes that step", 'api_key = "', counted("00112233", "44556677", "8899aabb", "ccddeeff")],
    ["what a call gives", "sign('', 'my_secret') => '", fillTemplate("{hex:64}", 1), "a.d.ts"],
    ["a name of a resource", 'keyArn = "', "arn:aws:kms:eu-west-1:111122223333:key/9f2", "a.md"],
    ["a call that goes on", "serverKey: ", "urlBase64ToUint8Array(", "a.md"],
    [
      "base64 of words that say so",
      'accessToken: "',
      Buffer.from("this is not a real value").toString("base64"),
      "a_test.go",
    ],
    [
      "a sample that says so",
      'token = "',
      `${fillTemplate("{base62:12}", 1)}EXAMPLE${fillTemplate("{base62:20}", 1)}`,
    ],
  ])("%s", (_name, before, secret, path = "app.conf") => {
    expect(isPlainlyNone(candidate(before, secret, path))).toBe(true);
  });

  it("names of algorithms, and long digits with a word behind are soon told from them", () => {
    for (const name of ["SHA256withRSA", "aes256-gcm@openssh.com", "secp256k1", "X25519-Kyber768"])
      expect(isAlgorithm(name), name).toBe(true);
    for (const name of [`${"1".repeat(50)}abcq`, `aes${"4711".repeat(12)}`, "256", "my-rsa-key"])
      expect(isAlgorithm(name), name).toBe(false);
  });

  it("the first word of a sentence", () => {
    const sentence = {
      ...candidate("  change_password: ", "Zmie\u0144", "pl.yml"),
      after: " moje has\u0142o",
    };
    expect(isPlainlyNone(sentence)).toBe(true);
    expect(isPlainlyNone({ ...sentence, after: " # a comment" })).toBe(false);
    expect(isPlainlyNone({ ...sentence, after: "" })).toBe(false);
    expect(isPlainlyNone({ ...sentence, path: "notes.txt" })).toBe(false);
  });

  it("the id of a key in words", () => {
    const id = candidate("KMS Key ID: ", fillTemplate("{uuid}", 1), "docs.txt");
    expect(isPlainlyNone({ ...id, nameAt: "KMS ".length })).toBe(true);
    const hash = candidate("Issuer Key Hash: ", fillTemplate("{hex:40}", 1), "a.txt");
    expect(isPlainlyNone({ ...hash, nameAt: "Issuer ".length })).toBe(true);
  });

  it("a key of a standard's example", () => {
    const example = ["0685bd91", "84jfhq22"].join("");
    expect(isPlainlyNone(candidate('oauth_consumer_key="', example))).toBe(true);
    expect(isPlainlyNone(candidate('oauth_consumer_key="', example.replace("q", "r")))).toBe(false);
  });

  it.each([
    ["a webhook", 'secret_url: "', `https://hooks.example.com/services/${fillTemplate("{base62:24}", 1)}`],
    ["an address with a password", 'auth = "', `https://user:${fillTemplate("{base62:10}", 1)}@example.com/`],
    ["a token in an address", 'key = "', `https://example.com/?token=${fillTemplate("{base62:24}", 1)}`],
    [
      "a key with its initial vector",
      `iv = "${fillTemplate("{hex:32}", 1)}"\nkey = "`,
      fillTemplate("{hex:64}", 1),
      "a.py",
    ],
    ["behind a slash, and no tag", 'get "/login/password:', fillTemplate("{lower:9}", 1)],
    ["a password with a question mark", 'password = "', `${fillTemplate("{base62:8}", 1)}?`],
    ["a random UUID", "api_key = ", fillTemplate("{uuid}", 1)],
    ["a name with a word in it", 'revalidateToken = "', fillTemplate("{base62:24}", 3)],
    ["a password with a dollar", 'password = "', `$${fillTemplate("{lower:6}{digits:2}", 3)}`],
    ["a password that is called", 'run(["mysql", "--password", "', fillTemplate("{lower:9}", 1), "a.py"],
    ["a key and its value in a call", 'put("api_key", "', fillTemplate("{base62:24}", 1), "a.java"],
    ["base64 of more than a word", "password: ", Buffer.from("hunter2!").toString("base64"), "values.yaml"],
    ["a password in upper case", 'password = "', "XK_QZ7", "a.conf"],
    ["a long key that is compared with", 'if key == "', fillTemplate("{base62:32}", 1), "a.py"],
    ["bytes without an order", "key := []byte{", "0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6", "a.go"],
    ["a password like the name of an object", 'password: "', "acme-db-secret"],
    ["bytes", "key = [...]uint8{", "10, 3, 7, 14, 16, 19, 23, 24, 26"],
    ["a random value", 'secret = "', fillTemplate("{hex:32}", 3)],
    ["short and easy", 'password: "', counted(letters.slice(0, 6), "123456")],
    ["a value that begins with a short word", 'password: "', `my${fillTemplate("{lower:14}", 5)}`],
    ["a variable's name in a comment", "// password=", fillTemplate("{lower:9}", 1), "app.go"],
    ["a word in a text", "get '/login?password=", fillTemplate("{lower:9}", 1), "app.rb"],
    ["base64 in a text in code", "secret=", `${fillTemplate("{base64:22}", 4)}==`, "a_test.go"],
    ["a word without quotes in a configuration", "password = ", fillTemplate("{lower:9}", 1)],
    ["a password of mashed keys", 'password = "', "askfjh234as9sd8", "a.py"],
    ["a token of random letters", 'token = "', fillTemplate("{base36:20}", 2), "a.py"],
    ["a key that says no more", 'key: "', fillTemplate("{base36:12}", 2), "a.js"],
    ["a signature of nothing that is named", 'signature = "', fillTemplate("{hex:64}", 1)],
    ["a word that goes on with another", 'contextToken = "', fillTemplate("{base62:24}", 1)],
    [
      "base64 of other words",
      "password: ",
      Buffer.from("purple monkey dishwasher").toString("base64"),
      "v.yaml",
    ],
  ])("left to the model: %s", (_name, before, secret, path = "app.conf") => {
    expect(isPlainlyNone(candidate(before, secret, path))).toBe(false);
  });
});

describe("signs that no language would read", () => {
  it.each(["o{{r}n)i${t]h(olog[ical>-_$#thing}}", "a)b$c#d%e^f"])("%s", (text) => {
    expect(isSoup(text)).toBe(true);
  });
  it.each(["get(x)[1]", "${a}-${b}#c@d", "password", "f(a,b)=>{x:1}"])("not %s", (text) => {
    expect(isSoup(text)).toBe(false);
  });
});
