/** The list of findings. Draws only the rows that can be seen, so that it is as quick with many thousands as with few. */
import { day, grouped, h } from "./dom.ts";
import { labelOf } from "./filter.ts";
import type { Row } from "./model.ts";

/** Rows drawn above and below what can be seen. */
const MARGIN = 8;

type OnSelect = (row: Row | undefined) => void;

/** The element, its rows and which of them is selected; keys, clicks and scrolling come to it. */
export class List {
  readonly element: HTMLElement = h("div", {
    class: "list",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Findings",
  });
  readonly #inner: HTMLElement = h("div", { class: "rows" });
  readonly #onSelect: OnSelect;
  #rows: readonly Row[] = [];
  #selected: number | undefined;
  /** Which rows are drawn, and how; the same need not be drawn again. */
  #drawn = "";

  /** @param onSelect Told whenever another row is selected, or none. */
  constructor(onSelect: OnSelect) {
    this.#onSelect = onSelect;
    this.element.append(this.#inner);
    this.element.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[data-position]");
      if (row !== null) this.select(Number(row.getAttribute("data-position")));
    });
    addEventListener("scroll", () => this.#draw(), { passive: true });
    addEventListener("resize", () => this.#redraw(), { passive: true });
  }

  /** The row that is selected. */
  get selected(): Row | undefined {
    return this.#selected === undefined ? undefined : this.#rows[this.#selected];
  }

  /** Shows these rows; the selected one stays selected where it is among them. */
  show(rows: readonly Row[]): void {
    const open = this.selected;
    this.#rows = rows;
    const kept = open === undefined ? -1 : rows.indexOf(open);
    this.#selected = kept === -1 ? undefined : kept;
    this.#redraw();
    if (open !== undefined && kept === -1) this.#onSelect(undefined);
  }

  /** Selects the row at this position, or none. */
  select(position: number | undefined): void {
    this.#selected = position;
    this.#onSelect(this.selected);
    this.#redraw();
  }

  /** Moves the selection by this many rows. */
  move(by: number): void {
    if (this.#rows.length === 0) return;
    const from = this.#selected ?? (by > 0 ? -1 : 0);
    this.select(Math.min(this.#rows.length - 1, Math.max(0, from + by)));
    intoView(this.element, this.#selected ?? 0, this.#rowHeight());
  }

  #rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || 64;
  }

  #redraw(): void {
    this.#drawn = "";
    this.#draw();
  }

  #draw(): void {
    const rows = this.#rows;
    const height = this.#rowHeight();
    this.element.style.height = `${rows.length * height}px`;
    const top = -this.element.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / height) - MARGIN);
    const last = Math.min(rows.length, Math.ceil((top + innerHeight) / height) + MARGIN);
    const key = `${first}-${last}-${height}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#inner.style.transform = `translateY(${first * height}px)`;
    this.#inner.replaceChildren(
      ...rows.slice(first, last).map((row, at) => rowElement(row, first + at, rows.length, this.#selected)),
    );
    markActive(this.element, this.#selected);
  }
}

function markActive(list: HTMLElement, selected: number | undefined): void {
  if (selected === undefined) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", `row-${selected}`);
}

/** Scrolls as little as needed; what is fixed at the top of the page must not cover the row. */
function intoView(list: HTMLElement, position: number, height: number): void {
  const top = list.getBoundingClientRect().top + position * height;
  const covered = document.querySelector(".toolbar")?.getBoundingClientRect().bottom ?? 0;
  if (top < covered) scrollBy(0, top - covered);
  else if (top + height > innerHeight) scrollBy(0, top + height - innerHeight);
}

function rowElement(row: Row, position: number, size: number, selected: number | undefined): HTMLElement {
  const { finding, rule } = row;
  const [place] = finding.places;
  const more = finding.places.length - 1;
  return h(
    "div",
    {
      class: `row${finding.state === "fixed" ? " fixed" : ""}`,
      role: "option",
      id: `row-${position}`,
      "data-position": position,
      "aria-selected": String(position === selected),
      "aria-posinset": position + 1,
      "aria-setsize": size,
    },
    h("span", { class: `badge ${finding.severity}` }, labelOf("severity", finding.severity)),
    h(
      "span",
      { class: "what" },
      h("span", { class: "title" }, rule.title),
      h("span", { class: "where", title: `${place.path}:${place.line}` }, pathText(place.path, place.line)),
    ),
    h("code", { class: "redacted" }, finding.redacted),
    h(
      "span",
      { class: "facts" },
      place.accepted === undefined ? undefined : h("span", {}, "accepted"),
      finding.state === undefined ? undefined : h("span", { class: `state ${finding.state}` }, finding.state),
      row.since === undefined ? undefined : h("span", {}, `since ${day(new Date(row.since).toISOString())}`),
      more === 0 ? undefined : h("span", {}, `+${grouped(more)} ${more === 1 ? "place" : "places"}`),
    ),
  );
}

/** The end of a path says more than its begin; the file name stays whole. */
function pathText(path: string, line: number): HTMLElement {
  const cut = path.lastIndexOf("/") + 1;
  return h(
    "span",
    { class: "path" },
    h("span", { class: "folder" }, path.slice(0, cut)),
    h("span", { class: "file" }, `${path.slice(cut)}:${line}`),
  );
}
