/** One finding as a block for people: what it is, where, the code, why it is believed, what to do now. */
import type { Channel, Finding, Remediation } from "../types.ts";
import { cutToCells } from "./cells.ts";
import { drawFrame } from "./pretty-frame.ts";
import { keyFacts } from "./key-facts.ts";
import { historyLines, partText } from "./pretty-history.ts";
import { labelled, labelMargin, place } from "./pretty-style.ts";
import type { Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";

/** Steps shown of a remediation, unless everything is asked for. */
const FIRST_STEPS = 3;
/** The longest severity and two spaces: titles of all blocks stand in one column. */
const TAG_WIDTH = 10;
const DOT = " · ";

const CHANNEL_TEXT: Readonly<Record<Channel, string>> = {
  "query-string": "sent in a URL query string",
  "authorization-header": "in an Authorization header",
  "api-key-header": "in an API key header",
  cookie: "in a cookie",
  "basic-auth-url": "in a URL as user:password@host",
  "json-field": "in a JSON field",
  "env-assignment": "in an environment variable assignment",
};

/**
 * The block as text that ends with a line end. `withSteps`: list the first steps of the remediation (all of them when
 * the style is verbose); without it, only its summary and address are given.
 */
export function findingBlock(finding: Finding, style: Style, withSteps: boolean): string {
  const lines = [
    headline(finding, style),
    `  ${style.bold(place(finding.location))}${sourceNote(finding, style)}`,
  ];
  if (finding.frame !== undefined) {
    lines.push("", ...drawFrame(finding.frame, finding.location.startLine, finding.severity, style), "");
  }
  lines.push(
    ...secretRow(finding, style),
    ...labelled(style, "with", [partTexts(finding).join(DOT)].filter(isText), { separator: DOT }),
    ...labelled(style, "why", [finding.reasons.join(", ")]),
    ...labelled(style, "accepted", acceptedParts(finding)),
    ...labelled(style, "context", [contextParts(finding).join(DOT)], { separator: DOT }),
    ...labelled(style, "key", [keyFacts(finding).join(DOT)].filter(isText), { separator: DOT }),
    ...historyLines(finding).flatMap((line, index) => labelled(style, index === 0 ? "history" : "", [line])),
    ...labelled(style, "fix", [finding.remediation.summary], { paint: style.bold }),
    ...addressRow(finding.remediation, style),
    ...(withSteps ? stepRows(finding.remediation, style) : []),
    ...labelled(style, "instead", [finding.remediation.narrower ?? ""].filter(isText)),
    ...labelled(style, "rule", [finding.ruleId + DOT + finding.fingerprint], {
      paint: style.dim,
      separator: DOT,
    }),
  );
  return `${lines.join("\n")}\n`;
}

function isText(text: string): boolean {
  return text !== "";
}

function headline(finding: Finding, style: Style): string {
  const tag = finding.severity.toUpperCase().padEnd(TAG_WIDTH);
  const confidence = ` · ${finding.confidence} confidence`;
  const title = cutToCells(safeText(finding.title), style.width - tag.length - confidence.length);
  return style.severity[finding.severity](tag) + style.bold(title) + style.dim(confidence);
}

/** How the file was read, where that is not the usual: it explains lines and columns that an editor may not show. */
function sourceNote(finding: Finding, style: Style): string {
  const { kind, encoding, part } = finding.source;
  const text = kind === "git" ? (partText(part) ?? "in git history") : kind;
  const { decodedFrom } = finding.location;
  const written = decodedFrom === undefined ? undefined : `written as ${decodedFrom.join(" of ")}`;
  const parts = [kind === "file" ? partText(part) : text, encoding, written].filter(
    (each) => each !== undefined,
  );
  return parts.length === 0 ? "" : style.dim(` (${parts.join(", ")})`);
}

/**
 * The frame shows the secret already; this row is for findings without one, and for secrets asked for in the clear:
 * these stay on one line, whole, to be copied.
 */
function secretRow(finding: Finding, style: Style): string[] {
  const { value, decoded, redacted, length } = finding.secret;
  if (value !== undefined)
    return [
      labelMargin(style, "secret") + safeText(value),
      ...(decoded === undefined ? [] : [labelMargin(style, "decoded") + safeText(decoded)]),
    ];
  return finding.frame === undefined ? labelled(style, "secret", [`${redacted} (${length} bytes)`]) : [];
}

/** The other parts of a secret that has several. */
function partTexts({ parts = [], location }: Finding): string[] {
  return parts.map(({ name, secret, location: { startLine } }) => {
    const where = startLine === location.startLine ? "" : ` (line ${startLine})`;
    return `${name} ${safeText(secret.value ?? secret.redacted)}${where}`;
  });
}

/** What accepts a finding, for whoever asked to see accepted ones as well; nothing where nothing does. */
export function acceptedParts({ accepted }: Finding): string[] {
  if (accepted === undefined) return [];
  const { where, reason, until } = accepted;
  const end = until === undefined ? "" : ` until ${until}`;
  return [`by ${where}${end}${reason === undefined ? "" : `: ${reason}`}`];
}

function contextParts(finding: Finding): string[] {
  const { environment, privilege, exposure, source } = finding;
  const parts: string[] = [];
  if (environment !== undefined) parts.push(`environment ${environment}`);
  if (privilege !== undefined) parts.push(`privilege ${privilege}`);
  if (exposure.length > 0) parts.push(`exposure ${exposure.join(", ")}`);
  if (source.channel !== undefined) parts.push(CHANNEL_TEXT[source.channel]);
  return parts;
}

function addressRow(remediation: Remediation, style: Style): string[] {
  const address = remediation.revokeUrl ?? remediation.docsUrl;
  return address === undefined ? [] : labelled(style, "", [address], { paint: style.link });
}

function stepRows(remediation: Remediation, style: Style): string[] {
  const { steps, docsUrl, revokeUrl, command } = remediation;
  const shown = style.verbose ? steps : steps.slice(0, FIRST_STEPS);
  const rows = shown.flatMap((step, index) => labelled(style, "", [`${index + 1}. ${step}`]));
  if (command !== undefined) rows.push(...labelled(style, "", [`$ ${command}`], { paint: style.link }));
  if (shown.length < steps.length) {
    rows.push(
      ...labelled(style, "", [`${steps.length - shown.length} more with --verbose`], {
        paint: style.dim,
      }),
    );
  }
  if (style.verbose && docsUrl !== undefined && revokeUrl !== undefined) {
    rows.push(...labelled(style, "docs", [docsUrl], { paint: style.link }));
  }
  return rows;
}
