/** Every rule's examples in real files of every encoding, through a job. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createJob, emptyResult, type JobResult } from "../../src/scan/job.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding } from "../../src/types.ts";
import { builtInRules } from "../support/packs.ts";

const { pack, files } = await builtInRules();
const job = createJob(pack, { enabled: new Uint8Array(pack.rules.length).fill(1), showSecrets: true });
const root = mkdtempSync(join(tmpdir(), "keyscan-encodings-"));
afterAll(() => rmSync(root, { recursive: true }));

async function scanFile(name: string, content: string | Buffer): Promise<JobResult> {
  const path = join(root, name);
  writeFileSync(path, content);
  const result = emptyResult();
  await job.file(
    { type: "file", path, display: name, folder: "", name, kind: "file", localOnly: false },
    result,
  );
  return result;
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

/** What a reader is told of a finding, places in the file apart. */
function told(result: JobResult): unknown[] {
  return result.findings.map(({ finding: { ruleId, secret, location } }) => {
    const { byteOffset: _offset, byteLength: _length, ...lines } = location;
    return { ruleId, value: secret.value, ...lines };
  });
}

const entries = files.flatMap((file) => file.rules);

describe("UTF-16 is read like UTF-8", () => {
  it.each(entries)("$id", async (rule) => {
    const name = rule.paths?.[0]?.replace("*", "name") ?? "name.txt";
    const text = `first line\n${rule.examples.map((example) => `${fillTemplate(example, 1)}\n\n`).join("")}`;
    const utf8 = await scanFile(name, text);
    expect(utf8.findings.length).toBeGreaterThan(0);
    for (const bytes of [
      Buffer.from(`\ufeff${text}`, "utf16le"),
      swapped(Buffer.from(`\ufeff${text}`, "utf16le")),
    ]) {
      const utf16 = await scanFile(name, bytes);
      expect(told(utf16)).toEqual(told(utf8));
      for (const { finding } of utf16.findings) {
        const { byteOffset, byteLength, decodedFrom } = finding.location;
        if (decodedFrom !== undefined) continue;
        const place = bytes.subarray(byteOffset, byteOffset + byteLength);
        const isBigEndian = finding.source.encoding === "utf-16be";
        expect((isBigEndian ? swapped(place) : place).toString("utf16le")).toBe(finding.secret.value);
      }
    }
  });
});

describe("byte order marks", () => {
  const secret = fillTemplate("sk_live_{base62:24}", 1);
  const text = `STRIPE_KEY=${secret}\n`;
  const only = async (content: Buffer): Promise<Finding> => {
    const { findings } = await scanFile(".env", content);
    expect(findings).toHaveLength(1);
    return (findings[0] as (typeof findings)[number]).finding;
  };

  it.each([
    ["none", Buffer.from(text), 0, 1],
    ["UTF-8", Buffer.from(`\ufeff${text}`), 3, 1],
    ["UTF-16, little-endian", Buffer.from(`\ufeff${text}`, "utf16le"), 2, 2],
    ["UTF-16, big-endian", swapped(Buffer.from(`\ufeff${text}`, "utf16le")), 2, 2],
    ["UTF-16 without mark", Buffer.from(text, "utf16le"), 0, 2],
  ])("count as bytes but as no column: %s", async (_name, bytes, mark, width) => {
    expect((await only(bytes)).location).toEqual({
      path: ".env",
      startLine: 1,
      startColumn: 12,
      endLine: 1,
      endColumn: 12 + secret.length,
      byteOffset: mark + 11 * width,
      byteLength: secret.length * width,
    });
  });

  it.each([
    ["Chinese", "// 这是一个配置文件，里面有很多中文注释，不是拉丁字母"],
    ["Russian", "// это файл с комментарием на русском языке 🔑"],
  ])("UTF-16 without mark is told by its NULs, though its comments are %s", async (_name, comment) => {
    const code = Buffer.from(`${comment}\r\nclass A {\r\n  string apiKey = "${secret}";\r\n}\r\n`, "utf16le");
    for (const [content, encoding] of [
      [code, "utf-16le"],
      [swapped(code), "utf-16be"],
    ] as const) {
      const finding = await only(content);
      expect([finding.source.encoding, finding.location.startLine]).toEqual([encoding, 3]);
    }
  });

  it("tables of numbers, in which keys stand byte by byte, are no UTF-16", async () => {
    const numbers = Buffer.from(
      Uint16Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? 7 + i : 0x41 + i * 57)).buffer,
    );
    const { source } = await only(Buffer.concat([numbers, Buffer.from(`\0${secret}\0`), numbers]));
    expect(source.encoding).toBeUndefined();
  });

  it("letters outside of latin-1 are one column each in UTF-16, as in UTF-8", async () => {
    const line = `ключ 鍵 🔑 STRIPE_KEY=${secret}\n`;
    const { location } = await only(Buffer.from(`a\n${line}`));
    const wide = await only(Buffer.from(`\ufeffa\n${line}`, "utf16le"));
    expect(location.startColumn).toBe(line.indexOf(secret) + 1);
    expect(wide.location).toMatchObject({
      startLine: 2,
      startColumn: location.startColumn,
      endColumn: location.endColumn,
    });
  });
});
