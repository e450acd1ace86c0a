/** From the embedded data to rows: what the list shows, searches and groups by. Knows no browser. */
import type { PageData, PageFinding, PagePlace, PageRule } from "../html-data.ts";

/** Kinds of places, as people ask for them. Every label once, in the order of the chart for equal counts. */
export const PLACE_KINDS = {
  client: "Client bundles",
  history: "Git history",
  code: "Source code",
  config: "Configuration",
  env: "Environment files",
  infrastructure: "Infrastructure",
  ci: "CI pipelines",
  log: "Logs",
  test: "Tests",
  docs: "Documentation",
  stdin: "Standard input",
} as const;
export type PlaceKind = keyof typeof PLACE_KINDS;

/** Ages of a secret, counted from its oldest known commit to the scan; upper bounds in days. */
export const AGES = {
  week: "Under a week",
  month: "Under a month",
  quarter: "Under 3 months",
  year: "Under a year",
  old: "A year and more",
  unknown: "Not known",
} as const;
export type Age = keyof typeof AGES;
const AGE_LIMITS: readonly (readonly [Age, number])[] = [
  ["week", 7],
  ["month", 30],
  ["quarter", 91],
  ["year", 365],
  ["old", Infinity],
];

export interface Row {
  /** Position in the report. */
  index: number;
  finding: PageFinding;
  rule: PageRule;
  kind: PlaceKind;
  age: Age;
  /** Milliseconds since 1970 of the oldest commit known. */
  since: number | undefined;
  /** Lower case; what the search looks through. */
  text: string;
}

/** One row a finding, in the order of the report. */
export function rowsOf(data: PageData): Row[] {
  const scanned = Date.parse(data.summary.startedAt);
  return data.findings.map((finding, index) => {
    const rule = data.rules[finding.rule] ?? NO_RULE;
    const [first] = finding.places;
    const since = oldest(finding);
    return {
      index,
      finding,
      rule,
      kind: placeKind(first),
      age: ageOf(since, scanned),
      since,
      text: searchText(finding, rule),
    };
  });
}

const NO_RULE: PageRule = { id: "", title: "", provider: "", summary: "", steps: [] };

function oldest({ places, history }: PageFinding): number | undefined {
  const dates = [history?.introduced?.date, ...places.map((place) => place.date)];
  const times = dates.map((date) => Date.parse(date ?? "")).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : times.reduce((least, time) => Math.min(least, time));
}

function ageOf(since: number | undefined, scanned: number): Age {
  if (since === undefined || Number.isNaN(scanned)) return "unknown";
  const days = (scanned - since) / 86_400_000;
  return AGE_LIMITS.find(([, limit]) => days < limit)?.[0] ?? "unknown";
}

const PATH_KINDS: readonly (readonly [PlaceKind, RegExp])[] = [
  ["env", /(?:^|\/)\.env[^/]*$|\.env$/i],
  ["test", /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|testdata|e2e)\/|[._](?:test|spec)\.\w+$/i],
  [
    "ci",
    /(?:^|\/)(?:\.github|\.circleci|\.buildkite)\/|(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|\.travis)[^/]*\.ya?ml$|(?:^|\/)jenkinsfile/i,
  ],
  [
    "infrastructure",
    /\.(?:tf|tfvars|tfstate|hcl|bicep)$|(?:^|\/)(?:k8s|helm|charts|deploy|terraform|ansible)\/|(?:^|\/)(?:docker-compose|compose)[^/]*\.ya?ml$|(?:^|\/)dockerfile/i,
  ],
  ["log", /\.log(?:\.\d+)?(?:\.gz)?$/i],
  ["docs", /(?:^|\/)docs?\/|\.(?:md|mdx|rst|adoc|txt)$/i],
  [
    "config",
    /\.(?:json|ya?ml|toml|ini|conf|cfg|properties|xml|plist|npmrc|netrc|pem|key)$|(?:^|\/)\.[^/]+$/i,
  ],
];

function placeKind(place: PagePlace): PlaceKind {
  if (place.kind === "stdin" || place.kind === "log") return place.kind;
  if (place.exposure.some((exposure) => exposure.startsWith("client"))) return "client";
  if (place.exposure.includes("git-history")) return "history";
  return PATH_KINDS.find(([, pattern]) => pattern.test(place.path))?.[0] ?? "code";
}

function searchText(finding: PageFinding, rule: PageRule): string {
  const places = finding.places.flatMap(({ path, line, commit, author }) => [
    `${path}:${line}`,
    commit ?? "",
    author ?? "",
  ]);
  const { introduced, removed, refs = [] } = finding.history ?? {};
  const commits = [introduced, removed].flatMap((note) =>
    note === undefined ? [] : [note.commit, note.author, note.email],
  );
  const words = [
    ...commits,
    ...refs,
    rule.title,
    rule.id,
    rule.provider,
    finding.redacted,
    finding.fingerprint,
    finding.severity,
  ];
  return [...words, finding.environment ?? "", finding.privilege ?? "", ...places].join("\n").toLowerCase();
}
