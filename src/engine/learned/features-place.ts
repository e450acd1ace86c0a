/** Features of the place: quotes, line, neighbouring lines, kind of file. */
import type { Feature, Parts } from "./parts.ts";

const row = (name: string, says: string, of: (parts: Parts) => number): Feature => ({ name, says, of });
const after = (name: string, says: string, pattern: RegExp): Feature =>
  row(`after.${name}`, says, ({ tail }) => Number(pattern.test(tail)));
const line = (name: string, says: string, pattern: RegExp): Feature =>
  row(`line.${name}`, says, ({ head, tail }) => Number(pattern.test(head) || pattern.test(tail)));
const above = (name: string, says: string, pattern: RegExp): Feature =>
  row(`near.${name}`, says, (parts) => Number(pattern.test(parts.above) || pattern.test(parts.headLow)));
const file = (name: string, endings: string): Feature => {
  const set = new Set(endings.split(" "));
  return {
    name: `file.${name}`,
    says: "the kind of file",
    of: ({ ending }) => Number(set.has(ending)),
    by: "ending",
  };
};

/** How often a word for secrets stands on the line before the value: lists of names and sentences have many. */
function secretWords({ head }: Parts): number {
  return (head.match(/pass|secret|token|key|auth|cred/gi) ?? []).length;
}

/** How often the value stands in the text before it. */
function seenBefore({ above: text, headLow, low }: Parts): number {
  return low.length < 4 ? 0 : Number(text.includes(low)) + Number(headLow.includes(low));
}

export const PLACE_FEATURES: readonly Feature[] = [
  row("quote.double", "its quotes", ({ quote }) => Number(quote === '"')),
  row("quote.single", "its quotes", ({ quote }) => Number(quote === "'")),
  row("quote.back", "its quotes", ({ quote }) => Number(quote === "`")),
  row("quote.none", "that it stands without quotes", ({ quote }) => Number(quote === "")),
  row("quote.escaped", "its escaped quotes", ({ escaped }) => Number(escaped)),
  row("quote.closed", "its closing quote", ({ quote, tail }) =>
    Number(quote !== "" && tail.replace(/^\\/, "").startsWith(quote)),
  ),
  after("end", "the end of the line behind it", /^["'`]?[\s;,]*$/),
  after("comma", "a comma behind it", /^["'`]?,/),
  after("semicolon", "a semicolon behind it", /^["'`]?;/),
  after("paren", "a bracket behind it", /^["'`]?\s*\)/),
  after("brace", "a bracket behind it", /^["'`]?\s*[}\]]/),
  after("plus", "an expression that it is part of", /^["'`]?\s*(?:\+|\.|%|&&|\|\||\?|==)/),
  after("element", "an element of XML", /^<\//),
  after("blank", "text behind it", /^ [A-Za-z]/),
  row("line.comment", "a comment", ({ head }) =>
    Number(/^\s*(?:#|\/\/|\/?\*|--|;|<!--|%|rem |")/i.test(head)),
  ),
  row("line.indent", "how far the line is indented", ({ head }) => Math.min(40, head.search(/\S|$/))),
  row("line.before", "how much stands before it on its line", ({ head }) => Math.min(300, head.length)),
  row("line.behind", "how much stands behind it on its line", ({ tail }) => tail.length),
  row("line.names", "words for secrets on its line", secretWords),
  row("line.seen", "that it stands nearby as well", seenBefore),
  row("line.commas", "a list", ({ head, tail }) => head.split(",").length + tail.split(",").length - 2),
  row("line.starts", "a list", ({ head }) => Number(/^\s*-\s/.test(head))),
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
  above("user", "a user name near it", /user|login|email|account|admin/),
  above("host", "a host near it", /host|server|url|port|endpoint|jdbc|database|\bdb\b/),
  above("hash", "words for hashes near it", /sha\d|md5|checksum|integrity|digest|encrypted/),
  above("label", "words for labels near it", /label|placeholder|msgid|<string|hint|caption/),
  above("example", "words for examples near it", /example|sample|e\.g\./),
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
  row("file.other", "the kind of file", ({ ending }) => Number(ending.length > 8)),
];
