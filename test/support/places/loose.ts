/** Places that no branch and no tag keeps: stashes, reflogs, the index, what nothing reaches any more, and files beside the database. */
import { env, loneCommit, writeBlob, type Place } from "./place.ts";

const STASHES: readonly Place[] = [
  {
    name: "older stash",
    hide(repository, token) {
      repository.write("src/main.py", `T = "${token}"\n`);
      repository.git("stash", "push", "-q");
      return { path: "src/main.py", reach: "stash", introduced: repository.git("rev-parse", "stash") };
    },
  },
  {
    name: "message of a stash",
    hide(repository, token) {
      repository.write("src/main.py", "print(2)\n");
      repository.git("stash", "push", "-q", "-m", `try ${token}`);
      const introduced = repository.git("rev-parse", "stash");
      return {
        ...{ path: `<commit ${introduced.slice(0, 12)}>`, part: "commit-text" },
        ...{ reach: "stash", introduced },
      };
    },
  },
  {
    name: "index of a stash",
    hide(repository, token) {
      repository.write("src/main.py", `T = "${token}"\n`);
      repository.git("add", "-A");
      repository.write("src/main.py", "print(3)\n");
      repository.git("stash", "push", "-q");
      return { path: "src/main.py", reach: "stash", introduced: repository.git("rev-parse", "stash^2") };
    },
  },
  {
    name: "untracked file in a stash",
    hide(repository, token) {
      repository.write("new.env", env(token));
      repository.git("stash", "push", "-q", "-u");
      return { path: "new.env", reach: "stash", introduced: repository.git("rev-parse", "stash^3") };
    },
  },
  {
    name: "stash",
    hide(repository, token) {
      repository.write("src/main.py", `T = "${token}"\n`);
      repository.git("stash", "push", "-q");
      const introduced = repository.git("rev-parse", "stash");
      return { path: "src/main.py", reach: "stash", introduced, current: "refs/stash", ref: "refs/stash" };
    },
  },
];

const UNREACHED: readonly Place[] = [
  {
    name: "amended commit",
    hide(repository, token) {
      const introduced = repository.commit({ "amended.env": env(token) });
      repository.remove("amended.env");
      repository.git("add", "-A");
      repository.git("commit", "-q", "--amend", "--allow-empty", "-m", "clean");
      return { path: "amended.env", reach: "reflog", introduced };
    },
  },
  {
    name: "commit that was reset",
    hide(repository, token) {
      const base = repository.git("rev-parse", "HEAD");
      const introduced = repository.commit({ "lost.env": env(token) });
      repository.git("reset", "-q", "--hard", base);
      return { path: "lost.env", reach: "reflog", introduced };
    },
  },
  {
    name: "dangling commit",
    hide(repository, token) {
      const introduced = loneCommit(repository, "dangling.env", env(token));
      return { path: "dangling.env", reach: "none", introduced };
    },
  },
  {
    name: "message of a dangling commit",
    hide(repository, token) {
      const introduced = repository.git("commit-tree", "-m", `used ${token}`, "HEAD^{tree}");
      return {
        ...{ path: `<commit ${introduced.slice(0, 12)}>`, part: "commit-text" },
        ...{ reach: "none", introduced },
      };
    },
  },
  {
    name: "dangling tag",
    hide(repository, token) {
      repository.git("tag", "-a", "-m", `with ${token}`, "short", "HEAD");
      const id = repository.git("rev-parse", "refs/tags/short");
      repository.git("tag", "-d", "short");
      return { path: `<tag ${id.slice(0, 12)}>`, part: "tag-text", reach: "none" };
    },
  },
  {
    name: "dangling tree",
    hide(repository, token) {
      repository.pipe(`100644 blob ${writeBlob(repository, env(token))}\tlone.env\n`, "mktree");
      return { path: "lone.env", part: "dangling", reach: "none" };
    },
  },
  {
    name: "name in a dangling tree",
    hide(repository, token) {
      repository.pipe(`100644 blob ${writeBlob(repository, "x\n")}\tof-${token}\n`, "mktree");
      return { path: "of-*", part: "file-name", reach: "none" };
    },
  },
  {
    name: "dangling blob",
    hide(repository, token) {
      const blob = writeBlob(repository, env(token));
      return { path: `<blob ${blob.slice(0, 12)}>`, part: "dangling", reach: "none" };
    },
  },
];

/** The index and the settings. Git may refuse to do more with the repository then. */
export const OUTSIDE_PLACES: readonly Place[] = [
  {
    name: "staged, clean in the working tree",
    hide(repository, token) {
      repository.write("staged.env", env(token));
      repository.git("add", "staged.env");
      repository.write("staged.env", "TOKEN=\n");
      return { path: "staged.env", part: "index", reach: "index" };
    },
  },
  {
    name: "one side of a conflict in the index",
    hide(repository, token) {
      const line = (stage: number, content: string): string =>
        `100644 ${writeBlob(repository, content)} ${stage}\tfight.env\n`;
      repository.pipe(line(2, "TOKEN=\n") + line(3, env(token)), "update-index", "--index-info");
      return { path: "fight.env", part: "index", reach: "index" };
    },
  },
  {
    name: "address of a remote",
    hide(repository, token) {
      repository.git("remote", "add", "origin", `https://u:${token}@git.example.org/x`);
      return { path: ".git/config" };
    },
  },
];

export const LOOSE_PLACES: readonly Place[] = [...STASHES, ...UNREACHED];
