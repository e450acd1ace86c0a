/** Code that runs in browsers: whatever it holds is public, and an environment variable that is built into it is no help. */
import type { Node } from "../parser.ts";
import type { Refusal } from "../types.ts";

const ADVICE =
  "whoever opens the page can read it: call the service from a server, and let this code ask that server; a variable such as VITE_X or NEXT_PUBLIC_X is built into the page and hides nothing";

/** Objects that only browsers have. */
const BROWSER: ReadonlySet<string> = new Set([
  ...["document", "localStorage", "navigator", "sessionStorage", "window"],
]);

/** Why nothing is to be replaced in this file; undefined for code of servers and tools. */
export function clientCode(root: Node, text: string): Refusal | undefined {
  const reason = reasonOf(root, text);
  return reason === undefined ? undefined : clientRefusal(reason);
}

/** @param reason How it gets to clients. */
export function clientRefusal(reason: string): Refusal {
  return { refused: `stands in code for browsers or apps (${reason})`, advice: ADVICE };
}

function reasonOf(root: Node, text: string): string | undefined {
  if (/\bimport\.meta\.env\b/.test(text)) return "it uses import.meta.env";
  if (isUseClient(root)) return '"use client"';
  // A program that asks the process for something runs on a machine of its own.
  if (/\bprocess\.|\brequire\s*\(|["']node:/.test(text)) return undefined;
  for (const object of BROWSER) {
    if (text.includes(object) && usesGlobal(root, object)) return `it uses ${object}`;
  }
  return undefined;
}

/** Directives come first, and comments before them. */
function isUseClient(root: Node): boolean {
  for (const statement of root.namedChildren) {
    if (statement?.type === "comment") continue;
    const text = statement?.type === "expression_statement" ? statement.firstNamedChild : null;
    if (text?.type !== "string") return false;
    if (text.text.slice(1, -1) === "use client") return true;
  }
  return false;
}

function usesGlobal(root: Node, name: string): boolean {
  return root
    .descendantsOfType("member_expression")
    .some((node) => node?.childForFieldName("object")?.text === name);
}
