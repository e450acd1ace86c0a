/** What git's history knows of a secret, in words. */
import type { CommitNote, Finding, FindingHistory, GitPart } from "../types.ts";
import { safeText } from "./safe-text.ts";

const PART_TEXT: Readonly<Record<GitPart, string>> = {
  "commit-text": "in a commit's text",
  "tag-text": "in a tag's text",
  "ref-name": "in the name of a ref",
  reflog: "in a reflog",
  "file-name": "in a file name",
  index: "staged",
  dangling: "in an object that no commit holds",
};

const REACH_TEXT: Readonly<Record<FindingHistory["reach"], string>> = {
  head: "in the history of HEAD",
  ref: "not in the history of HEAD",
  stash: "in a stash",
  reflog: "only a reflog still names its commit",
  index: "staged, in no commit",
  none: "nothing reaches it any more, until git gc removes it",
};

/** `in commit 1234abcd5678 of 2024-01-02`, for one place; empty where it is in no commit. */
export function commitText({ commit, date }: { commit?: string; date?: string }): string {
  if (commit === undefined) return "";
  return `commit ${commit.slice(0, 12)}${date === undefined ? "" : ` of ${date.slice(0, 10)}`}`;
}

/** What a place in a history is, where it is no file's content. */
export function partText(part: GitPart | undefined): string | undefined {
  return part === undefined ? undefined : PART_TEXT[part];
}

/** One line a fact; none where the finding has no history. */
export function historyLines({ history }: Pick<Finding, "history">): string[] {
  if (history === undefined) return [];
  const { introduced, removed, current, times, refs, moreRefs, reach } = history;
  const lines: string[] = [];
  if (introduced !== undefined) {
    const again = times > 1 ? `, brought ${times} times` : "";
    lines.push(`since ${noteText(introduced)}${again}`);
  }
  if (current !== undefined) {
    lines.push(
      current.ref === "HEAD"
        ? `still in HEAD at ${safeText(current.path)}`
        : `at the tip of ${safeText(current.ref)}`,
    );
  }
  if (removed !== undefined) lines.push(`removed by ${noteText(removed)}`);
  if (reach === "head") return lines;
  const names =
    refs.length === 0
      ? ""
      : `: ${refs.slice(0, 3).map(safeText).join(", ")}${refs.length > 3 || moreRefs ? " …" : ""}`;
  lines.push(`${REACH_TEXT[reach]}${names}`);
  return lines;
}

function noteText({ commit, author, date }: CommitNote): string {
  const parts = [
    commit.slice(0, 12),
    ...(date === undefined ? [] : [date.slice(0, 10)]),
    ...(author === "" ? [] : [safeText(author)]),
  ];
  return `commit ${parts.join(", ")}`;
}
