/** Reads what `--format json` and `--format jsonl` wrote. The text may come from anywhere: everything is checked. */
import type { Finding } from "../types.ts";
import { ResultError } from "./error.ts";
import { findingOf, occurrenceOf } from "./finding.ts";
import { cutOff, ranOf, type Ran } from "./summary.ts";
import { JsonObject } from "./value.ts";

/** The versions of the schema that this version reads. */
const READABLE = 1;

export interface SavedResult {
  version: string;
  rulesHash: string;
  findings: Finding[];
  ran: Ran;
}

/**
 * @param text A JSON report, or the lines of a JSON Lines report.
 * @param name What to call it in messages.
 * @param showSecrets Keep secrets that were saved in the clear; otherwise they are taken out, and so are the lines round them.
 * @throws ResultError
 */
export function readResult(text: string, name: string, showSecrets: boolean): SavedResult {
  const document = parseJson(text);
  const result =
    document !== undefined && isReport(document) ? readDocument(document, name) : readLines(text, name);
  return showSecrets ? result : { ...result, findings: redacted(result.findings) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The last line of a stream has a version as well, and a type. */
function isReport(value: unknown): boolean {
  return typeof value === "object" && value !== null && "schemaVersion" in value && !("type" in value);
}

function readDocument(value: unknown, name: string): SavedResult {
  const report = new JsonObject(value, name);
  checkVersion(report, name);
  return {
    ...toolOf(report),
    findings: report.objects("findings").map((object, index) =>
      findingOf(object, (problem) => {
        throw new ResultError(`${name}.findings[${index}] ${problem}`);
      }),
    ),
    ran: ranOf(report.object("summary")),
  };
}

/** What was cut off may well end within a line, which is left out; nothing comes after a summary. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const [before = "", last = ""] = lines.slice(-2);
  const isCut = lines.length > 1 && last.trim() !== "" && parseJson(last) === undefined;
  return isCut && !before.startsWith('{"type":"summary"') ? lines.slice(0, -1) : lines;
}

function readLines(text: string, name: string): SavedResult {
  const findings = new Map<string, Finding>();
  let end: SavedResult | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === "") continue;
    const place = `${name}, line ${number}`;
    const value = parseJson(line);
    if (value === undefined || isReport(value) || end !== undefined) throw notAResult(name, number);
    const object = new JsonObject(value, place);
    if (!object.has("type")) throw notAResult(name, number);
    const type = object.choice("type", ["finding", "occurrence", "part", "history", "summary"]);
    // Parts stand in the line of their place, too; what history says later is told by JSON reports only.
    if (type === "part" || type === "history") continue;
    if (type === "summary") {
      checkVersion(object, place);
      end = { ...toolOf(object), findings: [], ran: ranOf(object) };
    } else takeLine(object, type, { findings, place });
  }
  if (number > 0 && findings.size === 0 && end === undefined) throw notAResult(name, 1);
  const all = [...findings.values()];
  return end === undefined
    ? { version: "", rulesHash: "", findings: all, ran: cutOff(name) }
    : { ...end, findings: all };
}

interface Lines {
  findings: Map<string, Finding>;
  place: string;
}

function takeLine(object: JsonObject, type: "finding" | "occurrence", { findings, place }: Lines): void {
  const fail = (problem: string): never => {
    throw new ResultError(`${place} ${problem}`);
  };
  const key = `${object.text("ruleId")} ${object.text("fingerprint")}`;
  if (type === "finding") {
    findings.set(key, findingOf(object, fail));
    return;
  }
  const finding = findings.get(key) ?? fail("is another place of a secret that no line before it has");
  finding.occurrences.push(occurrenceOf(object));
}

function notAResult(name: string, line: number): ResultError {
  return new ResultError(
    `${name} is no saved result of keyscan (line ${line}); save one with --report json=FILE or jsonl=FILE`,
  );
}

function checkVersion(object: JsonObject, place: string): void {
  const version = object.whole("schemaVersion", 1);
  if (version > READABLE)
    throw new ResultError(
      `${place} was saved by a newer keyscan (schema ${version}); update keyscan to read it`,
    );
}

function toolOf(object: JsonObject): Pick<SavedResult, "version" | "rulesHash"> {
  const tool = object.object("tool");
  return { version: tool.text("version"), rulesHash: tool.text("rulesHash") };
}

/** A file that was saved with secrets shown has them in its lines of code as well, and not only those of the line's finding. */
function redacted(findings: readonly Finding[]): Finding[] {
  const isInClear = findings.some((finding) => finding.secret.value !== undefined);
  if (!isInClear) return [...findings];
  return findings.map(({ frame: _frame, ...finding }) => {
    const { value: _value, decoded: _decoded, ...secret } = finding.secret;
    return { ...finding, secret };
  });
}
