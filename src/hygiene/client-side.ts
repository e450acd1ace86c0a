/** Practice: no secret key where a browser or an app gets it. */
import type { Exposure, Finding, Occurrence, Severity, Violation } from "../types.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf, type AuditView } from "./view.ts";

/** What each exposure means, for the sentence "It …". */
const MEANING: Readonly<Partial<Record<Exposure, string>>> = {
  "client-variable": "is in a variable that bundlers write into client code",
  "source-map": "is in a source map, which browsers load",
  "service-worker": "is in a service worker",
  html: "is in a page",
  "mobile-app": "is in a mobile app, which anybody can unpack",
  "client-bundle": "is in a bundle for browsers",
  "client-import": "is in a module that client code imports",
  "public-folder": "is in a folder that web servers hand out",
};

/** Made to be seen by everybody; what they open is limited elsewhere, by domain, app or quota. */
const PUBLISHABLE_RULES: ReadonlySet<string> = new Set(["google-api-key"]);

/** Looks at the exposure of places, which `src/hygiene/collect/` and the judge tell. */
export const clientSide: Practice = {
  id: "hygiene-client-side",
  title: "Never put a secret key into client-side code",
  severity: "critical",
  explain:
    "Everything that a browser or an app gets can be read by whoever uses it: bundles, source maps, pages, variables such as " +
    "NEXT_PUBLIC_… and VITE_…, resources of apps. Calls that need a secret key are made by a server. Publishable keys are made for clients.",
  limits: ({ exposure }) => [...exposure.limits],
  information: (view) => view.findings.filter(isPublishable).flatMap((finding) => informationOf(finding)),
  check: (view) =>
    view.findings
      .filter((finding) => !isPublishable(finding))
      .flatMap((finding) => violationOf(finding, view)),
};

/** True for keys that are meant for clients. */
export function isPublishable({ privilege, ruleId }: Finding): boolean {
  return privilege === "publishable" || PUBLISHABLE_RULES.has(ruleId);
}

function clientPlaces(finding: Finding): Occurrence[] {
  return placesOf(finding).filter(({ exposure }) => meanings(exposure).length > 0);
}

function meanings(exposure: readonly string[]): Exposure[] {
  return (Object.keys(MEANING) as Exposure[]).filter((kind) => exposure.includes(kind));
}

function informationOf(finding: Finding): string[] {
  const [place] = clientPlaces(finding);
  if (place === undefined) return [];
  const { path, startLine } = place.location;
  return [
    `${finding.title} in ${path}:${startLine} is publishable: limit what it opens (domains, apps, quotas), it needs no hiding.`,
  ];
}

function violationOf(finding: Finding, view: AuditView): Violation[] {
  const places = clientPlaces(finding);
  if (places.length === 0) return [];
  const kinds = [...new Set(places.flatMap(({ exposure }) => meanings(exposure)))];
  return [
    {
      ...about("hygiene-client-side", finding),
      severity: severityOf(finding),
      message: `It ${kinds.map((kind) => MEANING[kind] ?? kind).join(", and ")}: whoever uses the site or app can read it.`,
      places: places.map(placeOf),
      evidence: evidenceOf(places, view),
      advice: [
        "Revoke it: take it for known to everybody.",
        "Make the calls that need it on a server, which reads the key from its environment.",
        "Where the provider has publishable keys, use one of those in the client.",
      ],
    },
  ];
}

/** Keys for tests open no account of customers; what may be no key at all is not the worst either. */
function severityOf({ environment, confidence }: Finding): Severity {
  if (environment === "dev" || environment === "test") return "medium";
  return confidence === "high" ? "critical" : "high";
}

function evidenceOf(places: readonly Occurrence[], { exposure }: AuditView): string[] {
  const sentences = places.flatMap(({ location, source, exposure: kinds }) => [
    ...[...(exposure.reasons.get(location.path)?.values() ?? [])].filter((text) => text !== ""),
    ...(kinds.includes("client-variable") ? [`The variable is ${source.variable ?? "for clients"}.`] : []),
  ]);
  return [...new Set(sentences)].slice(0, 5);
}
