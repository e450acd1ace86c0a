/** Hashes, ids, paths and kinds beside names that say secret, and what looks like them and is one. */
import { describe, expect, it } from "vitest";
import { isPlainlyNone } from "../../../src/engine/learned/plain.ts";
import { fillTemplate } from "../../../src/rules/template.ts";
import { candidate } from "../../support/candidate.ts";

const counted = (...parts: string[]): string => parts.join("");

describe("plainly no secret", () => {
  it.each([
    ["a hash with its algorithm", 'client_token: "', `hmac-sha256:${fillTemplate("{hex:64}", 1)}`],
    ["a hash of PostgreSQL", "password: ", `md5${fillTemplate("{hex:32}", 1).toLowerCase()}`, "users.yml"],
    ["a hash of MySQL", "password: '", `*${fillTemplate("{HEX:40}", 1)}`, "users.yml"],
    ["a hash of Django", "PASSWORD = '", `pbkdf2_sha256$30000$${fillTemplate("{base62:12}", 1)}$x`],
    ["a user and a hash", "auth_users=", `admin:$$apr1$$${fillTemplate("{base62:8}", 1)}$$x`, "README.md"],
    ["what is encrypted", 'key: "', `U2FsdGVkX1${fillTemplate("{base64:33}", 1)}=`, "ospf.yml"],
    ["a path", 'key="', `/var/log/pods/*${fillTemplate("{uuid}", 1)}/app/*.log`, "agent.log"],
    ["an address whose scheme was a name", "'otpauth:", `//totp/Acme:${fillTemplate("{uuid}", 1)}`],
    ["a key that packages are signed with", "GPG_KEY=", fillTemplate("{HEX:40}", 1), "Dockerfile"],
    ["the file of such a key", "gpg_key: ", "RPM-GPG-KEY-ACME-79EA5ED4", "RedHat-8.yml"],
    ["a kind of authentication", 'auth_type: "', "mschapv2"],
    ["a provider", 'PASSWORD_ARGON2_PROVIDER === "', "s0dium"],
    ["a mechanism by its name", "auth_mechanism=", "ACME-X509"],
    ["the version of a protocol", 'auth_ssl_max_proto_version: "', "sslv3"],
    ["the name of a secret that is there", "tls.existingSecret=", "kafka-jks-0", "README.md"],
    ["what is looked up in credentials", 'details = credentials.get("', "snmpV2cRead", "a.py"],
    ["what is looked up in anything", "password = results[0].get('", "ms-Mcs-AdmPwd", "a.py"],
    ["a field by its number", "key = '", "fwpkg-{0}", "a.py"],
    ["what others are called by", '"portgroup_key": "', "dvportgroup-1014", "a.json"],
    ["a part of a country", '"hc-key": "', "de-be-12067000-12067493", "demo.js"],
    ["a shorter one", '"hc-key":"', "gb-2267", "gb-all.js"],
    ["a class of a style sheet", 'c.stylesheetToken=\\"', "lwc-7l29gslmu1v", "input.js"],
    ["a key of PGP that is trusted", "--trusted-key=", fillTemplate("{HEX:16}", 1), "install.sh"],
    ["an option of a linker", "-plugin-opt=-pass-through=", "-lgcc_s", "a.input"],
    ["keys that an editor is fed with", 'call feedkeys("', "2gg02lv2j2ly", "test.vim"],
    ["the key of a text", "langKey: '", "elliott3", "a.ts"],
    ["the code of an error", "PASSWORD_STRENGTH_ERROR = '", fillTemplate("{uuid}", 1), "a.php"],
    ["a hash by its name", "$key = hash('", "xxh128", "a.php"],
    ["what a factory makes", 'KeyManagerFactory.getInstance("', "NewSunX509", "a.kt"],
    ["a pair of a telemetry", 'NetHostSubtypeKey.String("', "cdma2000_1xrtt", "trace.go"],
    ["a place on the page", '<a class="token" href="', "#/s:9Alamofire10HTTPMethodO3getyA2CmF", "a.html"],
    ["a picture that anybody may see", "jpeg?alt=media&token=", fillTemplate("{uuid}", 1), "a.gql"],
    ["the page of a profiler", "X-Debug-Token: ", "4fbbc4", "a.md"],
    ["an index of a database", "renameIndex('access_tokens', '", "idx_368a4209a76ed395", "a.php"],
    [
      "the key that Yarn searches with",
      'apiKey:"',
      ["6fe4476ee5a18328", "82e326b506d14126"].join(""),
      "yarn.cjs",
    ],
    ["the key of a label", '"key": "', "d-XZ-x.__.Y_2-n_5023Xl-3Pw_-r7g", "Deployment.json"],
    [
      "a file that Rails has stored",
      "Storage (0.3ms) Uploaded file to key: ",
      fillTemplate("{lower:28}", 1),
      "a.log",
    ],
    ["how bytes are written", 'LOG_SECRET("', "%02X:%02X:%02X:%02X", "component.txt"],
    ["nothing", "const char* `password` = ", "nullptr", "api.md"],
    ["the number of an issue", "TICKET = ", "KAFKA-8969", "notes.txt"],
    ["what a pass is compared with", 'if test "$pass" = ', "dlpreopen", "ltmain.sh"],
    ["a version from a registry", 'js-tokens: "', "npm:^10.0.0", "yarn.lock"],
    ["a name in capitals", '#define USERDATA_KEY "', "CGIDCHILDERRFN", "mod.c"],
    ["who identifies", "the client as identified by ", "httpd", "a.html"],
    ["what a block of a shell was for", "\tfi # $pass = ", "dlpreopen", "ltmain.sh"],
    [
      "what WebSocket hashes with",
      'key = join(key, "',
      ["258EAFA5-E914-47DA", "95CA-C5AB0DC85B11"].join("-"),
      "a.c",
    ],
    ["a fingerprint by its form", 'key == "', fillTemplate(`${"{hex:2}:".repeat(15)}{hex:2}`, 1)],
    ["a key of SSH", '"ssh_host_key": "', `AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY${fillTemplate("{base64:99}", 1)}`],
    ["a key of SSH by its algorithm", 'key := "', `rsa-sha2-256 AAAADH${fillTemplate("{base64:99}", 1)}`],
    ["a role of reStructuredText", "has been fixed (:ticket:`", "27026", "1.10.1.txt"],
    ["a verb", "// you can pass '", "prng", "README.md"],
    ["what was passed", 'passed_jid="', "20260516-nc-2", "a.py"],
    ["a credit", "// Credit: ", "HTML5", "a.css"],
    ["what tells requests apart", '"clientToken": "', fillTemplate("{base62:16}", 1), "a.json"],
    ["a token of a page", 'authenticity_token="', fillTemplate("{base64:86}", 1), "a.md"],
    ["ids of records", "keys: ['", fillTemplate("{uuid}", 1), "a.js"],
    ["bytes that count, escaped", 'key = b"', counted("\\x00\\x01\\x02\\x03", "\\x04\\x05\\x06\\x07\\x08")],
    ["a header that is shortened", '"Authorization": "', "Bearer eyJh...0M30", "a.rst"],
    [
      "base64 of words of a sample",
      "secret: ",
      Buffer.from("example-app-secret").toString("base64"),
      "secret.yaml",
    ],
    [
      "the digest of nothing",
      "client_tls_key: '",
      ["47DEQpj8HBSa+/TImW", "+5JCeuQeRkm5NMpJWZG3hSuFU="].join(""),
    ],
    ["a class with its module", "KeyPair = ", "X25519.KeyPair"],
    ["an event", "key_down_event=", fillTemplate("{base62:30}", 1)],
    ["a name in a space of names", '#define ACME_KEY "', "tls:acme:x509:share", "tls.c"],
    ["a variable in a source map", "const noChangesPass = ", "ngDevMode", "core.mjs.map"],
    ["each key of many", 'elif each_key == "', "5ghz_radio", "a.py"],
    ["the answer to a digest", "rspauth=", fillTemplate("{hex:32}", 1)],
    [
      "a key with what goes in",
      `Input = ${fillTemplate("{hex:64}", 1)}\nKey = `,
      fillTemplate("{hex:64}", 1),
      "mac_test.txt",
    ],
    ["a word of a translation", '"smtp-password": "', "SMTP-wachtwoord", "nl.json"],
    ["letters of one, escaped", '"client_secret": "', "Titkos k\\u00f3d", "hu.json"],
    ["a word of one by the file's name", '"Password": "', "razm", "messages_bqi.json"],
    ["a resource of Android", '<string name="password">', "Wachtwurd", "04-network.xml"],
    ["the number of a key behind PGP", "- Release GPG key: ", fillTemplate("{HEX:40}", 1), "README.md"],
    ["a character by its number", "lock_with_key: '", "1f510", "emoji.js"],
    ["one, whatever its name", "secret: '", "1f5dd", "emoji.js"],
    ["the key of web push", 'vapid_key: "', `BC${fillTemplate("{base64url:85}", 1)}=`, "app.md"],
    [
      "what Bitwarden has encrypted",
      'Key = "',
      `2.${fillTemplate("{base64:22}", 1)}==|${fillTemplate("{base64:22}", 2)}==|${fillTemplate("{base64:43}", 3)}=`,
      "a.cs",
    ],
    ["the file of a key", 'key_file = load_file("', "ecc_x25519_x509.der", "a.py"],
    ["a kind of file", '"application/x-keepass2": ["', "kdbx", "types.js"],
    ["an algorithm of Java", 'SecretKeyFactory.getInstance("', "PBKDF2WithHmacSHA256", "A.scala"],
    ["another one", 'key = Cipher.getInstance("', "PBEWithMD5AndDES", "A.java"],
    ["the verdict on a test", `PASS: ${"ld-elf/eh6"}\nPASS: `, "ld-elf/pr21903b", "summary.txt"],
    ["the key of an element", '<Item\n  key="', "record60fps", "a.jsx"],
    ["the checksum in a comment", "// flow-typed signature: ", fillTemplate("{hex:32}", 1), "a.js"],
    [
      "secrets of a test of HPKE",
      `"base_nonce": "${fillTemplate("{hex:24}", 2)}", "key": "`,
      fillTemplate("{hex:32}", 1),
      "hpke.json",
    ],
    ["what is blacked out", "AWS Secret Access Key: ", `${fillTemplate("{base62:12}", 1)}${"*".repeat(14)}`],
    ["base64 of a host", "apiSecret: ", Buffer.from("tcp://127.0.0.1:5705").toString("base64"), "a.yaml"],
    ["the scope of a key", "Credential=", "acme/20150830/eu/s3/acme4_request"],
  ])("%s", (_name, before, secret, path = "app.conf") => {
    expect(isPlainlyNone(candidate(before, secret, path))).toBe(true);
  });

  it("the checksum of a file", () => {
    const sum = { ...candidate('"src/pkey.rs":"', fillTemplate("{hex:64}", 1)), nameAt: '"src/'.length };
    expect(isPlainlyNone(sum)).toBe(true);
    expect(isPlainlyNone({ ...sum, secret: fillTemplate("{hex:62}", 1) })).toBe(false);
    const key = { ...candidate('"jwt.secret": "', fillTemplate("{hex:64}", 1)), nameAt: 1 };
    expect(isPlainlyNone(key)).toBe(false);
  });

  it("what is given to another name behind a verb", () => {
    const before = 'in newer versions pass engine="';
    const given = { ...candidate(before, "openpyxl", "a.txt"), nameAt: before.indexOf("pass") };
    expect(isPlainlyNone(given)).toBe(true);
    const token = before.replace("engine", "token");
    expect(isPlainlyNone({ ...given, before: token, secret: fillTemplate("{base62:24}", 1) })).toBe(false);
  });

  it("whether there is such a key", () => {
    const before = 'known.containsKey(Uuid.fromString("';
    const asked = { ...candidate(before, fillTemplate("{base62:22}", 1), "a.java"), nameAt: 0 };
    expect(isPlainlyNone(asked)).toBe(true);
    expect(isPlainlyNone({ ...asked, before: 'known.apiKey(Text.of("' })).toBe(false);
  });

  it("what explains a name", () => {
    const told = { ...candidate("* `password`: ", "alguns", "index.md"), after: " dos textos" };
    expect(isPlainlyNone(told)).toBe(true);
    expect(isPlainlyNone({ ...told, after: "" })).toBe(false);
    expect(isPlainlyNone({ ...told, secret: "alguns7" })).toBe(false);
  });

  it("the key of an object, and no value", () => {
    const key = { ...candidate('{"ResetUserPassword": {"', "http", "a.json"), after: '": {"method": 1}' };
    expect(isPlainlyNone(key)).toBe(true);
    expect(isPlainlyNone({ ...key, after: '"}' })).toBe(false);
    // A comparison of Python ends with a colon too.
    const compared = candidate('if password == "', fillTemplate("{lower:9}", 1), "a.py");
    expect(isPlainlyNone({ ...compared, after: '":' })).toBe(false);
  });

  it.each([
    ["a name with a file's ending", 'jwt.secret: "', fillTemplate("{hex:64}", 1)],
    ["a key that ends with the word", 'api.key: "', fillTemplate("{hex:64}", 1)],
    ["a password in hexadecimal digits", "gpg_passphrase: ", fillTemplate("{hex:40}", 1)],
    ["base64 that begins with a slash", 'key: "', `/${fillTemplate("{base64:42}", 1)}=`],
    ["a token of a client", 'client_token: "', fillTemplate("{base62:24}", 1)],
    ["a password behind a user", "user 'me' pass '", fillTemplate("{lower:9}", 1), "fetchmailrc"],
    ["a password with a number", 'password: "', "kermit-1014"],
    ["a token for debugging", "APPCHECK_DEBUG_TOKEN = '", fillTemplate("{uuid}", 1), "a.js"],
    ["a password behind a block", "fi\n$pass = ", fillTemplate("{base62:9}", 1), "a.txt"],
    ["a password of SQL", "create user me identified by ", fillTemplate("{base62:9}", 1), "a.sql"],
    ["a password in capitals", 'password: "', fillTemplate("{upper:9}", 1)],
    ["a password for what passes through", 'pass_through_password: "', fillTemplate("{base62:9}", 1)],
    ["a password like a part of a country", 'password: "', "de-be-12067000"],
    ["a password in braces", 'password: "', `${fillTemplate("{base62:9}", 1)}#{0}`],
    [
      "a password with a digit in a translation",
      '"password": "',
      `${fillTemplate("{lower:8}", 1)}7`,
      "nl.json",
    ],
    ["a password in a file of two letters", 'password: "', fillTemplate("{lower:9}", 1), "db.json"],
    ["a key in a resource", '<string name="api_key">', fillTemplate("{base62:24}", 1), "strings.xml"],
    ["a password of KeePass", 'keepass_password = "', fillTemplate("{lower:9}", 1)],
    ["a password that stands alone", "PASS: ", fillTemplate("{lower:9}", 1), "notes.txt"],
    ["a signature in no comment", "signature: ", fillTemplate("{hex:32}", 1), "a.yaml"],
    [
      "base64 of an address with a password",
      "url: ",
      Buffer.from(`amqp://me:${fillTemplate("{lower:9}", 1)}@mq`).toString("base64"),
      "a.yaml",
    ],
    ["a secret in a dictionary", '{"password": "', fillTemplate("{lower:9}", 1), "a.json"],
  ])("left to the model: %s", (_name, before, secret, path = "app.conf") => {
    expect(isPlainlyNone(candidate(before, secret, path))).toBe(false);
  });
});
