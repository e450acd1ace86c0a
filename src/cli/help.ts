/** Help and completion scripts, written by yargs from the table of options. Nothing is parsed or run here. */
import yargs, { type Argv } from "yargs";
import { acceptHelp, configHelp } from "./help-accept.ts";
import { changeHelp } from "./help-change.ts";
import { redactHelp } from "./help-redact.ts";
import { reportHelp } from "./help-report.ts";
import { fixHelp } from "./help-fix.ts";
import { rulesHelp } from "./help-rules.ts";
import { ledgerHelp } from "./help-ledger.ts";
import { SCAN_CODES } from "./help-exit-codes.ts";
import { gitHelp } from "./help-git.ts";
import { COMMANDS, type Command } from "./invocation.ts";
import { ALIASES, CLI_OPTIONS } from "./options.ts";
import { isShown } from "./taken.ts";
import { VERSION } from "./version.ts";

/** Columns, as many as the narrowest usual terminal has. */
const WIDTH = 80;

/** By group, what each option does; `no-` options are shown where they are the ones to give. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "What to scan:": {
    include: "Only files that match this glob (repeatable)",
    exclude: "No files that match this glob (repeatable)",
    "no-gitignore": "Also what .gitignore files leave out",
    "max-file-size": "No larger files: 512k, 10MB, 1GiB (powers of 1024)",
    "max-memory": "Memory for git history, 160MB to 1800MB; 400MB by default",
    threads: "Threads that scan, 1 to 64; by default as many as pay off",
    "no-history": "Leave out the history of git repositories",
    "history-only": "Leave out all but that",
    "no-cache": "Read all of a history, also what an earlier scan has read",
  },
  "What to look for:": {
    rule: "Only what the rule with this id finds (repeatable)",
    "disable-rule": "Not what the rule with this id finds (repeatable)",
    rules: "Also what the rules in this file find (repeatable)",
    "no-decode": "Don't look into base64, escapes, joined literals",
    "min-confidence": "Report findings of at least this confidence",
  },
  "What is known:": {
    baseline: "File with known findings instead of .keyscan-baseline",
    "no-accept": "Report what comments, baseline and .keyscanignore accept",
    "no-inline-allow": "Disregard comments that accept a finding",
    "show-accepted": "Report accepted findings too; they fail no scan",
  },
  "Results:": {
    "fail-on": "Least severity of a finding that ends in exit code 1",
    format: "Format of the report on standard output, or in --output",
    output: "Write the report to this file; - for standard output",
    report: "Write another report, as FORMAT=FILE (repeatable)",
    verify: "Ask the providers whether the keys work (sends them there)",
    "show-secrets": "Print secrets in the clear; they are redacted otherwise",
    quiet: "Print findings only",
    verbose: "Print all steps, places and files left out",
    color: "Use colours, or --no-color; by default on a terminal",
    progress: "Show progress, or --no-progress; by default on a terminal",
  },
  "Other:": {
    config: "Use this file instead of keyscan.config.yaml",
  },
};

const DEFAULTS: Readonly<Record<string, string>> = {
  "min-confidence": "medium",
  "fail-on": "low",
  format: "pretty",
};

type Example = readonly [command: string, text: string];

const SCAN_EXAMPLES: readonly Example[] = [
  ["$0", "Scan this folder"],
  ["$0 src 'config/*.yml'", "Scan some of it"],
  ["$0 -f sarif -o keyscan.sarif", "For code scanning services"],
  ["$0 --report json=all.json", "A file beside the report"],
  ["git diff | $0 -", "Scan standard input"],
  ["tail -f app.log | $0 logs", "Watch a log, line by line"],
];

const LOG_EXAMPLES: readonly Example[] = [
  ["$0 logs /var/log/nginx", "Logs, gzipped ones too"],
  ["kubectl logs -f web | $0 logs", "A stream without an end"],
  ["$0 logs --follow app.log", "A file that grows"],
  ["$0 logs access.log* -f json", "Who uses which key, hour by hour"],
];

const AUDIT_EXAMPLES: readonly Example[] = [
  ["$0 audit", "This folder: its files, history and logs"],
  ["$0 audit . --rule hygiene-client-side", "One practice"],
  ["$0 audit --fail-on high --report html=audit.html", "For a pipeline, with a page to read"],
];

/** Options that a command describes itself, since they mean something else there. */
const OWN: Readonly<Partial<Record<Command, readonly string[]>>> = {
  redact: ["output", "format", "fail-on", "quiet"],
  ledger: ["format"],
};

/** The options of scans that mean something to the command. */
function withOptions(program: Argv, command: Command): Argv {
  for (const [group, texts] of Object.entries(GROUPS)) {
    for (const [flag, describe] of Object.entries(texts)) {
      if (!isShown(command, flag) || OWN[command]?.includes(flag) === true) continue;
      const alias = ALIASES[flag];
      const choices = CLI_OPTIONS.find((option) => option.flag === flag)?.choices;
      program.option(flag, {
        describe,
        group,
        ...(alias === undefined ? {} : { alias }),
        ...(choices === undefined ? {} : { choices }),
        ...(DEFAULTS[flag] === undefined ? {} : { defaultDescription: DEFAULTS[flag] }),
      });
    }
  }
  return program.group(["help", "version"], "Other:");
}

function withExamples(program: Argv, examples: readonly Example[], exitCodes: string = SCAN_CODES): Argv {
  return program.example(examples.map(([command, text]) => [command, text])).epilogue(exitCodes);
}

function scanning(command: Command, examples: readonly Example[], describe: string) {
  return (program: Argv): Argv =>
    withExamples(withOptions(program.positional("paths", { describe }), command), examples);
}

/** @param forHelp A default command is what help is about; completion would run it on top of its own work. */
function build(forHelp: boolean): Argv {
  const doNothing = (): void => {};
  const scans = yargs()
    .scriptName("keyscan")
    .command(
      forHelp ? ["$0 [paths..]", "scan [paths..]"] : "scan [paths..]",
      "Find API keys, tokens, passwords, private keys",
      scanning("scan", SCAN_EXAMPLES, "Files, folders, globs; by default this folder; - for standard input"),
      doNothing,
    )
    .command(
      "logs [paths..]",
      "Find them in log files, or in a log stream, and tell who uses them",
      (program) =>
        scanning(
          "logs",
          LOG_EXAMPLES,
          "Files, folders, globs, pipes; by default standard input",
        )(program)
          .option("follow", {
            describe: "Go on as the files grow, also when others take their place",
            group: "What to scan:",
          })
          .option("no-usage", {
            describe: "Don't count how keys are used; report every place",
            group: "Results:",
          }),
      doNothing,
    );
  scans.command(
    "audit [paths..]",
    "Check how keys are handled: where they stand, who sees them, how old they are",
    scanning("audit", AUDIT_EXAMPLES, "Folders and files; by default this folder"),
    doNothing,
  );
  const changes = gitHelp(
    changeHelp(redactHelp(scans, withOptions), withOptions, withExamples),
    withOptions,
    withExamples,
  );
  const withRules = rulesHelp(changes, withOptions, withExamples);
  const all = acceptHelp(fixHelp(withRules, withOptions, withExamples), withOptions, withExamples);
  return reportHelp(
    configHelp(ledgerHelp(all, withOptions, withExamples), withOptions, withExamples),
    withOptions,
    withExamples,
  )
    .completion("completion", "Print a completion script for bash, zsh or fish")
    .help("help", "Show help")
    .version("version", "Show the version", VERSION)
    .alias({ help: "h", version: "V" })
    .wrap(WIDTH);
}

/** yargs has no help of its completion command: asked for it, it prints the script. */
const COMPLETION_HELP = `keyscan completion [shell]

Print a completion script for bash, zsh or fish

Positionals:
  shell  bash, zsh or fish; by default what SHELL says

Examples:
  keyscan completion bash >> ~/.bashrc
  keyscan completion zsh >> ~/.zshrc
  keyscan completion fish > ~/.config/fish/completions/keyscan.fish
`;

/** Of the scripts of yargs, in front of the words so far. */
export const COMPLETIONS = "--get-yargs-completions";

/** What yargs prints for a command line that asks for help or completion. */
export async function yargsText(args: readonly string[]): Promise<string> {
  let text = "";
  const forHelp = args.includes("--help");
  if (forHelp && args[0] === "completion") return COMPLETION_HELP;
  // What is completed behind a command are its own options.
  const word = args[args.indexOf(COMPLETIONS) + 2];
  const isNamed = forHelp || COMMANDS.some((name) => name === word);
  const program = isNamed ? build(forHelp) : withOptions(build(false), "scan");
  await program.parseAsync([...args], {}, (_error, _argv, output) => {
    text = output;
  });
  return text.endsWith("\n") ? text : `${text}\n`;
}
