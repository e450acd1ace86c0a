/** Secrets in archives: in a tree, staged, in a range of commits, in a history. */
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BZIP2, makeDeb, makeTar, makeXz, makeZip, makeZstd } from "../support/archives.ts";
import { makeJpeg, makePng } from "../support/images.ts";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, start, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const env = (seed: number): string => `# settings\nTOKEN=${token(seed)}\n`;

function found(run: Run): string[] {
  expect(run.stderr).toBe("");
  return findingsOf(run).flatMap(({ location, occurrences }) =>
    [location, ...occurrences.map((each) => each.location)].map(
      ({ path, startLine }) => `${path}:${startLine}`,
    ),
  );
}

describe("secrets in archives", () => {
  it("are found in a tree, with the way to them", async () => {
    const root = tree({
      "a.zip": makeZip({ "conf/.env": env(201), "inner.zip": makeZip({ b: env(202) }) }),
      "c.tar.gz": gzipSync(makeTar({ "d.env": env(203) })),
      "e.env.gz": gzipSync(env(204)),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(found(run).toSorted()).toEqual([
      "a.zip!/conf/.env:2",
      "a.zip!/inner.zip!/b:2",
      "c.tar.gz!/d.env:2",
      "e.env.gz:2",
    ]);
    const paths = findingsOf(run).map(({ location }) => location.archivePath);
    expect(paths).toContainEqual(["inner.zip", "b"]);
    for (const seed of [201, 202, 203, 204]) expect(run.stdout).not.toContain(token(seed));
  });

  it.each([
    ["xz", makeXz(env(209)), makeXz(makeTar({ "d.env": env(209) }))],
    ["zst", makeZstd(env(209)), makeZstd(makeTar({ "d.env": env(209) }))],
    ["bz2", BZIP2.text, BZIP2.tar],
  ])("are found in %s, and in tar in it", async (ending, text, tar) => {
    const root = tree({ [`a.env.${ending}`]: text, "tar/b": tar });
    for (const [path, place] of [
      [`a.env.${ending}`, `a.env.${ending}:2`],
      ["tar", "tar/b!/d.env:2"],
    ] as const) {
      const run = await keyscan([path, "-f", "jsonl"], { cwd: root });
      expect(found(run)).toEqual([place]);
      expect(run.stdout).not.toContain(token(209));
      expect(summaryOf(run).skipped).toEqual([]);
    }
  });

  it("are found in Debian packages, and in what is packed with xz or zstd in an archive", async () => {
    const root = tree({
      "a.deb": makeDeb({ postinst: env(222) }, "data.tar.xz", makeXz(makeTar({ "etc/a.env": env(223) }))),
      "b.zip": makeZip({ "b.tar.zst": makeZstd(makeTar({ "b.env": env(224) })), "c.xz": makeXz(env(225)) }),
      "d.deb": makeDeb({ control: "x" }, "data.tar.gz", Buffer.from("cut off")).subarray(0, -4),
      "e.zip": makeZip({ "f.xz": makeXz(env(226).repeat(9)).subarray(0, -30), g: env(227) }),
    });
    const run = await keyscan([".", "-f", "jsonl", "--threads", "1"], { cwd: root });
    expect(found(run).toSorted()).toEqual([
      "a.deb!/control.tar.gz!/postinst:2",
      "a.deb!/data.tar.xz!/etc/a.env:2",
      "b.zip!/b.tar.zst!/b.env:2",
      "b.zip!/c.xz:2",
      "e.zip!/f.xz:2",
      "e.zip!/g:2",
    ]);
    const { errors, skipped } = summaryOf(run);
    expect(skipped).toEqual([]);
    expect(errors.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual([
      "d.deb!/data.tar.gz DAMAGED_ARCHIVE",
      "e.zip!/f.xz TRUNCATED_XZ",
    ]);
  });

  it("are found in Debian packages of a history; what has to be waited for there is counted", async () => {
    const repository = new Repository(tree());
    const data = makeXz(makeTar({ "etc/a.env": env(229) }));
    repository.commit({
      "a.deb": makeDeb({ postinst: env(228) }, "data.tar.xz", data),
      "b.pdf": "%PDF-1.4\n%\0",
    });
    for (const pack of ["loose", "packed"]) {
      const run = await keyscan(["git", "-f", "jsonl", "--no-cache"], { cwd: repository.root });
      expect([pack, ...found(run)]).toEqual([pack, "a.deb!/control.tar.gz!/postinst:2"]);
      expect(summaryOf(run).skipped).toMatchObject([
        { reason: "archive", count: 1, examples: [expect.stringMatching(/!\/data\.tar\.xz$/)] },
        { reason: "packed-part", count: 1 },
      ]);
      repository.git("gc", "-q");
    }
  });

  it("are found in what is left of an archive that is cut off or damaged, which is an error that names it", async () => {
    const text = `${env(210)}${"more and more lines\n".repeat(100)}`;
    const root = tree({
      "a.gz": gzipSync(text, { level: 0 }).subarray(0, -400),
      "b.tar": makeTar({ "b.env": env(217), rest: text }).subarray(0, -2000),
      "c.zip": makeZip({ c: text }).subarray(0, 40),
      "d.xz": makeXz(text).subarray(0, -30),
      "e.zip": makeZip({ "f.zip": makeZip({ c: text }).subarray(0, 40), "g.env": env(218) }),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(run.code).toBe(1);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(
      expect.arrayContaining(["a.gz", "b.tar!/b.env", "e.zip!/g.env"]),
    );
    const { errors, skipped, complete } = summaryOf(run);
    expect([complete, skipped]).toEqual([false, []]);
    expect(Object.fromEntries(errors.map(({ path, code }) => [path, code]))).toEqual({
      "a.gz": "TRUNCATED_GZIP",
      "b.tar!/rest": "DAMAGED_ARCHIVE",
      "c.zip": "DAMAGED_ARCHIVE",
      "d.xz": "TRUNCATED_XZ",
      "e.zip!/f.zip": "DAMAGED_ARCHIVE",
    });
    const alone = await keyscan(["c.zip", "-f", "jsonl"], { cwd: root });
    expect(alone.code).toBe(3);
  });

  it("are found in a tar archive that is not packed, and in one in it; when staged and in a history too", async () => {
    const tar = makeTar({ "a.env": env(219), "inner.tar": makeTar({ "conf/.env": env(220) }) });
    const repository = new Repository(tree());
    repository.commit({ "b.tar": tar });
    const places = ["b.tar!/a.env:2", "b.tar!/inner.tar!/conf/.env:2"];
    for (const command of [[".", "--no-history"], ["git"]]) {
      const run = await keyscan([...command, "-f", "jsonl"], { cwd: repository.root });
      expect([...new Set(found(run))].toSorted()).toEqual(places);
    }
    repository.write("c.tar", makeTar({ "c.env": env(221) }));
    repository.git("add", "-A");
    const staged = await keyscan(["staged", "-f", "jsonl"], { cwd: repository.root });
    expect(found(staged)).toEqual(["c.tar!/c.env:2"]);
  });

  it("are found in the texts of images, whose pixels are left out", async () => {
    const root = tree({
      "a.png": makePng([["tEXt", Buffer.from(`Comment\0${env(214)}`)]]),
      "b.jpg": makeJpeg([[0xfe, env(215)]]),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(found(run).toSorted()).toEqual(["a.png!/tEXt Comment:2", "b.jpg!/COM:2"]);
    expect(summaryOf(run).skipped).toMatchObject([{ reason: "binary-media", count: 2 }]);
  });

  it("are found in compiled Python, where texts stand end to end", async () => {
    const text = token(216);
    const head = Buffer.from([0xa7, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0xfa, text.length]);
    const root = tree({ "a.pyc": Buffer.concat([head, Buffer.from(`${text}N0`), Buffer.alloc(8)]) });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run).map(({ location }) => location.byteOffset)).toEqual([10]);
  });

  it("are found behind the program of a self-extracting archive", async () => {
    const program = Buffer.concat([Buffer.from(`#!/bin/sh\n# ${token(212)}\n`), Buffer.alloc(4000)]);
    const zip = makeZip({ "c.env": env(213) + "packs well ".repeat(50) });
    const root = tree({ "setup.run": Buffer.concat([program, zip]) });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(found(run).toSorted()).toEqual(["setup.run!/c.env:2", "setup.run:2"]);
  });

  it("are found behind a script that is longer than what tells a text, and behind a large program", async () => {
    const script = Buffer.from(`#!/bin/bash\n${"# launches the archive\n".repeat(500)}exit 0\n`);
    const zip = (seed: number): Buffer => makeZip({ "c.env": env(seed) + "packs well ".repeat(50) });
    const root = tree({
      "app.jar": Buffer.concat([script, zip(222)]),
      "setup.exe": Buffer.concat([Buffer.from("MZ\0\0"), Buffer.alloc(1_500_000), zip(223)]),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(found(run).toSorted()).toEqual(["app.jar!/c.env:2", "setup.exe!/c.env:2"]);
  });

  it("are found behind scripts and programs of a history", async () => {
    const repository = new Repository(tree());
    const zip = (seed: number): Buffer => makeZip({ "c.env": env(seed) + "packs well ".repeat(50) });
    const script = (seed: number): string =>
      `#!/bin/sh\n# ${token(seed)}\n${"# launches the archive\n".repeat(500)}exit 0\n`;
    const program = Buffer.concat([Buffer.from("MZ\0\0"), Buffer.alloc(20_000)]);
    repository.commit({
      "app.jar": Buffer.concat([Buffer.from(script(232)), zip(230)]),
      "a.sh": script(233),
      "b.sh": `${script(234)}PK\u0005\u0006 is no archive\n`,
    });
    repository.commit({ "setup.exe": Buffer.concat([program, zip(231)]), "a.exe": program });
    for (const pack of ["loose", "packed"]) {
      const run = await keyscan(["git", "-f", "jsonl", "--no-cache"], { cwd: repository.root });
      expect([pack, ...new Set(found(run).toSorted())]).toEqual([
        pack,
        ...["a.sh:2", "app.jar!/c.env:2", "app.jar:2", "b.sh:2", "setup.exe!/c.env:2"],
      ]);
      expect(summaryOf(run).skipped).toEqual([]);
      repository.git("gc", "-q");
    }
  });

  it.each([
    ["a zip archive", makeZip({ "a.env": env(224) }), "!/a.env:2"],
    ["a zip archive that is packed", gzipSync(makeZip({ "a.env": env(224) })), "!/a.env:2"],
    ["what is packed twice", gzipSync(gzipSync(env(224))), ":2"],
  ])("are found in %s that comes as a stream or log", async (_, input, place) => {
    expect(found(await keyscan(["-", "-f", "jsonl"], { input }))).toEqual([`<stdin>${place}`]);
    const logs = await keyscan(["logs", ".", "-f", "jsonl"], { cwd: tree({ "a.log.gz": input }) });
    expect(found(logs)).toEqual([`a.log.gz${place}`]);
  });

  it("are found in a stream that begins with a single byte", async () => {
    const zip = makeZip({ "a.env": env(231) });
    const run = start(["-", "-f", "jsonl"]);
    run.child.stdin?.write(zip.subarray(0, 1));
    // So that it comes as a piece of its own.
    await setTimeout(300);
    run.child.stdin?.end(zip.subarray(1));
    expect(found(await run.ended)).toEqual(["<stdin>!/a.env:2"]);
  });

  it("that is too large for a stream are told of", async () => {
    const zip = makeZip({ "a.env": env(225), noise: randomBytes(64 * 1024 * 1024) });
    const run = await keyscan(["-", "-f", "jsonl"], { input: zip });
    expect(run.code).toBe(3);
    expect(summaryOf(run).skipped).toMatchObject([{ reason: "archive", examples: ["<stdin>"] }]);
  });

  it("are found in the names of their files, and hidden there", async () => {
    const root = tree({ "a.zip": makeZip({ [`b/${token(226)}.txt`]: env(227) }) });
    for (const run of [
      await keyscan([".", "-f", "jsonl"], { cwd: root }),
      await keyscan(["-", "-f", "jsonl"], { input: makeZip({ [`b/${token(226)}.txt`]: env(227) }) }),
    ]) {
      const findings = findingsOf(run);
      expect(findings.map(({ source }) => source.part)).toEqual([undefined, "file-name"]);
      for (const seed of [226, 227]) expect(run.stdout).not.toContain(token(seed));
    }
  });

  it("are counted where they can't be looked at", async () => {
    const root = tree({
      "a.zip": makeZip({ "a.env": env(205) }, { encrypted: true }),
      "bomb.gz": gzipSync(Buffer.alloc(20 * 1024 * 1024)),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run)).toEqual([]);
    const { skipped } = summaryOf(run);
    const examples = (reason: string): unknown => skipped.find((each) => each.reason === reason)?.examples;
    expect(examples("archive")).toEqual(["a.zip!/a.env"]);
    expect(examples("too-large")).toEqual(["bomb.gz"]);
  });

  it("are found in what is staged and in what commits bring", async () => {
    const repository = new Repository(tree());
    repository.commit({ "a.txt": "a\n" });
    repository.write("b.zip", makeZip({ "c.env": env(206) }));
    const zip = makeZip({ "d.env": env(235) + "packs well ".repeat(50) });
    repository.write("d.jar", Buffer.concat([Buffer.from(`#!/bin/sh\n# ${token(236)}\n`), zip]));
    repository.git("add", "-A");
    const places = ["b.zip!/c.env:2", "d.jar!/d.env:2", "d.jar:2"];
    const staged = await keyscan(["staged", "-f", "jsonl"], { cwd: repository.root });
    expect(found(staged).toSorted()).toEqual(places);
    repository.commit();
    const diff = await keyscan(["diff", "HEAD~1..HEAD", "-f", "jsonl"], { cwd: repository.root });
    expect(found(diff).toSorted()).toEqual(places);
  });

  it.each([["loose"], ["packed"]])("are found in a history, %s, with their commits", async (how) => {
    const repository = new Repository(tree());
    const commit = repository.commit({ "b.zip": makeZip({ "c.env": env(207), "d.env": env(208) }) });
    repository.commit({ "b.zip": undefined });
    if (how === "packed") repository.git("gc", "-q");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(found(run)).toEqual(["b.zip!/c.env:2", "b.zip!/d.env:2"]);
    for (const { history } of findingsOf(run)) expect(history?.introduced?.commit).toBe(commit);
    for (const { history } of findingsOf(run)) expect(history?.removed).toBeDefined();
    // What was found is told again by a scan that finds nothing changed.
    const again = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(findingsOf(again)).toEqual(findingsOf(run));
  });
});
