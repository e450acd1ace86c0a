/**
 * One request to a provider: https, certificate checked, through the proxy of the environment if there is one, redirects never
 * followed, at most so many bytes and seconds. Errors are told in words of our own: what Node says of a request may hold the key.
 */
import { request as plainRequest, type Agent, type IncomingMessage, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import type { Answer } from "./meaning.ts";
import type { VerifyRequest } from "./request.ts";

/** Bytes of an answer that are read. */
const MOST = 65_536;

export interface Received extends Answer {
  /** Milliseconds that the provider asks to wait. */
  retryAfter?: number;
}

/** No answer came; the message says why. */
export class NoAnswerError extends Error {}

export interface ClientOptions {
  /** Milliseconds for the whole of it. */
  timeout: number;
  signal?: AbortSignal;
  /** For tests: a server on this machine instead of all providers. Comes from the environment, never from a file. */
  base?: URL;
}

/** @throws NoAnswerError */
export async function send(
  request: VerifyRequest,
  { timeout, signal, base }: ClientOptions,
): Promise<Received> {
  const expired = AbortSignal.timeout(timeout);
  const stop = signal === undefined ? expired : AbortSignal.any([expired, signal]);
  try {
    return await receive(request, stop, base);
  } catch (error) {
    if (error instanceof NoAnswerError) throw error;
    if (signal?.aborted === true) throw new NoAnswerError("the run was interrupted");
    if (expired.aborted) throw new NoAnswerError(`no answer within ${timeout / 1000} s`);
    const { code } = error as NodeJS.ErrnoException;
    throw new NoAnswerError(
      `no answer (${/^[A-Z_]{3,40}$/.test(code ?? "") ? code : "the connection failed"})`,
    );
  }
}

async function receive(
  request: VerifyRequest,
  signal: AbortSignal,
  base: URL | undefined,
): Promise<Received> {
  const { host, method, path, headers, body } = request;
  const agent = agentFor(host, base);
  const options: RequestOptions = { method, path, headers: { ...headers, host }, signal, agent };
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const sent =
      base === undefined
        ? secureRequest({ ...options, host, port: 443, servername: host, rejectUnauthorized: true })
        : plainRequest({ ...options, host: base.hostname, port: base.port });
    sent.on("error", fail);
    // A proxy's own answer is not the provider's.
    sent.on("proxyConnect", ({ statusCode }: { statusCode: number }) => {
      if (statusCode === 200) return;
      fail(new NoAnswerError(`the proxy answered HTTP ${statusCode}`));
      sent.destroy();
    });
    sent.on("response", done);
    sent.end(body);
  });
  return readAnswer(response);
}

/** A connection of its own for each request, so that none outlives it. */
function agentFor(host: string, base: URL | undefined): Agent | false {
  if (base !== undefined) return false;
  const proxy = getProxyForUrl(`https://${host}/`);
  return proxy === "" ? false : new HttpsProxyAgent(proxy);
}

async function readAnswer(response: IncomingMessage): Promise<Received> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= MOST) break;
  }
  const { "content-type": contentType = "", "retry-after": wait } = response.headers;
  const retryAfter = waitOf(wait);
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(pieces).toString("latin1", 0, MOST),
    contentType,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
function waitOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d{1,6}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
