/** What a Dockerfile copies, over all its stages. Format: Dockerfile reference (FROM, WORKDIR, COPY, ADD). */
import { matches } from "./patterns.ts";
import { joinInside } from "./tree.ts";

const MAX_INSTRUCTIONS = 500;
/** Sources of one instruction. */
const MAX_SOURCES = 100;
/** Places of one file in one image: stages that copy from each other could double them with each line. */
const MAX_PLACES = 200;

interface Stage {
  name: string;
  /** Where the file lies in its image, each place with the line that brought it there first. */
  files: Map<string, number>;
}

interface Build {
  /** Relative to the context. */
  path: string;
  stages: Stage[];
  workdir: string;
}

interface Instruction {
  /** From 1. */
  line: number;
  /** Upper case. */
  word: string;
  rest: string;
}

/**
 * The line of the instruction by which a file of the context gets into the last stage; undefined where none does.
 *
 * @param path Relative to the context.
 */
export function lineThatCopies(text: string, path: string): number | undefined {
  const build: Build = { path, stages: [], workdir: "/" };
  for (const instruction of instructionsIn(text)) {
    if (instruction.word === "FROM") begin(build, instruction.rest);
    else if (instruction.word === "WORKDIR") build.workdir = absolute(build.workdir, instruction.rest.trim());
    else if (instruction.word === "COPY" || instruction.word === "ADD") copy(build, instruction);
  }
  return build.stages.at(-1)?.files.values().next().value;
}

function begin(build: Build, rest: string): void {
  const [image = "", , name = String(build.stages.length)] = rest.replace(/^(?:--\S+\s+)*/, "").split(/\s+/);
  const files = new Map(stageOf(build, image)?.files);
  build.stages.push({ name: name.toLowerCase(), files });
  build.workdir = "/";
}

function stageOf({ stages }: Build, name: string): Stage | undefined {
  return stages.find((stage, index) => stage.name === name.toLowerCase() || String(index) === name);
}

function copy(build: Build, { rest, line }: Instruction): void {
  const { sources, target, from } = copyOf(rest);
  const dest = absolute(build.workdir, target) + (/(?:^|\/)\.?$/.test(target) ? "/" : "");
  const files =
    from === undefined
      ? [[build.path, line] as const]
      : [...(stageOf(build, from)?.files ?? [])].map(([at, brought]) => [at.slice(1), brought] as const);
  const there = build.stages.at(-1)?.files;
  for (const [path, brought] of files) {
    const at = landing(path, sources, dest);
    if (at !== undefined && there !== undefined && there.size < MAX_PLACES && !there.has(at))
      there.set(at, brought);
  }
}

/** Where a file lands; undefined where none of the sources names it or a directory above it. */
function landing(path: string, sources: readonly string[], dest: string): string | undefined {
  for (const source of sources.slice(0, MAX_SOURCES)) {
    const bare = source.replace(/^(?:\.?\/)+|\/+$/g, "");
    if (bare === "" || bare === ".") return absolute(dest, path);
    if (path === bare)
      return dest.endsWith("/") ? absolute(dest, path.slice(path.lastIndexOf("/") + 1)) : dest;
    if (path.startsWith(`${bare}/`)) return absolute(dest, path.slice(bare.length + 1));
    if (/[*?[]/.test(bare) && matches(`/${bare}`, path))
      return absolute(dest, path.slice(path.lastIndexOf("/") + 1));
  }
  return undefined;
}

function absolute(from: string, to: string): string {
  return `/${joinInside(to.startsWith("/") ? "" : from.replace(/^\/+/, ""), to) ?? ""}`;
}

function copyOf(rest: string): { sources: string[]; target: string; from: string | undefined } {
  const from = /--from=(\S+)/.exec(rest)?.[1];
  const bare = rest.replace(/^(?:--\S+\s+)*/, "").trim();
  const words = bare.startsWith("[") ? jsonWords(bare) : bare.split(/\s+/);
  return { sources: words.slice(0, -1), target: words.at(-1) ?? "/", from };
}

function jsonWords(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word);
}

function* instructionsIn(text: string): Generator<Instruction> {
  let count = 0;
  let whole = "";
  let first = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(line) || (whole === "" && line.trim() === "")) continue;
    if (whole === "") first = index + 1;
    whole += line.replace(/\\\s*$/, " ");
    if (/\\\s*$/.test(line)) continue;
    const [, word = "", rest = ""] = /^\s*([A-Za-z]+)\s+(.*)$/s.exec(whole) ?? [];
    whole = "";
    if (++count > MAX_INSTRUCTIONS) return;
    yield { line: first, word: word.toUpperCase(), rest };
  }
}
