import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { createJob, emptyResult, type Job, type JobResult, type JobSettings } from "../../src/scan/job.ts";
import type { FileEntry } from "../../src/sources/files.ts";
import { smallPack } from "../support/packs.ts";
import { makeFifo } from "../support/fifo.ts";

const SECRET = `key_${"0f1e2d3c4b5a6978"}`;
const pack = smallPack(
  { id: "acme-key", pattern: "key_[0-9a-f]{16}" },
  { id: "acme-weak", pattern: "weak_[0-9a-f]{16}", confidence: "medium" },
  { id: "acme-npmrc", pattern: "rc_[0-9a-f]{16}", paths: [".acmerc", "*.acme"] },
);
const root = mkdtempSync(join(tmpdir(), "keyscan-job-"));
afterAll(() => rmSync(root, { recursive: true }));

function jobOf(settings: Partial<JobSettings> = {}): Job {
  return createJob(pack, {
    enabled: new Uint8Array(pack.rules.length).fill(1),
    showSecrets: false,
    ...settings,
  });
}
const job = jobOf();

async function scanFile(
  name: string,
  content: string | Buffer,
  entry: Partial<FileEntry> = {},
  by = job,
): Promise<JobResult> {
  const path = join(root, name);
  writeFileSync(path, content);
  const result = emptyResult();
  await by.file(
    { type: "file", path, display: name, folder: "", name, kind: "file", localOnly: false, ...entry },
    result,
  );
  return result;
}

const idsOf = (result: JobResult): string[] => result.findings.map(({ finding }) => finding.ruleId);

describe("a file", () => {
  it("is counted and searched", async () => {
    const result = await scanFile("a.txt", `x ${SECRET}\n`);
    expect(result).toMatchObject({ seen: 1, files: 1, bytes: 23, skips: [], errors: [] });
    expect(idsOf(result)).toEqual(["acme-key"]);
  });

  it("without anything to tell is counted, also in the work that was done", async () => {
    const by = jobOf();
    const result = await scanFile("quiet.txt", "nothing to see here\n", {}, by);
    expect(result).toEqual({ ...emptyResult(), seen: 1, files: 1, bytes: 20 });
    expect(by.counters).toMatchObject({ bytes: 20, hits: 0 });
  });

  it("is searched from its first byte, whatever was read before", async () => {
    const wide = smallPack({ id: "acme-word", pattern: String.raw`(?<![0-9a-z])key_[0-9a-f]{16}` });
    const by = createJob(wide, { enabled: new Uint8Array(1).fill(1), showSecrets: false });
    await scanFile("long.txt", "x".repeat(5 * 1024 * 1024), {}, by);
    await scanFile("quiet.txt", "nothing to see here\n", {}, by);
    expect(idsOf(await scanFile("first.txt", SECRET, {}, by))).toEqual(["acme-word"]);
  });

  it("that is empty is a scanned file", async () => {
    expect(await scanFile("empty", "")).toEqual({ ...emptyResult(), seen: 1, files: 1 });
  });

  it("larger than the buffer is searched to its end", async () => {
    const line = "nothing to see here, move along\n";
    const filler = line.repeat((4 * 1024 * 1024) / line.length);
    const text = `${filler.slice(0, -10)}${SECRET}\n${filler}${SECRET}`;
    const { findings, bytes } = await scanFile("large.txt", text);
    expect(bytes).toBe(text.length);
    expect(findings.map(({ finding }) => finding.location.byteOffset)).toEqual([
      text.indexOf(SECRET),
      text.lastIndexOf(SECRET),
    ]);
    expect(findings[1]?.finding.location.startLine).toBe(text.split("\n").length);
  });

  it.each([
    ["binary-media", "a.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["archive", "a.rar", Buffer.from("Rar!\u001a\u0007")],
    ["archive", "a.7z", Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
  ])("is left out as %s", async (reason, name, bytes) => {
    const result = await scanFile(name, Buffer.concat([bytes, Buffer.from(SECRET)]));
    expect(result).toMatchObject({ seen: 1, files: 0, findings: [], skips: [{ reason, path: name }] });
  });

  it.each([
    ["a.pdf", "%PDF-1.4\n%\0"],
    ["ascii.pdf", "%PDF-1.4\n1 0 obj <</Filter [/ASCII85Decode /FlateDecode]>>\n"],
    ["a.rpm", "\u00ed\u00ab\u00ee\u00db\u0003\0"],
    ["a.lz4", "\u0004\u0022\u004d\u0018\0"],
    ["a.cab", "MSCF\0\0\0\0"],
    ["a.pack", "PACK\0\0\0\u0002"],
    ["a.bundle", "# v3 git bundle\n\nPACK\0\0\0\u0002"],
  ])("is scanned as a binary, and its packed parts are counted: %s", async (name, begin) => {
    const weak = `weak_${"0f1e2d3c4b5a6978"}`;
    const result = await scanFile(name, Buffer.from(`${begin} ${SECRET} ${weak}`, "latin1"));
    expect(result).toMatchObject({ files: 1, skips: [{ reason: "packed-part", path: name }] });
    expect(idsOf(result)).toEqual(["acme-key"]);
  });

  it("is left out where it is too large", async () => {
    const limited = jobOf({ maxFileSize: SECRET.length - 1 });
    expect(await scanFile("big", SECRET, {}, limited)).toMatchObject({
      files: 0,
      skips: [{ reason: "too-large" }],
    });
    const exact = jobOf({ maxFileSize: SECRET.length });
    expect(idsOf(await scanFile("big", SECRET, {}, exact))).toEqual(["acme-key"]);
  });

  it("that is binary shows only formats that speak for themselves", async () => {
    const weak = `weak_${"0f1e2d3c4b5a6978"}`;
    const bytes = Buffer.concat([
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
      Buffer.from(`${SECRET}\0${weak}\0`),
    ]);
    expect(idsOf(await scanFile("a.out", bytes))).toEqual(["acme-key"]);
    expect(idsOf(await scanFile("a.txt", `${SECRET} ${weak}`))).toEqual(["acme-key", "acme-weak"]);
  });

  it("that a rule is for goes by its name", async () => {
    const text = `rc_${"0f1e2d3c4b5a6978"}`;
    for (const [name, found] of [
      [".acmerc", 1],
      ["x.acme", 1],
      ["acmerc", 0],
      ["x.acme.txt", 0],
      [".acmerc2", 0],
    ] as const) {
      expect((await scanFile(name, text)).findings, name).toHaveLength(found);
    }
    expect(
      (await scanFile("deep", text, { display: "some/deep/.acmerc", name: ".acmerc" })).findings,
    ).toHaveLength(1);
  });

  it("rules that are off find nothing", async () => {
    const off = jobOf({ enabled: Uint8Array.from([0, 1, 1]) });
    expect(idsOf(await scanFile("a.txt", SECRET, {}, off))).toEqual([]);
  });
});

describe("what can't be read", () => {
  const read = async (path: string): Promise<JobResult> => {
    const result = emptyResult();
    await job.file(
      {
        type: "file",
        path,
        display: "shown/name",
        folder: "shown/",
        name: "name",
        kind: "file",
        localOnly: false,
      },
      result,
    );
    return result;
  };

  it.each([
    ["ENOENT", "gone"],
    ["EISDIR", "directory"],
    ["ELOOP", "link"],
  ])("is an error: %s", async (code, name) => {
    mkdirSync(join(root, "directory"), { recursive: true });
    rmSync(join(root, "link"), { force: true });
    symlinkSync("/etc/passwd", join(root, "link"));
    const result = await read(join(root, name));
    expect(result).toMatchObject({ seen: 1, findings: [], errors: [{ path: "shown/name", code }] });
    expect(result.errors[0]?.message).not.toContain(root);
  });

  it("a FIFO does not block", async () => {
    makeFifo(join(root, "fifo"));
    const result = await read(join(root, "fifo"));
    expect(result.findings).toEqual([]);
    expect(result.seen).toBe(1);
  });
});

describe("a stream", () => {
  const stream = async (
    pieces: readonly (string | Buffer)[],
    live = false,
  ): Promise<{ result: JobResult; told: number[] }> => {
    const result = emptyResult();
    const told: number[] = [];
    let given = 0;
    const source = Readable.from(
      (function* () {
        for (const piece of pieces) {
          given++;
          yield Buffer.from(piece);
        }
      })(),
      { highWaterMark: 1 },
    );
    await job.stream(source, { path: "<stdin>", kind: "stdin", live }, result, (findings) => {
      told.push(given);
      result.findings.push(...findings);
    });
    return { result, told };
  };

  it("is searched over the edges of its pieces", async () => {
    const { result } = await stream([
      "x\ny ",
      SECRET.slice(0, 7),
      SECRET.slice(7, 19),
      SECRET.slice(19),
      "\n",
    ]);
    expect(result).toMatchObject({ files: 1, bytes: 25 });
    expect(result.findings[0]?.finding).toMatchObject({
      source: { kind: "stdin" },
      location: { path: "<stdin>", startLine: 2, startColumn: 3, byteOffset: 4 },
    });
  });

  it("live tells of a secret when its line is there, not at the end", async () => {
    const { told } = await stream([`${SECRET}\n`, "a\n", "b\n", "c\n"], true);
    expect(told).toHaveLength(1);
    expect(told[0]).toBeLessThan(4);
  });

  it("in UTF-16 may be cut in the middle of a letter", async () => {
    const bytes = Buffer.from(`\ufeffkey = ${SECRET}\n`, "utf16le");
    const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, i) =>
      bytes.subarray(5 * i, 5 * i + 5),
    );
    const { result } = await stream(pieces);
    expect(result.findings[0]?.finding).toMatchObject({
      source: { encoding: "utf-16le" },
      location: { startColumn: 7, byteOffset: 14, byteLength: 40 },
    });
  });

  it("that fails has been searched as far as it went", async () => {
    const result = emptyResult();
    const source = Readable.from(
      (async function* () {
        yield Buffer.from(`${SECRET} and`);
        await Promise.resolve();
        throw new Error("cut off");
      })(),
    );
    const reading = job.stream(source, { path: "p", kind: "log", live: false }, result, (found) =>
      result.findings.push(...found),
    );
    await expect(reading).rejects.toThrow("cut off");
    expect(idsOf(result)).toEqual(["acme-key"]);
  });
});

describe("logs", () => {
  it("are read when compressed", async () => {
    const result = await scanFile("app.log.gz", gzipSync(`GET /?token=${SECRET} HTTP/1.1\n`), {
      kind: "log",
    });
    expect(result).toMatchObject({ files: 1, skips: [] });
    expect(result.findings[0]?.finding).toMatchObject({
      exposure: ["log"],
      source: { channel: "query-string" },
    });
  });

  it("that end too early are an error, and what came before is found", async () => {
    const bytes = gzipSync(`${SECRET}\n${Array.from({ length: 9000 }, (_, i) => i * 7919).join(" ")}`);
    const result = await scanFile("cut.log.gz", bytes.subarray(0, bytes.length / 2), { kind: "log" });
    expect(result.errors).toHaveLength(1);
    expect(idsOf(result)).toEqual(["acme-key"]);
  });
});

describe("a text", () => {
  it("is searched at once", () => {
    const result = emptyResult();
    job.text(Buffer.from(`a\nb ${SECRET} c\nd\n`), "x/.env", result);
    expect(result.findings[0]?.finding).toMatchObject({
      location: { path: "x/.env", startLine: 2, startColumn: 3 },
      frame: { firstLine: 1, lines: ["a", "b ke…78 c", "d"] },
    });
  });
});
