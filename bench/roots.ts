/**
 * Where real source code usually lies on a machine: dependencies, language libraries, headers, documentation.
 * Places are tried, never relied on: what doesn't exist is left out.
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, sep } from "node:path";

/** Existing folders with source code, in a fixed order, none inside an earlier one. A `*` ends a name's known part. */
export function sourceRoots(checkout: string): string[] {
  const home = homedir();
  const env = process.env;
  const places = [
    join(checkout, "node_modules"),
    join(dirname(dirname(process.execPath)), "lib/node_modules"),
    join(env["GOROOT"] ?? "/usr/local/go", "src"),
    "/usr/lib/go",
    "/usr/lib/go-*",
    "/opt/homebrew/opt/go/libexec/src",
    join(env["GOPATH"] ?? join(home, "go"), "pkg/mod"),
    join(env["CARGO_HOME"] ?? join(home, ".cargo"), "registry/src"),
    "/usr/lib/python3*",
    "/usr/local/lib/python3*",
    join(env["PYENV_ROOT"] ?? join(home, ".pyenv"), "versions"),
    "/Library/Frameworks/Python.framework/Versions",
    "/usr/include",
    "/usr/local/include",
    "/opt/homebrew/include",
    "/Library/Developer/CommandLineTools/SDKs",
    "/usr/src",
    "/usr/lib/gcc",
    "/usr/lib/ruby",
    "/usr/share/perl*",
    "/usr/share/vim",
    "/usr/share/doc",
    "/usr/share",
  ];
  const real: string[] = [];
  for (const place of places.flatMap(expand)) {
    const folder = realFolder(place);
    if (folder === undefined) continue;
    if (!real.some((other) => folder === other || folder.startsWith(other + sep))) real.push(folder);
  }
  return real;
}

function expand(place: string): string[] {
  if (!place.endsWith("*")) return [place];
  const parent = dirname(place);
  const start = place.slice(parent.length + 1, -1);
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(start))
      .toSorted()
      .map((name) => join(parent, name));
  } catch {
    return [];
  }
}

function realFolder(place: string): string | undefined {
  try {
    const folder = realpathSync(place);
    return statSync(folder).isDirectory() ? folder : undefined;
  } catch {
    return undefined;
  }
}
