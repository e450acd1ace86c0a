/** Draws the page from the data embedded in it, and wires its parts. */
import type { PageData } from "../html-data.ts";
import { coverage } from "./coverage.ts";
import { detail } from "./detail.ts";
import { h } from "./dom.ts";
import { EMPTY_VIEW, shownRows, toggled, type Facet, type View } from "./filter.ts";
import { createKeys } from "./keys.ts";
import { List } from "./list.ts";
import { rowsOf, type Row } from "./model.ts";
import { practices, unfoldForPrinting } from "./practices.ts";
import { charts, incompleteNote, verdict } from "./overview.ts";
import { preparePrinting } from "./print.ts";
import { themeButton } from "./theme.ts";
import { createToolbar } from "./toolbar.ts";

const data = JSON.parse(document.querySelector("#data")?.textContent ?? "") as PageData;
const rows = rowsOf(data);
let view: View = EMPTY_VIEW;
let shown: Row[] = [];

const panel = h("aside", { class: "panel", tabindex: "-1", "aria-label": "Finding" });
const list = new List((row) => {
  panel.replaceChildren(...(row === undefined ? [] : [detail(row, () => list.select(undefined))]));
  panel.scrollTop = 0;
  document.body.classList.toggle("open", row !== undefined);
});
const toolbar = createToolbar(() => view, change);
const overview = h("div");
const empty = h(
  "p",
  { class: "empty" },
  "No finding matches. ",
  h(
    "button",
    { type: "button", class: "plain", onclick: () => change({ ...EMPTY_VIEW, sort: view.sort }) },
    "Clear all filters",
  ),
);

function change(next: View): void {
  view = next;
  shown = shownRows(rows, view);
  drawCharts();
  toolbar.show(view, shown.length, rows.length);
  empty.hidden = shown.length > 0;
  list.show(shown);
}

const expanded = new Set<Facet>();

/** Whoever pressed a bar keeps the focus on it. */
function drawCharts(): void {
  const { facet, value } = (document.activeElement as HTMLElement | null)?.dataset ?? {};
  const actions = {
    choose: (by: Facet, wanted: string): void => change(toggled(view, by, wanted)),
    expand(by: Facet): void {
      expanded.add(by);
      drawCharts();
    },
    expanded,
  };
  overview.replaceChildren(charts(rows, view, actions));
  if (facet === undefined) return;
  const buttons = [...overview.querySelectorAll<HTMLElement>("button")];
  buttons.find((button) => button.dataset["facet"] === facet && button.dataset["value"] === value)?.focus();
}

function draw(): void {
  const keys = createKeys({ list, panel, search: toolbar.search });
  const app = document.querySelector("#app") ?? document.body;
  const found =
    rows.length === 0
      ? []
      : [
          overview,
          toolbar.element,
          h("div", { class: "split" }, h("div", { class: "findings" }, list.element, empty), panel),
        ];
  const note = incompleteNote(data);
  const audit = practices(data);
  app.replaceChildren(
    h(
      "header",
      { class: "top" },
      h(
        "span",
        { class: "brand" },
        h("span", { class: "logo", "aria-hidden": "true" }, "k"),
        "keyscan report",
      ),
      h(
        "span",
        { class: "buttons" },
        themeButton(),
        h("button", { type: "button", class: "plain", onclick: () => print() }, "Print"),
        rows.length === 0 ? undefined : keys.button,
      ),
    ),
    ...(note instanceof Node ? [note] : []),
    verdict(data, rows),
    ...(audit instanceof Node ? [audit] : []),
    ...found,
    coverage(data),
    keys.dialog,
  );
  preparePrinting(() => shown);
  unfoldForPrinting();
  change(view);
}

draw();
