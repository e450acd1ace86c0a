/** What was scanned, what was left out by choice, and what could not be scanned. */
import type { PageData } from "../html-data.ts";
import { count, grouped, h, type Child } from "./dom.ts";

/** Rows of the table of unscanned files that are drawn. */
const ERRORS_SHOWN = 500;

/** The section at the end of the page. */
export function coverage({ summary, tool }: PageData): HTMLElement {
  const { errors, skipped, notes, belowConfidence } = summary;
  return h(
    "section",
    { id: "coverage", class: "coverage" },
    h("h2", {}, "Coverage"),
    h(
      "div",
      { class: "columns" },
      block(
        `Not scanned (${grouped(errors.length)})`,
        errors.length === 0
          ? h("p", { class: "quiet" }, "Everything that should have been scanned was.")
          : h(
              "table",
              {},
              h("thead", {}, h("tr", {}, h("th", {}, "Path"), h("th", {}, "Reason"))),
              h(
                "tbody",
                {},
                ...errors
                  .slice(0, ERRORS_SHOWN)
                  .map(({ path, code, message }) =>
                    h("tr", {}, h("td", {}, h("code", {}, path)), h("td", {}, `${message} (${code})`)),
                  ),
              ),
            ),
        errors.length > ERRORS_SHOWN
          ? h(
              "p",
              { class: "quiet" },
              `and ${grouped(errors.length - ERRORS_SHOWN)} more; the JSON report has all`,
            )
          : undefined,
      ),
      block(
        "Left out by choice",
        skipped.length === 0 ? h("p", { class: "quiet" }, "Nothing.") : undefined,
        ...skipped.map((skip) =>
          h(
            "details",
            {},
            h("summary", {}, `${skip.reason.replaceAll("-", " ")}: ${amount(skip.count, skip.directories)}`),
            h("ul", {}, ...skip.examples.map((path) => h("li", {}, h("code", {}, path)))),
          ),
        ),
        belowConfidence === 0
          ? undefined
          : h("p", {}, `${count(belowConfidence, "finding")} below the confidence that was asked for`),
      ),
      notes.length === 0 ? undefined : block("Notes", h("ul", {}, ...notes.map((note) => h("li", {}, note)))),
    ),
    h(
      "p",
      { class: "quiet" },
      `keyscan ${tool.version}, rules ${tool.rulesHash}. Secrets are redacted; the file needs no network.`,
    ),
  );
}

function block(title: string, ...content: readonly Child[]): HTMLElement {
  return h("div", {}, h("h3", {}, title), ...content);
}

function amount(files: number, directories: number): string {
  const parts = [
    ...(files > 0 ? [count(files, "file")] : []),
    ...(directories > 0 ? [count(directories, "folder")] : []),
  ];
  return parts.join(" and ");
}
