import { afterEach, describe, expect, it, vi } from "vitest";
import { Collector } from "../../src/scan/collect.ts";
import { answerAgain, remember, type Question } from "../../src/scan/history/answer.ts";
import type { Store } from "../../src/scan/history/store.ts";
import type { Finding, FindingHistory } from "../../src/types.ts";
import { sampleFinding } from "../report/samples.ts";

/** A store that believes everything. */
function openStore(): Store {
  const files = new Map<string, Buffer>();
  const nameOf = (name: string, facts: Buffer): string => `${name} ${facts.toString("hex")}`;
  return {
    readSigned: (name) => files.get(name),
    writeSigned(name, content) {
      files.set(name, content);
    },
    readSealed: (name, facts) => files.get(nameOf(name, facts)),
    writeSealed(name, facts, content) {
      files.set(nameOf(name, facts), content);
    },
  };
}

function collector(): Collector {
  return new Collector({}, "low");
}

const HISTORY: FindingHistory = { times: 1, refs: [], moreRefs: false, reach: "head" };

/** Remembers a scan that finds this. */
async function scanned(finding: Finding, onScan: (to: Collector) => void = () => {}): Promise<Question> {
  const question: Question = { store: openStore(), id: "id", state: Buffer.from("state") };
  const to = collector();
  await remember(question, to, () => {
    to.foundInHistory([{ key: "key", finding }], HISTORY);
    to.note("a note");
    onScan(to);
    return Promise.resolve({ objects: 3, commits: 1, asked: [["", "hash"]] });
  });
  return question;
}

function findingThat(expires?: string): Finding {
  const finding = sampleFinding();
  return expires === undefined ? finding : { ...finding, claims: { expires } };
}

describe("what is remembered of a scan", () => {
  afterEach(() => vi.useRealTimers());

  it("is told again as it was", async () => {
    const question = await scanned(findingThat());
    const again = collector();
    expect(answerAgain(question, again, () => true)).toBe(true);
    expect(again.findings.map(({ fingerprint, history }) => [fingerprint, history])).toEqual([
      [findingThat().fingerprint, HISTORY],
    ]);
    expect([...again.notes]).toEqual(["a note"]);
    expect(again.historySummary).toMatchObject({ objects: 0, remembered: 3, commits: 1 });
  });

  it("holds for the same state of the repository alone", async () => {
    const question = await scanned(findingThat());
    expect(answerAgain({ ...question, state: Buffer.from("other") }, collector(), () => true)).toBe(false);
    expect(answerAgain({ ...question, id: "other" }, collector(), () => true)).toBe(false);
  });

  it("holds while ignore files say what they said", async () => {
    const question = await scanned(findingThat());
    const isAsThen = vi.fn<() => boolean>(() => false);
    expect(answerAgain(question, collector(), isAsThen)).toBe(false);
    expect(isAsThen).toHaveBeenCalledWith([["", "hash"]]);
  });

  it("holds until a key expires, of which then more is to be told", async () => {
    vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z") });
    const question = await scanned(findingThat("2026-02-01T00:00:00Z"));
    expect(answerAgain(question, collector(), () => true)).toBe(true);
    vi.setSystemTime(new Date("2026-02-01T00:00:01Z"));
    expect(answerAgain(question, collector(), () => true)).toBe(false);
  });

  it("is nothing where something could not be read", async () => {
    const question = await scanned(findingThat(), (to) => {
      to.errors.push({ path: "x", code: "CORRUPT_OBJECT", message: "damaged" });
    });
    expect(answerAgain(question, collector(), () => true)).toBe(false);
  });
});
