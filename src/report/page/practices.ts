/** The answer of an audit: every practice with its state, what goes against it, and what was not checked. */
import type { Audit, PracticeResult, Violation } from "../../types.ts";
import type { PageData } from "../html-data.ts";
import { count, grouped, h, type Child } from "./dom.ts";
import { labelOf } from "./filter.ts";

/** Violations of one practice, and places of one violation, drawn at once. */
const AT_ONCE = 50;
const PLACES = 10;

/** Undefined where the report is of a plain scan. */
export function practices({ summary, findings }: PageData): Child {
  const { audit } = summary;
  if (audit === undefined) return undefined;
  const redacted = new Map(findings.map((finding) => [finding.fingerprint, finding.redacted]));
  return h(
    "section",
    { class: "practices", "aria-label": "Key hygiene" },
    h("h2", {}, "Key hygiene"),
    h("p", { class: "quiet" }, outcome(audit)),
    ...audit.practices.map((practice) => practiceBlock(practice, audit, redacted)),
  );
}

function outcome({ practices: results, violations }: Audit): string {
  const amount = (status: PracticeResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  return [
    `${count(violations.length, "violation")} of ${count(amount("violated"), "practice")}`,
    `${grouped(amount("clean"))} clean`,
    `${grouped(amount("unchecked"))} not checked`,
  ].join(" · ");
}

const STATES: Readonly<Record<PracticeResult["status"], { mark: string; text: string }>> = {
  clean: { mark: "✓", text: "clean" },
  violated: { mark: "✗", text: "" },
  unchecked: { mark: "–", text: "not checked" },
};

function practiceBlock(
  practice: PracticeResult,
  { violations: all }: Audit,
  redacted: ReadonlyMap<string, string>,
): HTMLElement {
  const { id, title, status, explain, reason, limits, information = [] } = practice;
  const violations = all.filter((violation) => violation.practice === id);
  const { mark, text } = STATES[status];
  const list = h("ul", { class: "violations" });
  const more = h("button", { type: "button", class: "plain more" });
  let shown = 0;
  const showMore = (): void => {
    list.append(...violations.slice(shown, shown + AT_ONCE).map((one) => violationItem(one, redacted)));
    shown = Math.min(violations.length, shown + AT_ONCE);
    more.textContent = `Show ${grouped(violations.length - shown)} more`;
    more.hidden = shown === violations.length;
  };
  more.addEventListener("click", showMore);
  showMore();
  return h(
    "details",
    { class: `practice ${status}` },
    h(
      "summary",
      {},
      h("span", { class: "state", "aria-hidden": "true" }, mark),
      h("span", { class: "name" }, title),
      h("span", { class: "count" }, status === "violated" ? count(violations.length, "violation") : text),
    ),
    h("p", {}, explain),
    ...[...(reason === undefined ? [] : [`Not checked: ${reason}`]), ...limits, ...information].map((note) =>
      h("p", { class: "quiet" }, note),
    ),
    list,
    more,
    h("p", { class: "quiet" }, h("code", {}, id)),
  );
}

function violationItem(violation: Violation, redacted: ReadonlyMap<string, string>): HTMLElement {
  const { severity, title, fingerprint, message, places, morePlaces = 0, evidence, advice } = violation;
  const secret = fingerprint === undefined ? undefined : redacted.get(fingerprint);
  const left = places.length - Math.min(places.length, PLACES) + morePlaces;
  return h(
    "li",
    {},
    h(
      "p",
      {},
      h("span", { class: `badge ${severity}` }, labelOf("severity", severity)),
      " ",
      h("b", {}, title),
      " ",
      secret === undefined ? undefined : h("code", { class: "redacted" }, secret),
    ),
    h("p", {}, message),
    ...places
      .slice(0, PLACES)
      .map(({ path, line, commit }) =>
        h(
          "p",
          {},
          h("code", {}, `${path}:${line}`),
          commit === undefined ? undefined : h("span", { class: "quiet" }, ` commit ${commit.slice(0, 12)}`),
        ),
      ),
    left === 0 ? undefined : h("p", { class: "quiet" }, `and ${grouped(left)} more places`),
    ...evidence.map((text) => h("p", { class: "quiet" }, text)),
    advice.length === 0 ? undefined : h("ol", {}, ...advice.map((step) => h("li", {}, step))),
  );
}

/** On paper nothing can be unfolded. */
export function unfoldForPrinting(): void {
  const folded = (): HTMLDetailsElement[] => [
    ...document.querySelectorAll<HTMLDetailsElement>(".practice:not([open])"),
  ];
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = folded();
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
}
