/** Light or dark: what the system says until somebody chooses; the choice is kept where the browser lets a file keep one. */
import { h } from "./dom.ts";

const KEY = "keyscan-report-theme";

/** The button that changes it; from here on the page has a theme. */
export function themeButton(): HTMLElement {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = h("button", { type: "button", class: "plain theme" });
  const isDark = (): boolean => document.documentElement.dataset["theme"] === "dark";
  const use = (dark: boolean): void => {
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${dark ? "light" : "dark"} colours`);
  };
  const kept = stored();
  use(kept === undefined ? system.matches : kept === "dark");
  system.addEventListener("change", () => {
    if (stored() === undefined) use(system.matches);
  });
  button.addEventListener("click", () => {
    use(!isDark());
    keep(isDark() ? "dark" : "light");
  });
  return button;
}

function stored(): "light" | "dark" | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // For this visit only, then.
  }
}
