/** `keyscan ledger add | revoke | rotate | remove | list | check`: what became of keys that were found. */
import { isDay, parseEntry, today } from "../accept/entries.ts";
import { ledgerPath, ledgerSalt, readLedger, writeLedger } from "../accept/ledger-file.ts";
import { shownPath } from "../config/paths.ts";
import { count } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import { startScan, type ScanOutcome } from "../scan.ts";
import { ExitCode } from "../scan/exit-code.ts";
import type { Finding, LedgerEntry } from "../types.ts";
import { withAllow } from "./accepted.ts";
import type { CommandInvocation, GivenOptions } from "./invocation.ts";
import { prepareScan, workingDirectory } from "./scan-command.ts";
import { print } from "./stdout.ts";
import { didYouMean, quoteBriefly, UsageError } from "./usage-error.ts";

const ACTIONS = ["add", "revoke", "rotate", "remove", "list", "check"] as const;
type Action = (typeof ACTIONS)[number];

interface Ledger {
  file: string;
  shown: string;
  entries: LedgerEntry[];
}

/** @throws UsageError, ConfigError */
export async function ledgerCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  const [first = "list", ...rest] = operands;
  const action = ACTIONS.find((name) => name === first);
  if (action === undefined) {
    const not = `${JSON.stringify(first)}${didYouMean(first, ACTIONS)}`;
    throw new UsageError(`ledger has ${ACTIONS.join(", ")}, not ${not}`);
  }
  checkOptions(action, rest, options);
  const cwd = workingDirectory();
  const file = ledgerPath(".", cwd);
  const ledger = { file, shown: shownPath(file, cwd), entries: readLedger(file, cwd) };
  if (action === "list") return list(ledger, options);
  if (action === "check") return check(ledger, rest, options);
  return change(action, ledger, rest, options);
}

/** What each action takes besides what chooses findings. */
const OPTIONS_OF: Readonly<Record<Action, readonly string[]>> = {
  add: ["reason", "date", "force"],
  revoke: ["reason", "date", "force"],
  rotate: ["reason", "date", "force", "to"],
  remove: [],
  list: ["format"],
  check: [],
};

/** @throws UsageError for what would count for nothing. */
function checkOptions(action: Action, rest: readonly string[], options: GivenOptions): void {
  const other = ["reason", "date", "force", "to", "format"].find(
    (key) => key in options && !OPTIONS_OF[action].includes(key),
  );
  if (other !== undefined) {
    const takers = ACTIONS.filter((name) => OPTIONS_OF[name].includes(other));
    const verb = takers.length === 1 ? "does" : "do";
    throw new UsageError(`ledger ${action} takes no --${other} (${takers.join(", ")} ${verb})`);
  }
  if (action === "list" && rest.length > 0)
    throw new UsageError("ledger list takes no fingerprints: it shows all that the ledger has");
  const { format = "pretty" } = options as { format?: string };
  if (format !== "pretty" && format !== "json")
    throw new UsageError(`--format must be pretty or json for ledger list, not ${JSON.stringify(format)}`);
}

function list({ shown, entries }: Ledger, options: GivenOptions): ExitCode {
  if (options["format"] === "json") print(`${JSON.stringify(entries, undefined, 2)}\n`);
  else if (entries.length === 0)
    print(`${safeText(shown)} has no keys (keyscan ledger add takes in what is found)\n`);
  else for (const entry of entries.toSorted((a, b) => (a.at < b.at ? -1 : 1))) print(`${rowOf(entry)}\n`);
  return ExitCode.Clean;
}

function rowOf({ fingerprint, state, at, rule, rotatedTo, note }: LedgerEntry): string {
  const more = [rotatedTo === undefined ? "" : `now ${rotatedTo}`, note === undefined ? "" : safeText(note)];
  return [state.padEnd(8), at, fingerprint, rule ?? "", ...more].filter((part) => part !== "").join("  ");
}

/** All findings of a scan of everything, also accepted ones, with what a ledger would call them. */
async function findingsOf(paths: string[], options: GivenOptions, salt: string): Promise<ScanOutcome> {
  const { reason: _reason, date: _date, to: _to, force: _force, ...others } = options;
  const prepared = await prepareScan({ command: "scan", paths, options: others });
  const request = await withAllow(prepared.request, prepared.settings, prepared.config);
  const known = { entries: request.known?.entries ?? [], salt };
  return startScan({ ...request, known, showAccepted: true }, prepared.rules, {}).done;
}

/** Milliseconds. */
const DAY = 24 * 60 * 60 * 1000;

interface Wish {
  action: Exclude<Action, "list" | "check">;
  keys: readonly string[];
  date: string;
  to?: string;
  reason?: string;
  force: boolean;
}

/** @throws UsageError for what does not go together. */
function wishOf(action: Wish["action"], keys: readonly string[], options: GivenOptions): Wish {
  const { reason, date = today(), to } = options as { reason?: string; date?: string; to?: string };
  if (!isDay(date))
    throw new UsageError(`--date must be a day such as 2027-01-31, not ${JSON.stringify(date)}`);
  if (keys.length === 0 && action !== "add")
    throw new UsageError(`ledger ${action} needs a fingerprint, such as v1:… at the end of a finding`);
  if (action === "rotate" && (to === undefined || keys.length !== 1))
    throw new UsageError(
      "ledger rotate needs the old key, and the new one: keyscan ledger rotate v1:… --to v1:…",
    );
  // A day ahead may be today elsewhere.
  if (Date.parse(date) > Date.now() + DAY)
    throw new UsageError(`--date ${date} is still to come: a ledger says what was done`);
  for (const key of [...keys, ...(to === undefined ? [] : [to])]) checkKey(key);
  return {
    ...{ action, keys, date, force: options["force"] === true },
    ...(to === undefined ? {} : { to }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function change(
  action: Wish["action"],
  { file, shown, entries }: Ledger,
  keys: readonly string[],
  options: GivenOptions,
): Promise<ExitCode> {
  const wish = wishOf(action, keys, options);
  const scanned = action === "remove" ? undefined : await findingsOf([], options, ledgerSalt(entries));
  const findings = scanned?.findings ?? [];
  const byKey = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const wanted = keys.length > 0 ? keys : findings.filter(isSecret).map(({ fingerprint }) => fingerprint);
  const changed = [...new Set(wanted)].filter((key) => changeOne(key, wish, byKey, findings)).length;
  writeLedger(file, [...byKey.values()]);
  print(`${safeText(shown)}: ${count(changed, "key")} ${DONE[action]}, ${byKey.size} in all\n`);
  if (scanned?.summary.complete !== false) return ExitCode.Clean;
  process.stderr.write("keyscan: the scan was not complete; keyscan says what is missing\n");
  return ExitCode.Incomplete;
}

/** True where it changed something. */
function changeOne(
  key: string,
  wish: Wish,
  byKey: Map<string, LedgerEntry>,
  findings: readonly Finding[],
): boolean {
  const { action, date, to, reason } = wish;
  const force = wish.force || action === "remove";
  const { key: named, rule } = nameOf(key, findings, byKey, force);
  if (action === "remove") return byKey.delete(named);
  const there = byKey.get(named);
  if (action === "add" && there !== undefined) return false;
  byKey.set(named, {
    ...there,
    ...{ fingerprint: named, state: STATE[action], at: date },
    ...(rule === undefined ? {} : { rule }),
    ...(to === undefined ? {} : { rotatedTo: nameOf(to, findings, byKey, force).key }),
    ...(reason === undefined ? {} : { note: reason }),
  });
  return true;
}

const STATE = { add: "found", revoke: "revoked", rotate: "rotated" } as const;
const DONE = { add: "added", revoke: "revoked", rotate: "rotated", remove: "removed" } as const;

function checkKey(key: string): void {
  const parsed = parseEntry(key);
  if (!("key" in parsed))
    throw new UsageError(`${quoteBriefly(key)} ${parsed.message} (${parsed.hint ?? ""})`);
}

/** What is made to be public needs no ledger. */
function isSecret({ privilege }: Finding): boolean {
  return privilege !== "publishable";
}

/** What the ledger calls a key: of one that could be guessed not its fingerprint. */
function nameOf(
  key: string,
  findings: readonly Finding[],
  byKey: ReadonlyMap<string, LedgerEntry>,
  force: boolean,
): { key: string; rule?: string } {
  const finding = findings.find(({ fingerprint, knownKey }) => fingerprint === key || knownKey === key);
  if (finding !== undefined) return { key: finding.knownKey ?? key, rule: finding.ruleId };
  if (byKey.has(key) || force) return { key };
  throw new UsageError(`${key} is no finding of a scan here (--force takes it all the same)`);
}

/** Is everything done? What is found and not revoked, and what is revoked and stands somewhere again. */
async function check({ entries }: Ledger, paths: string[], options: GivenOptions): Promise<ExitCode> {
  const { findings, summary } = await findingsOf(paths, options, ledgerSalt(entries));
  const isDone = ({ state }: LedgerEntry): boolean => state !== "found";
  const again = findings.filter(({ practices }) => practices?.includes("hygiene-revoked") === true);
  const open = entries.filter((entry) => !isDone(entry));
  const unknown = findings.filter((finding) => finding.ledger === undefined && isSecret(finding));
  print(
    `${count(entries.filter(isDone).length, "key")} revoked or rotated, ${open.length} to be revoked, ${again.length} used again, ${unknown.length} not in the ledger\n`,
  );
  for (const finding of again)
    print(`  again    ${placeOf(finding)}  ${finding.ruleId}  ${finding.fingerprint}\n`);
  for (const { at, fingerprint, rule = "" } of open) {
    const finding = findings.find((each) => each.knownKey === fingerprint);
    const url = finding?.remediation.revokeUrl ?? "";
    print(`  open     since ${at}  ${rule}  ${fingerprint}  ${url}`.trimEnd());
    print("\n");
  }
  for (const finding of unknown)
    print(`  unknown  ${placeOf(finding)}  ${finding.ruleId}  ${finding.fingerprint}\n`);
  if (summary.interrupted) return ExitCode.Interrupted;
  if (again.length > 0 || open.length > 0) return ExitCode.Findings;
  return summary.complete ? ExitCode.Clean : ExitCode.Incomplete;
}

function placeOf({ location }: Finding): string {
  return `${safeText(location.path)}:${location.startLine}`;
}
