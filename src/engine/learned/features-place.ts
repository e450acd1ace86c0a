/** Features of the place: quotes, line, neighbouring lines, kind of file. */
import { firstSign, type Feature, type Parts, type TailParts } from "./parts.ts";

const row = (name: string, says: string, of: (parts: Parts) => number): Feature => ({ name, says, of });
const after = (name: string, says: string, of: (tail: TailParts) => number): Feature => ({
  ...{ name: `after.${name}`, says, of },
  by: "tail",
});
/** @param signs What the next sign behind the value is one of. */
const next = (name: string, says: string, signs: string): Feature =>
  after(name, says, ({ next: sign }) => Number(sign !== "" && signs.includes(sign)));
const line = (name: string, says: string, pattern: RegExp): Feature =>
  row(`line.${name}`, says, (parts) => Number(pattern.test(parts.line)));
const near = (name: string, says: string, pattern: RegExp): Feature =>
  row(`near.${name}`, says, (parts) => Number(pattern.test(parts.near)));
const file = (name: string, endings: string): Feature => {
  const set = new Set(endings.split(" "));
  return {
    name: `file.${name}`,
    says: "the kind of file",
    of: (ending) => Number(set.has(ending)),
    by: "ending",
  };
};

/** How often a word for secrets stands on the line before the value: lists of names and sentences have many. */
function secretWords({ headLow }: Parts): number {
  return headLow.match(SECRET_WORDS)?.length ?? 0;
}

const SECRET_WORDS = /pass|secret|token|key|auth|cred/g;
/** The end of the line behind the value, an expression that it is part of. */
const NOTHING = /^[\s;,]*$/;
const EXPRESSION = /^\s*(?:\+|\.|%|&&|\|\||\?|==)/;
const COMMENT = /^\s*(?:#|\/\/|\/?\*|--|;|<!--|%|rem |")/i;
const ITEM = /^\s*-\s/;
const WORDS = /^ [A-Za-z]/;

function commas(text: string): number {
  let count = 0;
  for (let at = text.indexOf(","); at !== -1; at = text.indexOf(",", at + 1)) count++;
  return count;
}

/** How often the value stands in the text before it. */
function seenBefore({ above: text, headLow, low }: Parts): number {
  return low.length < 4 ? 0 : Number(text.indexOf(low) !== -1) + Number(headLow.indexOf(low) !== -1);
}

/** A part of `FEATURES`; in its order. */
export const PLACE_FEATURES: readonly Feature[] = [
  row("quote.double", "its quotes", ({ quote }) => Number(quote === '"')),
  row("quote.single", "its quotes", ({ quote }) => Number(quote === "'")),
  row("quote.back", "its quotes", ({ quote }) => Number(quote === "`")),
  row("quote.none", "that it stands without quotes", ({ quote }) => Number(quote === "")),
  row("quote.escaped", "its escaped quotes", ({ escaped }) => Number(escaped)),
  row("quote.closed", "its closing quote", ({ quote, tail }) =>
    Number(quote !== "" && tail.startsWith(quote, tail.startsWith("\\") ? 1 : 0)),
  ),
  after("end", "the end of the line behind it", ({ rest, next: sign }) =>
    Number(sign === "" || ((sign === ";" || sign === ",") && NOTHING.test(rest))),
  ),
  after("comma", "a comma behind it", ({ rest }) => Number(rest.startsWith(","))),
  after("semicolon", "a semicolon behind it", ({ rest }) => Number(rest.startsWith(";"))),
  next("paren", "a bracket behind it", ")"),
  next("brace", "a bracket behind it", "}]"),
  after("plus", "an expression that it is part of", ({ rest, next: sign }) =>
    Number("+.%&|?=".includes(sign) && EXPRESSION.test(rest)),
  ),
  after("element", "an element of XML", ({ tail }) => Number(tail.startsWith("</"))),
  after("blank", "text behind it", ({ tail }) => Number(WORDS.test(tail))),
  row("line.comment", "a comment", ({ head }) => Number(COMMENT.test(head))),
  row("line.indent", "how far the line is indented", ({ head }) => Math.min(40, firstSign(head))),
  row("line.before", "how much stands before it on its line", ({ head }) => Math.min(300, head.length)),
  row("line.behind", "how much stands behind it on its line", ({ tail }) => tail.length),
  row("line.names", "words for secrets on its line", secretWords),
  row("line.seen", "that it stands nearby as well", seenBefore),
  row("line.commas", "a list", (parts) => commas(parts.line)),
  row("line.starts", "a list", ({ head }) => Number(ITEM.test(head))),
  line("test", "words for tests on its line", /assert|expect|should|equal|mock|\btest/i),
  line(
    "code",
    "code on its line",
    /\b(?:return|function|func|def|if|else|for|var|let|const|val|public|private|static|final|new|import|throw|raise)\b/,
  ),
  line(
    "command",
    "a command on its line",
    /\b(?:curl|docker|mysql|psql|sudo|export|openssl|ssh|ENV|ARG|RUN|echo)\b/,
  ),
  line(
    "label",
    "words for labels on its line",
    /label|placeholder|title|<string|message|msgid|msgstr|i18n|translate|tooltip/i,
  ),
  line(
    "lookup",
    "a lookup on its line",
    /getenv|process\.env|os\.environ|System\.get|config\.get|secretKeyRef|valueFrom|\bENV\[/,
  ),
  near("user", "a user name near it", /user|login|email|account|admin/),
  near("host", "a host near it", /host|server|url|port|endpoint|jdbc|database|\bdb\b/),
  near("hash", "words for hashes near it", /sha\d|md5|checksum|integrity|digest|encrypted/),
  near("label", "words for labels near it", /label|placeholder|msgid|<string|hint|caption/),
  near("example", "words for examples near it", /example|sample|e\.g\./),
  row("claim.claimed", "a provider that knows its own keys", ({ claimed }) => Number(claimed)),
  file("yaml", "yml yaml j2 tpl tmpl"),
  file("json", "json json5 jsonc ipynb har postman_collection"),
  file(
    "config",
    "env ini conf cfg properties toml example dist cnf config ldif sample template local development production",
  ),
  file("xml", "xml html htm xhtml jsp vue svg aspx"),
  file("labels", "strings resx storyboard xib po pot xlf arb ftl"),
  file("text", "md rst txt markdown adoc log"),
  file("shell", "sh bash zsh bats ps1 bat dockerfile makefile cmd fish"),
  file("python", "py pyi"),
  file("script", "js ts jsx tsx mjs cjs coffee"),
  file("ruby", "rb erb gemspec rake"),
  file("java", "java kt scala groovy gradle cs swift"),
  file("go", "go rs"),
  file("c", "c h cc cpp hpp m mm cxx"),
  file("php", "php phtml inc"),
  file("sql", "sql psql dump"),
  file("tables", "csv tsv rrc snap tap lock sum"),
  { name: "file.other", says: "the kind of file", of: (ending) => Number(ending.length > 8), by: "ending" },
];
