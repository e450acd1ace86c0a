/** Paper has no scrolling and no panel: for printing, every finding that the filters leave is written out in full. */
import { count, h } from "./dom.ts";
import { frame } from "./detail.ts";
import { labelOf } from "./filter.ts";
import type { Row } from "./model.ts";

/** Keeps an element up to date for print; the style sheet shows it on paper only. */
export function preparePrinting(shown: () => readonly Row[]): void {
  addEventListener("beforeprint", () => {
    document.querySelector(".paper")?.remove();
    document.body.append(paper(shown()));
  });
  addEventListener("afterprint", () => document.querySelector(".paper")?.remove());
}

function paper(rows: readonly Row[]): HTMLElement {
  return h(
    "section",
    { class: "paper" },
    h("h2", {}, count(rows.length, "finding")),
    ...rows.map(({ finding, rule }) =>
      h(
        "article",
        {},
        h(
          "h3",
          {},
          `${labelOf("severity", finding.severity)}: ${rule.title}`,
          " ",
          h("code", {}, finding.redacted),
        ),
        h(
          "ul",
          {},
          ...finding.places.map(({ path, line, commit }) =>
            h(
              "li",
              {},
              h("code", {}, `${path}:${line}`),
              commit === undefined ? "" : ` in commit ${commit.slice(0, 12)}`,
            ),
          ),
        ),
        finding.frame === undefined ? undefined : frame(finding.frame, finding.places[0].line),
        h("p", {}, rule.summary, rule.revokeUrl === undefined ? "" : ` ${rule.revokeUrl}`),
        h("p", { class: "quiet" }, `${rule.id} · ${finding.fingerprint} · ${finding.confidence} confidence`),
      ),
    ),
  );
}
