/** Every place that a git repository has for a secret is looked at, and each secret is told where it is and what keeps it there. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/types.ts";
import type { Repository } from "../support/hiding-places.ts";
import { makeHidingPlaces, PLACES, type Hidden } from "../support/places/index.ts";
import type { Attribution } from "../support/places/place.ts";
import { keyscan } from "./keyscan.ts";
import { tree } from "./scratch.ts";

let repository: Repository;
let hidden: Map<string, Hidden>;

beforeAll(() => {
  ({ repository, hidden } = makeHidingPlaces(join(tree(), "repository")));
}, 120_000);

/** What a finding tells, in the form of what is expected of it. */
function attributionOf({ location, source, history, secret }: Finding, { ref }: Attribution): object {
  const { value = "" } = secret;
  const refs = history?.refs ?? [];
  return {
    // A ref stands in a list of them; which place it has there is nobody's business.
    path: location.path.replace(value, "*").replace(/^<ref \d+>$/, "<ref>"),
    part: source.part,
    reach: history?.reach,
    introduced: history?.introduced?.commit,
    removed: history?.removed?.commit,
    current: history?.current?.ref,
    ref: ref === undefined || refs.includes(ref) ? ref : refs.join(),
  };
}

function describeScan(when: string, prepare: () => void): void {
  describe(`a secret in a repository ${when}`, () => {
    let found: Map<string | undefined, Finding>;

    beforeAll(async () => {
      prepare();
      const run = await keyscan(["-f", "json", "--show-secrets"], { cwd: repository.root });
      expect(run.stderr).toBe("");
      found = new Map(
        (JSON.parse(run.stdout) as { findings: Finding[] }).findings.map((finding) => [
          finding.secret.decoded ?? finding.secret.value,
          finding,
        ]),
      );
    }, 120_000);

    it.each(PLACES.map(({ name }) => name))("is found and attributed: %s", (name) => {
      const { token, expected } = hidden.get(name) ?? {};
      const finding = found.get(token);
      if (finding === undefined || expected === undefined) throw new Error("not found");
      expect(attributionOf(finding, expected)).toEqual(expected);
    });
  });
}

describeScan("as it was made", () => {});

describeScan("that git has packed", () => {
  repository.git(
    "-c",
    "gc.reflogExpire=never",
    "-c",
    "gc.reflogExpireUnreachable=never",
    "gc",
    "-q",
    "--prune=never",
  );
});

describeScan("in which all that is unreachable is packed too", () => {
  repository.git("repack", "-q", "-a", "-d", "-k");
});

describe("secrets in all places", () => {
  it("but the settings are a part of the history", async () => {
    const { stdout } = await keyscan(["git", "-f", "json", "--show-secrets"], { cwd: repository.root });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const values = new Set(findings.map(({ secret }) => secret.decoded ?? secret.value));
    const missed = [...hidden].filter(([, { token }]) => !values.has(token));
    expect(missed.map(([name]) => name)).toEqual(["address of a remote"]);
  });

  it.each([["pretty"], ["json"], ["jsonl"], ["sarif"]])(
    "are not shown unless asked for: %s",
    async (format) => {
      const { stdout, stderr } = await keyscan(["-f", format, "--verbose"], { cwd: repository.root });
      const shown = [...hidden].filter(([, { token }]) => stdout.includes(token) || stderr.includes(token));
      expect(shown.map(([name]) => name)).toEqual([]);
    },
  );
});
