/** Everything can be done without a mouse; `?` tells how. */
import { h } from "./dom.ts";
import type { List } from "./list.ts";

const HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "Search"],
  ["j or ↓", "Next finding"],
  ["k or ↑", "Previous finding"],
  ["Home, End", "First, last finding (in the list)"],
  ["Enter", "Go to what is known of it"],
  ["Esc", "Close it; empty the search"],
  ["?", "This help"],
];

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

interface Parts {
  list: List;
  panel: HTMLElement;
  search: HTMLInputElement;
}

/** Listens; gives the help and the button that opens it. */
export function createKeys(parts: Parts): { dialog: HTMLElement; button: HTMLElement } {
  const dialog = h(
    "dialog",
    { class: "help", "aria-label": "Keyboard" },
    h("h2", {}, "Keyboard"),
    h(
      "dl",
      {},
      ...HELP.flatMap(([keys, meaning]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", {}, meaning)]),
    ),
    h("form", { method: "dialog" }, h("button", { class: "button" }, "Close")),
  );
  // A form may not be sent anywhere by this page's policy, not even to its own dialog.
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (handle(event, parts, () => dialog.showModal())) event.preventDefault();
  });
  const button = h(
    "button",
    { type: "button", class: "plain", onclick: () => dialog.showModal() },
    "Keyboard",
  );
  return { dialog, button };
}

/** @returns true where the key meant something here. */
function handle(event: KeyboardEvent, { list, panel, search }: Parts, help: () => void): boolean {
  const { key } = event;
  const target = event.target as HTMLElement;
  if (key === "Escape") return escape(target, { list, panel, search });
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    if (target !== search || key !== "ArrowDown") return false;
    list.element.focus();
    list.move(1);
    return true;
  }
  if (target === list.element && STEPS[key] !== undefined) list.move(STEPS[key]);
  else if (target === list.element && key === "Enter" && list.selected !== undefined) panel.focus();
  else if (key === "j" || key === "k") list.move(key === "j" ? 1 : -1);
  else if (key === "/") search.focus();
  else if (key === "?") help();
  else return false;
  return true;
}

function escape(target: HTMLElement, { list, panel, search }: Parts): boolean {
  if (target === search && search.value !== "") {
    search.value = "";
    search.dispatchEvent(new Event("input"));
  } else if (panel.contains(target)) list.element.focus();
  else if (list.selected !== undefined) list.select(undefined);
  else target.blur();
  return true;
}
