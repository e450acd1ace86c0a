/** Secrets in names of files and folders: which commits have such a name. Rare, so that git may be asked for each. */
import type { Match } from "../../engine/match.ts";
import type { Judged } from "../../judge/index.ts";
import { displayName } from "../../sources/display-name.ts";
import { runGit } from "../../sources/git/command.ts";
import type { FindingHistory } from "../../types.ts";
import { readNotes } from "./locate.ts";
import type { Reachability } from "./reach.ts";
import { shownName, type HistoryState } from "./state.ts";
import { judgeText } from "./texts.ts";

/** Names for which git is asked; more are reported without their commits. */
const MAX_ASKED = 50;

export interface NameFinding {
  judged: Judged;
  history: FindingHistory;
}

/** @param names Names, latin-1, and what was found in them. */
export async function findNames(
  state: HistoryState,
  names: ReadonlyMap<string, readonly Match[]>,
  reach: Reachability,
): Promise<NameFinding[]> {
  const found: NameFinding[] = [];
  let asked = 0;
  for (const [name, matches] of [...names].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const oid = asked++ < MAX_ASKED ? await firstCommit(state, name, reach) : undefined;
    const commit = oid === undefined ? -1 : state.graph.numberOf(state.table.findHex(oid));
    const note = (await readNotes(state, [commit])).get(commit);
    const bytes = Buffer.from(name, "latin1");
    const path = state.prefix + shownName(state, displayName(bytes));
    const source = { part: "file-name" as const, ...note };
    const history: FindingHistory = {
      ...(note === undefined ? {} : { introduced: note }),
      times: note === undefined ? 0 : 1,
      ...(commit === -1 ? { refs: [], moreRefs: false } : reach.refs(commit)),
      reach: commit === -1 ? "none" : reach.reach(commit),
    };
    for (const judged of judgeText(state, bytes, { path, source }, matches)) found.push({ judged, history });
  }
  return found;
}

/** The oldest commit with a file or folder of this name. */
async function firstCommit(
  state: HistoryState,
  name: string,
  { rank }: Reachability,
): Promise<string | undefined> {
  const { graph, repository } = state;
  const tips: string[] = [];
  const { groups } = graph.children();
  for (let commit = 0; commit < graph.size; commit++) {
    const isTip = groups.starts[commit] === groups.starts[commit + 1];
    if (isTip) tips.push(graph.oid(commit));
  }
  if (tips.length === 0 || rank.length === 0) return undefined;
  const pattern = Buffer.from(name, "latin1")
    .toString("utf8")
    .replaceAll(/[*?[\]\\]/g, String.raw`\$&`);
  const args = ["log", "--format=%H", "--reverse", "--stdin"];
  try {
    const { stdout } = await runGit(repository.view, args, {
      input: `${tips.join("\n")}\n--\n:(glob)**/${pattern}\n:(glob)**/${pattern}/**\n`,
    });
    return stdout
      .toString("latin1")
      .split("\n")
      .find((line) => line !== "");
  } catch {
    return undefined;
  }
}
