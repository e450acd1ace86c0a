/** Places in files: of commits of any shape, and in contents that are not plain text. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { makeTar, makeZip } from "../archives.ts";
import type { Repository } from "../hiding-places.ts";
import { brief, briefly, env, type Attribution, type Place } from "./place.ts";

/** Each character as `format` writes its code. */
function escaped(token: string, format: (code: string) => string): string {
  return [...token].map((char) => format(char.charCodeAt(0).toString(16).padStart(2, "0"))).join("");
}

const CONTENTS: readonly Place[] = [
  briefly("UTF-16 file", "wide.txt", (token) => Buffer.from(`\uFEFFTOKEN=${token}\n`, "utf16le")),
  briefly("binary file", "tool.bin", (token) =>
    Buffer.concat([Buffer.alloc(64), Buffer.from(token), Buffer.alloc(64)]),
  ),
  briefly("text with a NUL", "log.txt", (token) => `started\0\nTOKEN=${token}\n`),
  briefly("percent-encoded", "hook.txt", (token) => `url=${escaped(token, (code) => `%${code}`)}\n`),
  briefly(
    "escaped in JSON",
    "hook.json",
    (token) => `{"token": "${escaped(token, (code) => String.raw`\u00${code}`)}"}\n`,
  ),
  briefly("base64", "secret.yaml", (token) => `token: ${Buffer.from(token).toString("base64")}\n`),
  briefly(
    "two literals put together",
    "api.js",
    (token) => `const t = "${token.slice(0, 12)}" + "${token.slice(12)}";\n`,
  ),
  briefly("zip", "a.zip", (token) => makeZip({ "conf/.env": env(token) }), "a.zip!/conf/.env"),
  briefly(
    "zip in a zip",
    "b.zip",
    (token) => makeZip({ "c.zip": makeZip({ "d.env": env(token) }) }),
    "b.zip!/c.zip!/d.env",
  ),
  briefly(
    "compressed tar",
    "e.tar.gz",
    (token) => gzipSync(makeTar({ "f.env": env(token) })),
    "e.tar.gz!/f.env",
  ),
  briefly("compressed file", "g.env.gz", (token) => gzipSync(env(token))),
];

const PATHS: readonly Place[] = [
  briefly("deleted file", "deleted.env", env),
  briefly("tracked node_modules", "node_modules/x/index.js", (token) => `module.exports = "${token}";\n`),
  briefly("lock file", "yarn.lock", (token) => `resolved "https://u:${token}@registry.example.org/x"\n`),
  briefly(
    "address of a submodule",
    ".gitmodules",
    (token) => `[submodule "x"]\n\tpath = x\n\turl = https://u:${token}@git.example.org/x\n`,
  ),
  briefly("mailmap", ".mailmap", (token) => `Ada <ada@example.org> <${token}@example.org>\n`),
  briefly("file with an odd name", 'odd "name"\n\\ é.env', env),
  briefly("file in a folder named like a repository", "git.git/objects/x.env", env),
  {
    name: "file without diff",
    hide(repository, token) {
      repository.commit({ ".gitattributes": "*.hidden -diff\n" });
      return brief(repository, "a.hidden", env(token));
    },
  },
  {
    name: "overwritten line",
    hide(repository, token) {
      const introduced = repository.commit({ "conf.py": `a = 1\nt = "${token}"\n` });
      return {
        path: "conf.py",
        reach: "head",
        introduced,
        removed: repository.commit({ "conf.py": "a = 1\nt = None\n" }),
      };
    },
  },
  {
    name: "renamed file",
    hide(repository, token) {
      const introduced = repository.commit({ "before.env": env(token) });
      repository.git("mv", "before.env", "after.env");
      repository.commit();
      const removed = repository.commit({ "after.env": undefined });
      return { path: "before.env", reach: "head", introduced, removed };
    },
  },
  {
    name: "target of a symbolic link",
    hide(repository, token) {
      symlinkSync(`/tmp/${token}`, join(repository.root, "link"));
      const introduced = repository.commit();
      return { path: "link", reach: "head", introduced, removed: repository.commit({ link: undefined }) };
    },
  },
  {
    name: "root commit of another history",
    hide(repository, token) {
      repository.git("checkout", "-q", "--orphan", "pages");
      const introduced = repository.commit({ "pages.env": env(token) });
      repository.git("checkout", "-q", "-f", "main");
      return {
        ...{ path: "pages.env", reach: "ref", introduced },
        ...{ current: "refs/heads/pages", ref: "refs/heads/pages" },
      };
    },
  },
];

/** A merge that brings what no side has. @param sides How many are merged into main. */
function merge(repository: Repository, files: Readonly<Record<string, string>>, sides = 1): string {
  const names = Array.from({ length: sides }, (_, side) => `side${side}`);
  const label = Object.keys(files).join();
  for (const name of names) {
    repository.git("checkout", "-q", "-b", name, "main");
    repository.commit({ [`${name}.py`]: `${label}\n` });
  }
  repository.git("checkout", "-q", "main");
  repository.commit({ "main.py": `${label}\n` });
  repository.git("merge", "-q", "--no-commit", "--no-ff", ...names);
  const id = repository.commit(files, "Merge");
  repository.git("branch", "-q", "-D", ...names);
  return id;
}

const MERGES: readonly Place[] = [
  {
    name: "merge commit, later removed",
    hide(repository, token) {
      const introduced = merge(repository, { "m.env": env(token) });
      return { path: "m.env", reach: "head", introduced, removed: repository.commit({ "m.env": undefined }) };
    },
  },
  {
    name: "merge commit, still in HEAD",
    hide(repository, token) {
      const introduced = merge(repository, { "kept.env": env(token) });
      return { path: "kept.env", reach: "head", introduced, current: "HEAD" };
    },
  },
  {
    name: "merge of three sides",
    hide(repository, token) {
      const introduced = merge(repository, { "o.env": env(token) }, 3);
      return { path: "o.env", reach: "head", introduced, removed: repository.commit({ "o.env": undefined }) };
    },
  },
  {
    name: "solution of a conflict",
    hide(repository, token): Attribution {
      repository.commit({ "c.py": "k = 0\n" });
      repository.git("checkout", "-q", "-b", "side");
      repository.commit({ "c.py": "k = 1\n" });
      repository.git("checkout", "-q", "main");
      repository.commit({ "c.py": "k = 2\n" });
      repository.attempt("merge", "-q", "side");
      const introduced = repository.commit({ "c.py": `k = "${token}"\n` }, "Merge side");
      repository.git("branch", "-q", "-D", "side");
      const removed = repository.commit({ "c.py": "k = 3\n" });
      return { path: "c.py", reach: "head", introduced, removed };
    },
  },
];

export const FILE_PLACES: readonly Place[] = [...PATHS, ...CONTENTS, ...MERGES];
