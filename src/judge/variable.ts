/** The name that a secret is assigned to, told by the text before it: variables, settings, fields, parameters. */

/** What names look like. Longer ones are no names. */
const NAME = "[A-Za-z_][\\w.-]{0,63}";

/** Tried in this order on the line up to the secret. Each looks back from its end, over a bounded stretch. */
const FORMS: readonly RegExp[] = [
  // <add key="ApiKey" value="…">, <string name="api_key">…</string>
  new RegExp(
    `\\b(?:key|name)\\s{0,4}=\\s{0,4}["'](${NAME})["']\\s{1,8}value\\s{0,4}=\\s{0,4}["'][^"']{0,80}$`,
    "i",
  ),
  new RegExp(`<[\\w:.-]{1,40}\\s[^<>]{0,80}?\\bname="(${NAME})"[^<>]{0,60}>\\s{0,20}$`),
  // process.env.API_KEY ?? "…", getenv("API_KEY", "…"), ${API_KEY:-…}
  new RegExp(
    `\\b(?:process\\.env\\.|import\\.meta\\.env\\.|environ\\.get\\(["']|getenv\\(["']|env\\(["']|ENV\\.fetch\\(["'])(${NAME}?)["']?\\)?\\s{0,4}(?:\\|\\||\\?\\?|,|or)\\s{0,4}["'\`]?[^"'\`\\s]{0,80}$`,
  ),
  new RegExp(`\\$\\{(${NAME}?):?-[^\\s"'}]{0,80}$`),
  // define('API_KEY', '…'), ENV API_KEY …
  new RegExp(
    `\\b(?:define|putenv|setenv|setProperty|set_config)\\(\\s{0,4}["'](${NAME})["']\\s{0,4},\\s{0,4}["'][^"']{0,80}$`,
    "i",
  ),
  new RegExp(`^\\s{0,20}(?:ENV|ARG)\\s{1,4}(${NAME})[ =]["']?[^"'\\s]{0,80}$`),
  // api_key = "…", apiKey: string = '…', "api_key": "…", API_KEY=…, :key => "…"
  new RegExp(
    `(?:^|[\\s"'\`{,;(\\[<$@:?&-])(${NAME}?)["'\`\\]]{0,2}\\s{0,20}(?::\\s{0,4}[A-Za-z][\\w.<>\\[\\]| ?]{0,30}?\\s{0,4})?(?:=>|:=|\\?\\?=|\\|\\|=|=|:)\\s{0,20}[bfru@$]{0,2}\\\\?["'\`]{0,3}(?:(?:bearer|basic|token)\\s{1,4})?[^"'\`\\s;,]{0,100}$`,
    "i",
  ),
  // <apiKey>…</apiKey>
  new RegExp(`<(${NAME})>\\s{0,20}$`),
];

/** Over two lines: `<key>ApiKey</key>` before `<string>`, `name: API_KEY` before `value:`. */
const PAIRS: readonly RegExp[] = [
  new RegExp(`<key>(${NAME})</key>\\s{0,80}<string>$`),
  new RegExp(`\\bname:\\s{0,4}["']?(${NAME})["']?\\s{0,80}value:\\s{0,4}["']?[^"'\\s]{0,80}$`),
];

/** Words of formats, which say nothing of what is kept in them. */
const NO_NAMES: ReadonlySet<string> = new Set(
  "string value data text td p li code span pre b i http https literal default item entry".split(" "),
);

/**
 * @param before Text before the secret, latin-1: its line, and the line before; at most a few hundred characters.
 */
export function variableOf(before: string): string | undefined {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  for (const [form, text] of [
    ...PAIRS.map((pair) => [pair, before] as const),
    ...FORMS.map((one) => [one, line] as const),
  ]) {
    const name = form.exec(text)?.[1]?.replace(/^(?:process\.env|this|self)\./, "");
    if (name !== undefined && isName(name)) return name;
  }
  return undefined;
}

/** What looks like a token may be another secret. */
function isName(name: string): boolean {
  if (NO_NAMES.has(name.toLowerCase())) return false;
  return !name.split(/[_.-]/).some((word) => word.length >= 12 && /\d/.test(word) && /[A-Za-z]/.test(word));
}
