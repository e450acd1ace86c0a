/** Places that a ref of some kind keeps: branches, tags of anything, what services, worktrees and git itself point to. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Repository } from "../hiding-places.ts";
import { env, loneCommit, writeBlob, type Attribution, type Place } from "./place.ts";

/** A commit that only this ref reaches. */
function onRef(name: string, ref: string, reach: "ref" | "reflog" = "ref"): Place {
  return {
    name,
    hide(repository, token) {
      const introduced = loneCommit(repository, "ref.env", env(token));
      if (ref.startsWith("refs/")) repository.git("update-ref", ref, introduced);
      else writeFileSync(join(repository.root, ".git", ref), `${introduced}\n`);
      return { path: "ref.env", reach, introduced, current: ref, ref };
    },
  };
}

const REFS: readonly Place[] = [
  onRef("other branch", "refs/heads/wip"),
  onRef("tag-only commit", "refs/tags/only"),
  onRef("pull request", "refs/pull/1/head"),
  onRef("remote branch", "refs/remotes/origin/dev"),
  onRef("left by filter-branch", "refs/original/refs/heads/main"),
  onRef("ref of a hosting service", "refs/keep-around/x"),
  onRef("bisect", "refs/bisect/bad"),
];

const TAGS: readonly Place[] = [
  {
    name: "tag of a blob",
    hide(repository, token) {
      const blob = writeBlob(repository, env(token));
      repository.git("tag", "blob", blob);
      return { path: `<blob ${blob.slice(0, 12)}>`, part: "dangling", reach: "ref", ref: "refs/tags/blob" };
    },
  },
  {
    name: "tag of a tree",
    hide(repository, token) {
      const tree = repository.pipe(`100644 blob ${writeBlob(repository, env(token))}\ttree.env\n`, "mktree");
      const lone = repository.pipe(`040000 tree ${tree}\tfolder\n`, "mktree");
      repository.git("tag", "-a", "-m", "x", "tree", lone);
      return { path: "folder/tree.env", part: "dangling", reach: "ref", ref: "refs/tags/tree" };
    },
  },
  {
    name: "message of an annotated tag",
    hide: (repository, token) => annotated(repository, "v1", `release with ${token}`, "HEAD"),
  },
  {
    name: "message of a tag of a tag",
    hide(repository, token) {
      repository.git("tag", "-a", "-m", "inner", "inner", "HEAD");
      return annotated(repository, "outer", `again ${token}`, "inner");
    },
  },
  {
    name: "message of a tag that only a tag names",
    hide(repository, token) {
      const { path } = annotated(repository, "gone", `deep ${token}`, "HEAD");
      repository.git("tag", "-a", "-m", "x", "holds", "gone");
      repository.git("tag", "-d", "gone");
      return { path, part: "tag-text", reach: "ref", ref: "refs/tags/holds" };
    },
  },
  {
    name: "tagger's name",
    hide(repository, token) {
      repository.run({ GIT_COMMITTER_NAME: token }, "tag", "-a", "-m", "x", "named", "HEAD");
      return tagText(repository, "named");
    },
  },
];

function annotated(repository: Repository, name: string, message: string, target: string): Attribution {
  repository.git("tag", "-a", "-m", message, name, target);
  return tagText(repository, name);
}

function tagText(repository: Repository, name: string): Attribution {
  const id = repository.git("rev-parse", `refs/tags/${name}`);
  return { path: `<tag ${id.slice(0, 12)}>`, part: "tag-text", reach: "ref", ref: `refs/tags/${name}` };
}

const NAMES: readonly Place[] = [
  {
    name: "branch name",
    hide(repository, token) {
      repository.git("branch", `fix/${token}`);
      return { path: "<ref>", part: "ref-name", reach: "ref" };
    },
  },
  {
    name: "tag name",
    hide(repository, token) {
      repository.git("tag", `v-${token}`);
      return { path: "<ref>", part: "ref-name", reach: "ref" };
    },
  },
  {
    name: "name of an annotated tag",
    hide: (repository, token) => annotated(repository, `r-${token}`, "x", "HEAD"),
  },
  {
    name: "file name",
    hide(repository, token) {
      const introduced = repository.commit({ [`backup-${token}.txt`]: "x\n" });
      return { path: "backup-*.txt", part: "file-name", reach: "head", introduced };
    },
  },
  {
    name: "folder name",
    hide(repository, token) {
      const introduced = repository.commit({ [`of-${token}/x.txt`]: "x\n" });
      return { path: "of-*", part: "file-name", reach: "head", introduced };
    },
  },
];

/** The git directory of a linked worktree, made beside the repository. */
function linkedWorktree(repository: Repository): Repository {
  const root = `${repository.root}-linked-${repository.git("worktree", "list").split("\n").length}`;
  repository.git("worktree", "add", "-q", "--detach", root);
  return new Repository(root);
}

const ELSEWHERE: readonly Place[] = [
  {
    name: "HEAD of another worktree",
    hide(repository, token) {
      const linked = linkedWorktree(repository);
      const introduced = loneCommit(repository, "linked.env", env(token));
      const directory = linked.git("rev-parse", "--absolute-git-dir");
      writeFileSync(join(directory, "HEAD"), `${introduced}\n`);
      const ref = `worktrees/${directory.split("/").at(-1)}/HEAD`;
      return { path: "linked.env", reach: "ref", introduced, current: ref, ref };
    },
  },
  {
    name: "index of another worktree",
    hide(repository, token) {
      const linked = linkedWorktree(repository);
      linked.write("linked-staged.env", env(token));
      linked.git("add", "linked-staged.env");
      return { path: "linked-staged.env", part: "index", reach: "index" };
    },
  },
  {
    name: "ref of another worktree alone",
    hide(repository, token) {
      const linked = linkedWorktree(repository);
      const introduced = loneCommit(repository, "own.env", env(token));
      linked.git("update-ref", "refs/worktree/own", introduced);
      const directory = linked.git("rev-parse", "--absolute-git-dir");
      const ref = `worktrees/${directory.split("/").at(-1)}/refs/worktree/own`;
      return { path: "own.env", reach: "ref", introduced, current: ref, ref };
    },
  },
  {
    name: "replaced object",
    hide(repository, token) {
      const introduced = repository.commit({ "replaced.env": env(token) });
      const removed = repository.commit({ "replaced.env": "TOKEN=\n" });
      const blob = repository.git("rev-parse", `${introduced}:replaced.env`);
      repository.git("replace", blob, writeBlob(repository, "TOKEN=none\n"));
      return { path: "replaced.env", reach: "head", introduced, removed };
    },
  },
  {
    name: "replacement",
    hide(repository, token) {
      repository.commit({ "original.env": "TOKEN=old\n" });
      const blob = writeBlob(repository, env(token));
      const old = repository.git("rev-parse", "HEAD:original.env");
      repository.git("replace", old, blob);
      return {
        ...{ path: `<blob ${blob.slice(0, 12)}>`, part: "dangling", reach: "ref" },
        ref: `refs/replace/${old}`,
      };
    },
  },
  {
    name: "behind a graft",
    hide(repository, token) {
      const introduced = repository.commit({ "grafted.env": env(token) });
      const removed = repository.commit({ "grafted.env": undefined });
      const info = join(repository.root, ".git/info/grafts");
      mkdirSync(dirname(info), { recursive: true });
      writeFileSync(info, `${removed}\n`);
      return { path: "grafted.env", reach: "head", introduced, removed };
    },
  },
  {
    name: "borrowed from another repository",
    hide(repository, token) {
      const lender = new Repository(`${repository.root}-lender`);
      const introduced = lender.commit({ "borrowed.env": env(token) });
      const list = join(repository.root, ".git/objects/info/alternates");
      writeFileSync(list, `${join(lender.root, ".git/objects")}\n`);
      const ref = "refs/heads/borrowed";
      repository.git("update-ref", ref, introduced);
      return { path: "borrowed.env", reach: "ref", introduced, current: ref, ref };
    },
  },
  {
    name: "database of a submodule",
    hide(repository, token) {
      const inner = new Repository(`${repository.root}-inner`);
      const introduced = inner.commit({ "inner.env": env(token) });
      const removed = inner.commit({ "inner.env": undefined, "x.txt": "x\n" });
      repository.git("submodule", "add", "-q", inner.root, "lib");
      repository.commit();
      return { path: "lib/inner.env", reach: "head", introduced, removed };
    },
  },
];

/** A commit as `git stash` makes it, which only this file names. */
function autostash(name: string, file: string): Place {
  return {
    name,
    hide(repository, token) {
      repository.write("src/main.py", `T = "${token}"\n`);
      const introduced = repository.git("stash", "create");
      repository.git("checkout", "-q", "src/main.py");
      repository.write(`.git/${file}`, `${introduced}\n`);
      return { path: "src/main.py", reach: "stash", introduced, current: file, ref: file };
    },
  };
}

/** What git itself notes while it works. Each of its commands may change them, so that they come last. */
export const PSEUDO_REF_PLACES: readonly Place[] = [
  onRef("CHERRY_PICK_HEAD", "CHERRY_PICK_HEAD", "reflog"),
  onRef("FETCH_HEAD", "FETCH_HEAD", "reflog"),
  onRef("ORIG_HEAD", "ORIG_HEAD", "reflog"),
  autostash("what a merge has put aside", "MERGE_AUTOSTASH"),
  autostash("what a rebase has put aside", "rebase-merge/autostash"),
  {
    name: "tree of a merge with conflicts",
    hide(repository, token) {
      const tree = repository.pipe(
        `100644 blob ${writeBlob(repository, env(token))}\tfought.env\n`,
        "mktree",
      );
      repository.write(".git/AUTO_MERGE", `${tree}\n`);
      return { path: "fought.env", part: "dangling", reach: "ref", ref: "AUTO_MERGE" };
    },
  },
];

export const REF_PLACES: readonly Place[] = [...REFS, ...TAGS, ...NAMES, ...ELSEWHERE];
