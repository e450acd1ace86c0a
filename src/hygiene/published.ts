/** Practice: no key in what is published: packages, images, sites, public repositories. */
import type { Finding, Occurrence, Severity, Violation } from "../types.ts";
import { isPublishable } from "./client-side.ts";
import type { Practice } from "./practice.ts";
import {
  about,
  placeOf,
  placesOf,
  type AuditView,
  type PublishWay,
  type PublishedRepository,
} from "./view.ts";

const ID = "hygiene-published";

/** Signs without which a repository is not said to look public: a host that everybody uses and one more, or these alone. */
const SIGNS_WITHOUT_HOST = 2;

/** Looks at what packages, images and sites would take along, and at whether the repository looks public. */
export const published: Practice = {
  id: ID,
  title: "Never publish a key, in a repository, package, image or site",
  severity: "high",
  explain:
    "What is published is copied within minutes and can't be taken back. keyscan tells from the files alone what npm pack, " +
    "a docker build, a Python build and sites would take along, and whether the repository looks public; nobody is asked.",
  limits: ({ published: { limits, repositories }, summary }) => [
    ...limits,
    ...(repositories.length > 0 && summary.history === undefined
      ? ["Git history was not scanned: what it holds is not known."]
      : []),
  ],
  information: ({ published: { repositories } }) =>
    repositories
      .filter((repository) => repository.hosts.length > 0 && whyPublic(repository) === undefined)
      .map(
        ({ hosts }) =>
          `A remote is on ${hosts.join(" and ")}; whether the repository is public there can't be told offline.`,
      ),
  check: (view) =>
    view.findings
      .filter((finding) => !isPublishable(finding))
      .flatMap((finding) => violationOf(finding, view)),
};

/** Why a repository looks public; undefined where it does not. */
function whyPublic({ hosts, signs }: PublishedRepository): string | undefined {
  const enough = hosts.length > 0 ? signs.length > 0 : signs.length >= SIGNS_WITHOUT_HOST;
  if (!enough) return undefined;
  const reasons = [...(hosts.length === 0 ? [] : [`a remote is on ${hosts.join(" and ")}`]), ...signs];
  return `The repository looks public because ${reasons.join(", ")}.`;
}

function violationOf(finding: Finding, view: AuditView): Violation[] {
  const places = placesOf(finding);
  const { ways } = view.published;
  const taken = places.filter(({ location }) => ways.has(location.path));
  const reasons = [
    ...new Map(
      taken.flatMap(({ location }) => ways.get(location.path) ?? []).map((way) => [way.says, way]),
    ).values(),
  ];
  const branch = siteBranch(finding);
  const inPublic = placesInPublic(finding, places, view);
  if (reasons.length === 0 && inPublic.why === undefined && branch === undefined) return [];
  const named = [...new Set([...taken, ...inPublic.places, ...(branch === undefined ? [] : places)])];
  return [
    {
      ...about(ID, finding),
      severity: severityOf(finding, reasons, inPublic.why !== undefined || branch !== undefined),
      message: messageOf(reasons, inPublic.why !== undefined, branch !== undefined),
      places: named.map(placeOf),
      evidence: [
        ...reasons.map(({ says }) => says),
        ...(branch === undefined ? [] : [`The branch ${branch}, which GitHub Pages publishes, has it.`]),
        ...(inPublic.why === undefined ? [] : [inPublic.why, ...sinceWhen(finding)]),
      ],
      advice: adviceFor(reasons, inPublic.why !== undefined),
    },
  ];
}

/** A finding with the places that stand in a repository that looks public, and are pushed there with a ref. */
function placesInPublic(
  { history }: Finding,
  places: readonly Occurrence[],
  { published: { repositories }, summary }: AuditView,
): { places: Occurrence[]; why: string | undefined } {
  // What is in no commit, or only in a stash or reflog, is not pushed.
  const isPushed =
    history === undefined ? summary.history === undefined : ["head", "ref"].includes(history.reach);
  if (!isPushed) return { places: [], why: undefined };
  for (const repository of repositories) {
    const why = whyPublic(repository);
    const inside = places.filter(
      ({ location, exposure }) => repository.paths.has(location.path) && !exposure.includes("local-only"),
    );
    if (why !== undefined && inside.length > 0) return { places: inside, why };
  }
  return { places: [], why: undefined };
}

function siteBranch({ history }: Finding): string | undefined {
  return history?.refs.find((ref) => /(?:^|\/)gh-pages$/.test(ref));
}

function sinceWhen({ history }: Finding): string[] {
  const { introduced, removed, refs = [], moreRefs = false } = history ?? {};
  if (introduced === undefined) return [];
  const date = introduced.date === undefined ? "" : ` of ${introduced.date.slice(0, 10)}`;
  const names = refs.length === 0 ? "" : `, in ${refs.join(", ")}${moreRefs ? " and more refs" : ""}`;
  const gone =
    removed === undefined
      ? ""
      : `; removed by ${removed.commit.slice(0, 12)}, which does not take it out of the history`;
  return [`It is there since commit ${introduced.commit.slice(0, 12)}${date}${names}${gone}.`];
}

function severityOf(
  { environment, confidence }: Finding,
  reasons: readonly PublishWay[],
  isOpen: boolean,
): Severity {
  if (environment === "dev" || environment === "test") return "medium";
  const isPublic = isOpen || reasons.some((way) => way.isPublic);
  return isPublic && confidence === "high" ? "critical" : "high";
}

function messageOf(reasons: readonly PublishWay[], inPublic: boolean, onBranch: boolean): string {
  const kinds = new Set(reasons.map(({ kind }) => kind));
  const parts = [
    ...(inPublic ? ["in a repository that looks public"] : []),
    ...(kinds.has("package") ? ["in a package that would be published"] : []),
    ...(kinds.has("image") ? ["in an image that would be built"] : []),
    ...(kinds.has("site") || onBranch ? ["on a site"] : []),
  ];
  return `The key is ${parts.join(", and ")}.`;
}

function adviceFor(reasons: readonly PublishWay[], inPublic: boolean): string[] {
  const kinds = new Set(reasons.map(({ kind }) => kind));
  return [
    "Revoke it: what was published was copied.",
    ...(kinds.has("package")
      ? [
          "Name what a package holds (files in package.json, MANIFEST.in, settings of the build), and look at npm pack --dry-run.",
        ]
      : []),
    ...(kinds.has("image")
      ? [
          "Leave the file out by .dockerignore, and give the key at run time; layers keep what a later instruction deletes.",
        ]
      : []),
    ...(kinds.has("site") ? ["Take the file out of the folder of the site."] : []),
    ...(inPublic
      ? ["Read it from the environment; rewriting the history helps only after the key is revoked."]
      : []),
  ];
}
