/** All that is known of one finding: the lines round it, its places, why it is believed, what to do. */
import type { CommitNote, FindingHistory } from "../../types.ts";
import type { PageFinding, PageFrame, PagePlace } from "../html-data.ts";
import { day, grouped, h, link, type Child } from "./dom.ts";
import { labelOf } from "./filter.ts";
import type { Row } from "./model.ts";

/** Places drawn at once; a key can stand in a hundred thousand lines of a log. */
const PLACES_AT_ONCE = 50;

/** The content of the panel. */
export function detail(row: Row, onClose: () => void): HTMLElement {
  const { finding, rule } = row;
  return h(
    "div",
    { class: "detail" },
    h(
      "header",
      {},
      h("span", { class: `badge ${finding.severity}` }, labelOf("severity", finding.severity)),
      h("h2", {}, rule.title),
      h("button", { type: "button", class: "icon close", "aria-label": "Close", onclick: onClose }, "✕"),
    ),
    factLine(finding),
    finding.frame === undefined ? undefined : frame(finding.frame, finding.places[0].line),
    section("What to do", remediation(row)),
    section(`Places (${grouped(finding.places.length)})`, placeList(finding.places)),
    finding.practices === undefined
      ? undefined
      : section("Goes against", h("ul", {}, ...finding.practices.map((title) => h("li", {}, title)))),
    finding.history === undefined ? undefined : section("In git history", historyList(finding.history)),
    section(
      "Why it is believed",
      h(
        "p",
        {},
        `${labelOf("confidence", finding.confidence)} confidence (${finding.score}): ${finding.reasons.join(", ")}`,
      ),
    ),
    section("Identity", identity(row)),
  );
}

function section(title: string, ...content: readonly Child[]): HTMLElement {
  return h("section", {}, h("h3", {}, title), ...content);
}

function factLine(finding: PageFinding): HTMLElement {
  const facts = [
    finding.state,
    finding.places[0].accepted === undefined ? undefined : "accepted",
    finding.environment === undefined ? undefined : `environment ${finding.environment}`,
    finding.privilege === undefined ? undefined : `privilege ${finding.privilege}`,
    ...new Set(finding.places.flatMap((place) => place.exposure)),
    ...(finding.facts ?? []),
    finding.checksum === "none" ? undefined : `checksum ${finding.checksum}`,
  ];
  return h(
    "p",
    { class: "tags" },
    h("code", { class: "redacted" }, finding.redacted),
    ...facts.map((text) => (text === undefined ? undefined : h("span", { class: "tag" }, text))),
  );
}

/** The lines as they stand in the report, redacted; the secret's part marked. */
export function frame({ firstLine, lines, markColumn, markWidth }: PageFrame, line: number): HTMLElement {
  return h(
    "pre",
    { class: "frame", tabindex: "0", "aria-label": "Lines round the secret" },
    ...lines.map((text, at) => {
      const number = firstLine + at;
      const start = markColumn - 1;
      const marked = number === line;
      return h(
        "span",
        { class: marked ? "line marked" : "line" },
        h("span", { class: "number" }, String(number)),
        h(
          "span",
          { class: "code" },
          ...(marked
            ? [
                spaced(text.slice(0, start)),
                h("mark", {}, spaced(text.slice(start, start + markWidth))),
                spaced(text.slice(start + markWidth)),
              ]
            : [text === "" ? " " : spaced(text)]),
        ),
      );
    }),
  );
}

/** A tab would be shown as an escape, like all controls. */
function spaced(text: string): string {
  return text.replaceAll("\t", "  ");
}

function remediation({ rule }: Row): HTMLElement {
  return h(
    "div",
    {},
    h("p", { class: "first" }, rule.summary),
    rule.steps.length === 0 ? undefined : h("ol", {}, ...rule.steps.map((step) => h("li", {}, step))),
    rule.command === undefined ? undefined : h("pre", {}, rule.command),
    rule.narrower === undefined ? undefined : h("p", {}, `Instead: ${rule.narrower}`),
    h(
      "p",
      { class: "links" },
      rule.revokeUrl === undefined ? undefined : link(rule.revokeUrl, "Revoke it", "button"),
      rule.docsUrl === undefined ? undefined : link(rule.docsUrl, "Documentation", "button plain"),
    ),
  );
}

function placeList(places: readonly PagePlace[]): HTMLElement {
  const list = h("ul", { class: "places" });
  const rest = h("button", { type: "button", class: "plain more" });
  let shown = 0;
  const showMore = (): void => {
    list.append(...places.slice(shown, shown + PLACES_AT_ONCE).map(placeItem));
    shown = Math.min(places.length, shown + PLACES_AT_ONCE);
    rest.textContent = `Show ${grouped(Math.min(PLACES_AT_ONCE, places.length - shown))} of ${grouped(places.length - shown)} more`;
    rest.hidden = shown === places.length;
  };
  rest.addEventListener("click", showMore);
  showMore();
  return h("div", {}, list, rest);
}

function placeItem({
  accepted,
  path,
  line,
  column,
  commit,
  author,
  date,
  channel,
  exposure,
  kind,
}: PagePlace): HTMLElement {
  const notes = [
    commit === undefined ? undefined : `commit ${commit.slice(0, 12)}`,
    author,
    date === undefined ? undefined : day(date),
    kind === "file" || commit !== undefined ? undefined : kind,
    channel?.replaceAll("-", " "),
    ...exposure,
    accepted === undefined ? undefined : `accepted by ${accepted}`,
  ].filter((note) => note !== undefined);
  return h(
    "li",
    {},
    h("code", {}, `${path}:${line}:${column}`),
    notes.length === 0 ? undefined : h("span", { class: "quiet" }, notes.join(" · ")),
  );
}

function identity({ finding, rule }: Row): HTMLElement {
  return h(
    "dl",
    {},
    h("dt", {}, "Fingerprint"),
    h("dd", {}, h("code", {}, finding.fingerprint), copyButton(finding.fingerprint)),
    h("dt", {}, "Rule"),
    h("dd", {}, h("code", {}, rule.id)),
    h("dt", {}, "Provider"),
    h("dd", {}, rule.provider),
    h("dt", {}, "Secret"),
    h("dd", {}, `${grouped(finding.length)} bytes, ${finding.entropy} bits of entropy a character`),
  );
}

function copyButton(text: string): HTMLElement {
  const button = h("button", { type: "button", class: "plain copy" }, "Copy");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = "Copied"),
      () => (button.textContent = "Select and copy it by hand"),
    );
  });
  return button;
}

const REACHES: Readonly<Record<FindingHistory["reach"], string>> = {
  head: "in the history of HEAD",
  ref: "in the history of other refs",
  stash: "in a stash",
  reflog: "in a reflog only",
  index: "in the index",
  none: "held by nothing, until git cleans up",
};

function historyList(history: FindingHistory): HTMLElement {
  const { introduced, removed, times, current, refs, moreRefs, reach } = history;
  return h(
    "dl",
    {},
    ...noteRow("Introduced", introduced),
    ...noteRow("Removed", removed),
    ...(times > 1 ? fact("Brought", `by ${grouped(times)} commits`) : []),
    ...(current === undefined ? [] : fact("Stands in", `${current.path} at ${current.ref}`)),
    ...fact("Kept", REACHES[reach]),
    ...(refs.length === 0 ? [] : fact("Refs", `${refs.join(", ")}${moreRefs ? " and more" : ""}`)),
  );
}

function fact(name: string, text: string): HTMLElement[] {
  return [h("dt", {}, name), h("dd", {}, text)];
}

function noteRow(name: string, note: CommitNote | undefined): HTMLElement[] {
  if (note === undefined) return [];
  const { commit, author, date } = note;
  const parts = [commit.slice(0, 12), author, date === undefined ? "" : day(date)];
  return fact(name, parts.filter((part) => part !== "").join(" · "));
}
