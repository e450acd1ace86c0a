/** Composed rules through the engine: which values near which words are found, and how sure they are. */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { smallPack } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const scanner = createScanner(
  smallPack(
    { id: "acme", values: ["{hex:32}", "{base64:44}", "acc-{base62:20-40}"], words: ["acme"] },
    { id: "line", values: ["{base36:32}", "{uuid}"], everyday: ["line"] },
    { id: "exactly", values: ["{base36:20}"], words: ["exactly"] },
    { id: "wide", values: ["{base62+_-:39}"], words: ["wide"] },
    { id: "exact", pattern: "\\bexact_[0-9A-Za-z]{32}\\b" },
    { id: "guess", pattern: "password = '([^']{8,80})'", generic: true, confidence: "medium" },
  ),
);
const RULES = ["acme", "line", "exactly", "wide", "exact", "guess"];

/** Rule, confidence and secret of what is found, by the secret's template. */
function found(template: string, options: Parameters<typeof scan>[3] = {}): string[] {
  return scan(scanner, fillTemplate(template, 7), [], options).map(
    ({ rule, confidence = "-" }) => `${RULES[rule]} ${confidence}`,
  );
}

describe("a value is found", () => {
  it.each([
    ["ACME_API_KEY={hex:32}", "acme medium"],
    ['"acmeSecret": "{hex:32}"', "acme medium"],
    // Given to a name of its own, in a section, a call, an address or a command of the provider.
    ["acme:\n  token: {hex:32}\n", "acme medium"],
    ["acme:\n  url: https://api.example.org\n  enabled: true\n  apiKey: '{hex:32}'\n", "acme medium"],
    ['{"acme": {"url": "https://api.example.org", "timeout": 30, "apiKey": "{hex:32}"}}', "acme medium"],
    ["new Acme({ region: 'eu', secret: '{hex:32}' })", "acme medium"],
    ['const acme = Acme.builder().apiKey("{hex:32}").build();', "acme medium"],
    ["fetch('https://acme.example/v1', { headers: { Authorization: 'Bearer {hex:32}' } })", "acme medium"],
    ["acme-cli --api-key {hex:32} push", "acme medium"],
    ["your acme api key is '{hex:32}'", "acme medium"],
    ["acme ACCESS TOKEN {hex:32}", "acme medium"],
    // Beside the name, and with a blank behind it.
    ['variable "acme_token" {\n  type = string\n  default = "{hex:32}"\n}', "acme medium"],
    ["- name: ACME_TOKEN\n  value: {hex:32}", "acme medium"],
    ["ENV ACME_API_KEY {hex:32}", "acme medium"],
    // What a client is made with.
    ['client = AcmeClient("{hex:32}")', "acme medium"],
    ["const client = new Acme('{hex:32}');", "acme medium"],
    ["const acme = require('acme')('{hex:32}');", "acme medium"],
    ["acme.setTheme('{hex:32}')", "acme low"],
    ["new AcmeOrder('{hex:32}')", "acme low"],
    // Who may see a name, and who may see the value.
    ['public const string AcmeApiKey = "{hex:32}";', "acme medium"],
    ['const string AcmePublicKey = "{hex:32}";', "acme low"],
    ["curl -H 'X-Acme-Token: {hex:32}'", "acme medium"],
    ["https://api.acme.example/v1?key={hex:32}&x=1", "acme medium"],
    ["ACME_TOKEN='{base64:44}'", "acme medium"],
    ["acme key acc-{base62:24}", "acme medium"],
    ["acme order acc-{base62:24}", "acme low"],
    ["acme = '{hex:32}'", "acme low"],
    ["ACME_API_KEY={hex:16}{HEX:16}", "acme medium"],
    ["acme key acc-{alpha:22}{digits:6}", "acme low"],
    // Something stuck to its end.
    ["ACME_API_KEY={hex:38}", "acme low"],
    ["acme_api = '{hex:32}'", "acme medium"],
    ["acmeapis = '{hex:32}'", "acme low"],
    // Words of a name and the value in a chain, in a sentence, in a line of a log, in an element.
    ["acme-key-{hex:32}", "acme medium"],
    ["the acme key for our staging is {hex:32}", "acme medium"],
    ["DEBUG AcmeClient: using api key {hex:32}", "acme medium"],
    ["acme PRIVATE {hex:32}", "acme medium"],
    ["<secret>{acme {hex:32}}</secret>", "acme medium"],
    ["<id>{acme {hex:32}}</id>", "acme low"],
    // The provider alone as the name of a variable; what has no length of its own in the environment only, what may be an id in capitals.
    ["ACME={hex:32}", "acme medium"],
    ["acme: {hex:32}", "acme medium"],
    ["exactly = '{base36:20}'", "exactly medium"],
    ["exactly = '{digits:20}'", "exactly low"],
    ["EXACTLY={digits:20}", "exactly medium"],
    // Far to the right, in a column of its own.
    [`acme key${" ".repeat(120)}{hex:32}`, "acme low"],
    [`acme key ${".".repeat(60)} of the shop ${".".repeat(60)}{hex:32}`, "acme low"],
    ["LINE_TOKEN={base36:32}", "line medium"],
    ["line_secret: {uuid}", "line medium"],
    ["LINE={base36:32}", "line low"],
    ["<li>wide key: {base62:20}-{base62:18}</li>", "wide medium"],
    ["WIDE_KEY=ACME4_CID_MANAGER_COLOR_STORES_KILLER_9", "wide low"],
    ["acme_public_key = '{hex:32}'", "acme low"],
    ["acme.example/v1/{hex:32}/items", "acme low"],
  ])("%s", (template, expected) => {
    expect(found(template)).toEqual([expected]);
  });

  it.each(["acme_key: ", "ACME_KEY=", 'acme("', "acme-"])(
    "with all of its characters, behind %s",
    (before) => {
      for (let seed = 1; seed < 40; seed++) {
        const value = fillTemplate("{base64:44}", seed);
        const runs = value.split(/[+/]/).filter((run) => run.length >= 15 && /[0-9]/.test(run));
        if (runs.length === 0) continue;
        expect(scan(scanner, `${before}${value}\n`).map(({ secret }) => secret)).toEqual([value]);
      }
    },
  );
});

describe("nothing is found", () => {
  it.each([
    ["a word too far away", "acme is a service, and this here is far away from it\n\n '{hex:32}'"],
    ["a word too far away in a column", `acme key${" ".repeat(200)}{hex:32}`],
    [
      "the same on a line of its own",
      `acme is a service, far away, on another line than this\n${" ".repeat(80)}{hex:32}`,
    ],
    ["another length", "ACME_API_KEY={hex:31}"],
    ["another length, in quotes", "ACME_API_KEY = '{hex:38}'"],
    ["another length, not named a key", "ACME_ORDER={hex:38}"],
    ["what is much longer", "ACME_API_KEY={hex:70}"],
    ["the id of an application in an address", "https://acme.example/apps/{hex:32}/push"],
    ["a checksum of a Go module", "github.com/acme/token v1.2.3 h1:{base64:43}="],
    ["part of something longer", "ACME_API_KEY={hex:32}.js?{hex:32}x"],
    ["the same character", "ACME_API_KEY={repeat:0:32}"],
    ["a hash", "acme_sha256: {hex:32}"],
    ["a part of a checksum", "acme/__init__.py,sha256={base64url:18}-{hex:32}"],
    ["the name of a package", "<li>wide key: proto-acme-cloud-manager-stores-v1beta1</li>"],
    ["the name of a constant", "#define WIDE_MODE ACME4_CID_MANAGER_COLOR_STORES_KILLER_9"],
    ["a commit", "acme commit {hex:32}"],
    ["an ordinary word in a sentence", "the next line has {base36:32}"],
    ["an ordinary word in a name without a key", "the_line = {base36:32}"],
    ["a word within another", "pacmecore_key={hex:32}"],
    ["a piece of a text with a question mark", "acme = '{hex:8}?{hex:32}'"],
    ["what a question mark follows", "acme key acc-{base62:24}?{base62:8}"],
    ["a UUID that lacks a digit", "line_key = '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:11}'"],
    ["a number with a letter amid its digits", "line_key = '{hex:20}g{hex:11}'"],
    ["what is blacked out", "acme_key = acc-{repeat:0:24}{base62:8}"],
    ["another provider's prefix", "acme_key = 'acc-exact_{base62:20}'"],
  ])("%s", (_, template) => {
    expect(found(template)).toEqual([]);
  });

  it("where the rule is switched off", () => {
    expect(found("ACME_API_KEY={hex:32}", { allowed: (rule) => rule !== 0 })).toEqual([]);
  });
});

describe("of rules for one value", () => {
  it("a provider's format comes first", () => {
    expect(found("acme_key = exact_{base62:32}")).toEqual(["exact -"]);
  });

  it("the nearer word wins", () => {
    expect(found("acme_line_token = {hex:32}")).toEqual(["line medium"]);
  });

  it("a guess loses to a word in the name, and wins where a word merely stands near", () => {
    expect(found("acme_password = '{hex:32}'")).toEqual(["acme medium"]);
    expect(found("// acme\npassword = '{hex:32}'")).toEqual(["guess -"]);
  });
});
