/**
 * Private-key blocks: PEM (RFC 7468), OpenSSH, SSH2 and OpenPGP. A block may be quoted, escaped, indented, commented,
 * on one line or behind the prefixes of a log: what counts is the base64 between its marks. A block that was cut
 * short gets no verdict.
 */

import type { CheckResult } from "../../types.ts";
import { decodeBase64 } from "./base.ts";
import { crc24 } from "./crc.ts";
import { checkDerKey } from "./der.ts";
import { checkOpenSshKey, checkPgpKey, isSsh2Key } from "./keyring.ts";

const BEGIN = /-{4,5} ?BEGIN ((?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?) ?-{4,5}/;

interface Block {
  /** Whether the headers say that the body is under a passphrase (RFC 1421, 4.6.1.1). */
  sealed: boolean;
  /** The base64 runs of each line. The last line is the one that the end mark stands on. */
  lines: string[][];
  /** Dots stand for lines that were left out. */
  elided: boolean;
  /** Base64 of an OpenPGP sum, where there is one. */
  sum: string | undefined;
}

/** Whether a block holds what its label says. `none` for a text without both marks and for a body that was cut. */
export function checkPrivateKey(secret: string): CheckResult {
  const results = readingsOf(secret).map(({ result }) => result);
  return (
    results.find((result) => result === "valid") ??
    results.find((result) => result !== "invalid") ??
    results[0] ??
    "none"
  );
}

/** What stands in a block: its label, whether its headers say that it is under a passphrase, the decoded body. */
export interface KeyBlock {
  label: string;
  sealed: boolean;
  body: Uint8Array;
}

/** The block in a text, if it holds what its label says. */
export function privateKeyBlock(secret: string): KeyBlock | undefined {
  return readingsOf(secret).find(({ result }) => result === "valid")?.block;
}

/** The ways to read a block; none for a text without both marks. */
function readingsOf(secret: string): { result: CheckResult; block?: KeyBlock }[] {
  const begin = BEGIN.exec(secret);
  const label = begin?.[1] ?? "";
  const start = (begin?.index ?? 0) + (begin?.[0].length ?? 0);
  const end = secret.indexOf(`END ${label}`, start);
  if (begin === null || end < 0) {
    return [];
  }
  const block = readBlock(secret.slice(start, end));
  // The last run alone where words stand before the base64 of every line, as in a log.
  return [block.lines, block.lines.slice(0, -1).map((runs) => runs.slice(-1))].map((lines) => {
    const body = decodeRuns(lines.flat().join(""));
    const told = checkBody(label, block, body);
    const result = told === "none" && block.elided ? "invalid" : told;
    return body === undefined ? { result } : { result, block: { label, sealed: block.sealed, body } };
  });
}

/** A cut may leave a lone character at the end, which stands for no byte. */
function decodeRuns(base64: string): Uint8Array | undefined {
  return decodeBase64(base64) ?? decodeBase64(base64.slice(0, base64.endsWith("=") ? -2 : -1));
}

function checkBody(label: string, block: Block, body: Uint8Array | undefined): CheckResult {
  if (body === undefined || body.length === 0) {
    return "invalid";
  }
  if (label.startsWith("OPENSSH")) {
    return checkOpenSshKey(body);
  }
  if (label.startsWith("PGP")) {
    const result = checkPgpKey(body);
    return result === "valid" && !sumFits(block.sum, crc24(body)) ? "invalid" : result;
  }
  if (label.startsWith("SSH2")) {
    return isSsh2Key(body) ? "valid" : "invalid";
  }
  if (block.sealed) {
    return body.length >= 16 && body.length % 8 === 0 ? "valid" : "invalid";
  }
  return checkDerKey(body);
}

/** Newlines, also as escapes of string literals and of XML. */
const NEWLINE = /\r\n?|\n|\\{1,8}[nrt]|&#(?:10|13|x[ad]);/i;

const HEADER =
  /^[^\w]{0,80}(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID|Subject|X-[\w-]{1,40}): /i;

/** Three dots, or a line of two or more. */
const ELIDED = /\.{3}|\xe2\x80\xa6|^[^\w+/=.]{0,80}\.{2}[^\w+/=.]{0,80}$/;

function readBlock(text: string): Block {
  const block: Block = { sealed: false, elided: false, lines: [], sum: undefined };
  for (const line of text.split(NEWLINE)) {
    if (HEADER.test(line)) {
      block.sealed ||= line.includes("ENCRYPTED");
      continue;
    }
    block.elided ||= ELIDED.test(line);
    const runs = line.match(/[0-9A-Za-z+/=]+/g) ?? [];
    block.sum = runs.find((run) => /^=[0-9A-Za-z+/]{4}$/.test(run))?.slice(1) ?? block.sum;
    // Plus signs alone join string literals, slashes alone begin comments.
    block.lines.push(runs.filter((run) => /[^+/]/.test(run) && !run.startsWith("=")));
  }
  return block;
}

function sumFits(base64: string | undefined, sum: number): boolean {
  const [high = 0, middle = 0, low = 0] = decodeBase64(base64 ?? "") ?? [];
  return base64 === undefined || ((high << 16) | (middle << 8) | low) === sum;
}
