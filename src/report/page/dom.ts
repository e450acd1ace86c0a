/** Makes elements. Every text of the page goes through here, and is shown as text: nothing is parsed as HTML. */
import { safeText } from "../safe-text.ts";

type Listener = (event: Event) => void;
type Attribute = string | number | boolean | Listener | undefined;
export type Child = Node | string | undefined;

/**
 * An element. Functions become listeners (`onclick`), true an empty attribute; false and undefined leave an attribute out.
 * Strings are shown with control and invisible characters as escapes.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, safeText(String(value)));
  }
  for (const child of children) {
    if (child !== undefined) element.append(typeof child === "string" ? safeText(child) : child);
  }
  return element;
}

/** A link to another site, which is told nothing of this page. The address was checked when the report was made. */
export function link(address: string, text: string, kind: string): HTMLElement {
  return h("a", { href: address, class: kind, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** `1234` → `1,234`. */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `2 secrets`, `1 place`. */
export function count(value: number, one: string): string {
  return `${grouped(value)} ${one}${value === 1 ? "" : "s"}`;
}

/** `2026-01-31` of an ISO date; the text itself where it is none. */
export function day(date: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(date) ? date.slice(0, 10) : date;
}
