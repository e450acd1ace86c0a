/** The working trees that share one database (gitrepository-layout(5), git-worktree(1)). */
import { join } from "node:path";
import { namesIn } from "./names-in.ts";

export interface Worktree {
  /** Its git directory, absolute; whether there is one or not. */
  gitDir: string;
  /** How git calls its refs from elsewhere: `main-worktree/` or `worktrees/<name>/`. */
  prefix: string;
}

/** All but the one that `gitDir` belongs to. Never throws. */
export function otherWorktrees({ gitDir, commonDir }: { gitDir: string; commonDir: string }): Worktree[] {
  const main = { gitDir: commonDir, prefix: "main-worktree/" };
  const linked = namesIn(join(commonDir, "worktrees")).map((name) => ({
    gitDir: join(commonDir, "worktrees", name),
    prefix: `worktrees/${name}/`,
  }));
  return [main, ...linked].filter((worktree) => worktree.gitDir !== gitDir);
}
