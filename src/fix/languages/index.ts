/** Which language a file is, by its name and first line; and what is said of files that can't be changed. */
import { basename } from "node:path";
import type { Language, Refusal } from "../types.ts";
import { csharp } from "./csharp.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import { envTemplate, springProperties } from "./line-files.ts";
import { php } from "./php.ts";
import { python } from "./python.ts";
import { ruby } from "./ruby.ts";
import { rust } from "./rust.ts";
import { shell } from "./shell.ts";
import { terraform } from "./terraform.ts";
import { yaml } from "./yaml.ts";

type Row = readonly [names: RegExp, language: Language];

/** Matched against the base name; the first one that fits holds. */
const LANGUAGES: readonly Row[] = [
  [/^\.?env[\w.-]*\.(?:example|sample|template|dist|tpl)$/i, envTemplate],
  [/^(?:application|bootstrap)[\w.-]*\.properties$/, springProperties],
  [/\.(?:[cm]?[jt]s|[jt]sx)$/i, javascript],
  [/\.pyw?$/i, python],
  [/\.go$/i, go],
  [/\.java$/i, java],
  [/\.(?:rb|rake|gemspec|ru)$|^(?:Rakefile|Gemfile|Vagrantfile|Fastfile)$/i, ruby],
  [/\.(?:php|phtml|inc)$/i, php],
  [/\.csx?$/i, csharp],
  [/\.rs$/i, rust],
  [/\.(?:sh|bash|zsh|ksh)$|^\.(?:bashrc|bash_profile|profile|zshrc|zprofile)$/i, shell],
  [/\.ya?ml$/i, yaml],
  [/\.(?:tf|tfvars|tofu)$/i, terraform],
];

const SHEBANGS: readonly Row[] = [
  [/^#!.*\b(?:ba|z|k|da)?sh\b/, shell],
  [/^#!.*\bpython[\d.]*\b/, python],
  [/^#!.*\b(?:node|deno|bun)\b/, javascript],
  [/^#!.*\bruby\b/, ruby],
  [/^#!.*\bphp\b/, php],
];

/** The language of a file; undefined for one that none of them is. */
export function languageOf(path: string, text: string): Language | undefined {
  const name = basename(path);
  const byName = LANGUAGES.find(([names]) => names.test(name))?.[1];
  if (byName !== undefined || !text.startsWith("#!")) return byName;
  const [line = ""] = text.slice(0, 200).split("\n", 1);
  return SHEBANGS.find(([shebang]) => shebang.test(line))?.[1];
}

/** True for a file whose job is to hold values: `.env`, `.env.local`, `.envrc`. */
export function isEnvFile(path: string): boolean {
  const name = basename(path);
  return /^\.env(?:rc|\.[\w.-]+)?$|^[\w-]+\.env$/i.test(name) && languageOf(path, "") === undefined;
}

const BY_HAND = "read it from the environment by hand";

const ADVICE: readonly (readonly [RegExp, string, string])[] = [
  [
    /\.(?:html?|vue|svelte|astro)$/i,
    "a page",
    "whoever opens the page can read it: call the service from a server",
  ],
  [/\.map$/i, "a source map", "take the key out of the source, build anew, and don't hand out source maps"],
  [
    /\.json[c5]?$/i,
    "JSON, which has no look-up",
    "leave the value out, and let the program that reads the file take it from the environment",
  ],
  [
    /\.toml$/i,
    "TOML, which has no look-up",
    "leave the value out, and let the program that reads the file take it from the environment",
  ],
  [/\.ipynb$/i, "a notebook", 'read it with os.environ["X"], and clear the outputs'],
  [
    /^(?:Dockerfile|Containerfile)|\.dockerfile$/i,
    "an image's recipe, whose values anybody with the image can read",
    "RUN --mount=type=secret,id=x while building, docker run --env-file .env at run time",
  ],
  [
    /\.(?:pem|key|p12|pfx|jks|keystore|ppk|asc)$|^id_[a-z0-9]+$/i,
    "a key file",
    "move it out of the repository: a secret manager, or a path that a variable names",
  ],
  [/\.(?:log|out)$/i, "a log", "stop logging it; delete the log, or rewrite it without the key"],
  [/\.(?:md|rst|txt|adoc)$/i, "a text", "write a placeholder in its place"],
  [
    /\.(?:xml|config|ini|cfg|conf|properties|plist)$/i,
    "a configuration file, which has no look-up of its own",
    "leave the value out, and let the program take it from the environment",
  ],
];

/** What is said of a secret in a file of no language of this list. */
export function adviceFor(path: string): Refusal {
  const name = basename(path);
  const row = ADVICE.find(([names]) => names.test(name));
  if (row === undefined)
    return { refused: "stands in a file of a language that fix does not know", advice: BY_HAND };
  const [, what, advice] = row;
  return { refused: `stands in ${what}`, advice };
}
