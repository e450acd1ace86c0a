/** Search, sort, chosen filters and how many findings are left. */
import { count, grouped, h } from "./dom.ts";
import {
  EMPTY_VIEW,
  isNarrowed,
  labelOf,
  SORTS,
  toggled,
  type Facet,
  type Sort,
  type View,
} from "./filter.ts";

export interface Toolbar {
  element: HTMLElement;
  search: HTMLInputElement;
  show(view: View, shown: number, all: number): void;
}

/** @param change Told of the view that was asked for. */
export function createToolbar(current: () => View, change: (view: View) => void): Toolbar {
  const search = h("input", {
    type: "search",
    placeholder: "Search title, path, provider, author, fingerprint",
    "aria-label": "Search findings",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => change({ ...current(), query: search.value }),
  });
  const sort = h(
    "select",
    { "aria-label": "Sort", onchange: () => change({ ...current(), sort: sort.value as Sort }) },
    ...Object.entries(SORTS).map(([value, text]) => h("option", { value }, text)),
  );
  const confidence = h(
    "select",
    {
      "aria-label": "Confidence",
      onchange: () => {
        const { confidence: _, ...others } = current().chosen;
        const chosen =
          confidence.value === "" ? others : { ...others, confidence: new Set([confidence.value]) };
        change({ ...current(), chosen });
      },
    },
    h("option", { value: "" }, "Any confidence"),
    ...["high", "medium", "low"].map((value) =>
      h("option", { value }, `${labelOf("confidence", value)} confidence`),
    ),
  );
  const chips = h("div", { class: "chips" });
  const result = h("p", { class: "result", role: "status", "aria-live": "polite" });
  return {
    element: h(
      "div",
      { class: "toolbar" },
      h("div", { class: "controls" }, search, confidence, sort, result),
      chips,
    ),
    search,
    show(view, shown, all) {
      if (search.value !== view.query) search.value = view.query;
      sort.value = view.sort;
      confidence.value = [...(view.chosen.confidence ?? [])][0] ?? "";
      result.textContent =
        shown === all ? count(all, "finding") : `${grouped(shown)} of ${count(all, "finding")}`;
      chips.replaceChildren(...chipsOf(view, change));
    },
  };
}

function chipsOf(view: View, change: (view: View) => void): HTMLElement[] {
  if (!isNarrowed(view)) return [];
  const chips = (Object.keys(view.chosen) as Facet[]).flatMap((facet) =>
    [...(view.chosen[facet] ?? [])].map((value) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-label": `Remove filter ${labelOf(facet, value)}`,
          onclick: () => change(toggled(view, facet, value)),
        },
        labelOf(facet, value),
        " ✕",
      ),
    ),
  );
  const clear = h(
    "button",
    { type: "button", class: "chip clear", onclick: () => change({ ...EMPTY_VIEW, sort: view.sort }) },
    "Clear all",
  );
  return [...chips, clear];
}
