/** Places in what is written about commits: messages, names of people, headers, notes, reflogs. */
import type { Repository } from "../hiding-places.ts";
import type { Attribution, Place } from "./place.ts";

function textOf(introduced: string): Attribution {
  return { path: `<commit ${introduced.slice(0, 12)}>`, part: "commit-text", reach: "head", introduced };
}

/** A commit whose message is told by `message`. */
function message(name: string, text: (token: string) => string, isEmpty = false): Place {
  return {
    name,
    hide: (repository, token) =>
      textOf(repository.commit(isEmpty ? {} : { "a.txt": `${name}\n` }, text(token))),
  };
}

/** A commit that a variable of git's environment names the token in. */
function person(name: string, variable: string, value: (token: string) => string): Place {
  return {
    name,
    hide: (repository, token) =>
      textOf(repository.commit({ "a.txt": `${name}\n` }, "x", { [variable]: value(token) })),
  };
}

/** A commit with lines of its own in the header, on top of HEAD, which moves to it. */
function header(name: string, lines: (token: string, repository: Repository) => string): Place {
  return {
    name,
    hide(repository, token) {
      const raw = repository.git("cat-file", "commit", repository.commit({ "a.txt": `${name}\n` }));
      const content = raw.replace(/(?<=\ncommitter .*\n)/, lines(token, repository));
      const id = repository.pipe(`${content}\n`, "hash-object", "-t", "commit", "-w", "--stdin");
      repository.git("reset", "-q", "--soft", id);
      return textOf(id);
    },
  };
}

export const TEXT_PLACES: readonly Place[] = [
  message("commit message", (token) => `deploy\n\nused ${token}`),
  message("message of an empty commit", (token) => `retry ${token}`, true),
  message("subject of a commit", (token) => `set ${token}`),
  message("trailer of a commit", (token) => `x\n\nReviewed-by: Ada <ada@example.org>\nDeploy-Key: ${token}`),
  message("message that looks like a diff", (token) => `x\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n+${token}`),
  person("author name", "GIT_AUTHOR_NAME", (token) => token),
  person("author e-mail", "GIT_AUTHOR_EMAIL", (token) => `${token}@example.org`),
  person("committer name", "GIT_COMMITTER_NAME", (token) => token),
  person("committer e-mail", "GIT_COMMITTER_EMAIL", (token) => `${token}@example.org`),
  header(
    "signature of a commit",
    (token) => `gpgsig -----BEGIN PGP SIGNATURE-----\n Comment: ${token}\n \n -----END PGP SIGNATURE-----\n`,
  ),
  header(
    "tag that was merged",
    (token, repository) =>
      `mergetag object ${repository.git("rev-parse", "HEAD")}\n type commit\n tag v0\n tagger Ada <a@example.org> 1 +0000\n \n with ${token}\n`,
  ),
  header("encoding of a commit", (token) => `encoding x-${token}\n`),
  header("header that git does not know", (token) => `deploy-token ${token}\n`),
  {
    name: "note",
    hide(repository, token) {
      repository.git("notes", "add", "-f", "-m", `ran with ${token}`, "HEAD");
      const [ref, introduced] = ["refs/notes/commits", repository.git("rev-parse", "refs/notes/commits")];
      const path = repository.git("rev-parse", "HEAD");
      return { path, reach: "ref", introduced, current: ref, ref };
    },
  },
  {
    name: "reflog of a branch",
    hide(repository, token) {
      repository.git("update-ref", "--create-reflog", "-m", `by ${token}`, "refs/heads/logged", "HEAD~1");
      return { path: ".git/logs/refs/heads/logged", part: "reflog", reach: "reflog" };
    },
  },
  {
    name: "reflog of a branch that is gone",
    hide(repository, token) {
      const log = `${"0".repeat(40)} ${repository.git("rev-parse", "HEAD")} Ada <a@example.org> 1 +0000\t${token}\n`;
      repository.write(".git/logs/refs/heads/gone", log);
      return { path: ".git/logs/refs/heads/gone", part: "reflog", reach: "reflog" };
    },
  },
];
