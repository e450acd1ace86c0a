/**
 * The table of reporters: a new format is one file beside this one and one line here. Only the reporter that is used
 * gets loaded.
 */
import type { ReportContext, Reporter } from "../types.ts";

export type CreateReporter = (context: ReportContext) => Reporter;

/** By name, what loads a format's module and gives the maker of its reporter. */
export const reporters = {
  pretty: async (): Promise<CreateReporter> => (await import("./pretty.ts")).createPrettyReporter,
  brief: async (): Promise<CreateReporter> => (await import("./brief.ts")).createBriefReporter,
  json: async (): Promise<CreateReporter> => (await import("./json.ts")).createJsonReporter,
  jsonl: async (): Promise<CreateReporter> => (await import("./jsonl.ts")).createJsonlReporter,
  sarif: async (): Promise<CreateReporter> => (await import("./sarif.ts")).createSarifReporter,
  html: async (): Promise<CreateReporter> => (await import("./html.ts")).createHtmlReporter,
  junit: async (): Promise<CreateReporter> => (await import("./junit.ts")).createJunitReporter,
  csv: async (): Promise<CreateReporter> => (await import("./csv.ts")).createCsvReporter,
  markdown: async (): Promise<CreateReporter> => (await import("./markdown.ts")).createMarkdownReporter,
  github: async (): Promise<CreateReporter> => (await import("./github.ts")).createGithubReporter,
  "gitlab-codequality": async (): Promise<CreateReporter> =>
    (await import("./gitlab-codequality.ts")).createGitlabCodequalityReporter,
  "gitlab-secrets": async (): Promise<CreateReporter> =>
    (await import("./gitlab-secrets.ts")).createGitlabSecretsReporter,
} as const;

export type ReporterName = keyof typeof reporters;

/** Names of all formats, in the order in which help lists them. */
export const REPORTER_NAMES: readonly ReporterName[] = Object.keys(reporters) as ReporterName[];

/** Loads and makes the reporter of a format. */
export async function createReporter(name: ReporterName, context: ReportContext): Promise<Reporter> {
  const create = await reporters[name]();
  return create(context);
}
