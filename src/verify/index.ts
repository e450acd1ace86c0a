/**
 * Asks providers whether found keys work: only with `--verify`, only the host that the rule names, each key once. A host that
 * accepts a made-up key as well accepts anything: its answers are worth nothing, and are told as unknown.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding, Verification, VerifySource } from "../types.ts";
import { NoAnswerError, send, type ClientOptions, type Received } from "./client.ts";
import { madeUp } from "./made-up.ts";
import { meaningOf, type Meaning } from "./meaning.ts";
import { partnersOf } from "./partners.ts";
import { HostQueue, type Pace } from "./queue.ts";
import { requestFor, UnusableError, type Values, type VerifyRequest } from "./request.ts";

export interface VerifyOptions extends Partial<ClientOptions>, Partial<Pace> {
  /** Attempts after the first one, where the provider asks to wait or has a problem. */
  retries?: number;
  /** Longest time to wait because a provider asks for it, milliseconds. */
  longestWait?: number;
  /** What belongs to secrets, as their rules found it: name → text. */
  parts?: ReadonlyMap<Finding, Values>;
}

const DEFAULTS = { timeout: 10_000, concurrency: 4, pause: 200, retries: 2, longestWait: 20_000 };

/** Requests in a row without an answer after which a host is given up. */
const MOST_SILENCE = 2;

/** A key that can be asked about. */
interface Question {
  finding: Finding;
  rule: VerifySource;
  values: Values;
}

/**
 * @param secrets Of each finding that may be asked about: the secret, latin-1.
 * @param rules By rule id.
 * @returns what each provider said; findings whose rule can't be verified are left out.
 */
export async function verify(
  secrets: ReadonlyMap<Finding, string>,
  rules: ReadonlyMap<string, VerifySource>,
  given: VerifyOptions = {},
): Promise<Map<Finding, Verification>> {
  const asker = new Asker({ ...DEFAULTS, ...given });
  const asked = [...secrets].flatMap(([finding, secret]) => {
    const rule = rules.get(finding.ruleId);
    return rule === undefined ? [] : [{ finding, rule, secret }];
  });
  const answers = await Promise.all(
    asked.map(async ({ finding, rule, secret }): Promise<[Finding, Verification]> => {
      const partners = partnersOf(finding, rule, secrets, given.parts?.get(finding));
      const meaning: Meaning =
        partners === undefined
          ? { result: "unknown", reason: "what belongs to it was not found beside it" }
          : await asker.ask({ finding, rule, values: { ...partners, secret } });
      const at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
      return [finding, { ...meaning, host: rule.host, at }];
    }),
  );
  return new Map(answers);
}

class Asker {
  readonly #options: VerifyOptions & typeof DEFAULTS;
  readonly #queue: HostQueue;
  /** By rule: whether its host accepts made-up keys. */
  readonly #liars: Map<string, Promise<boolean>> = new Map();
  /** Requests in a row that a host has left without an answer. */
  readonly #silent: Map<string, number> = new Map();

  constructor(options: VerifyOptions & typeof DEFAULTS) {
    this.#options = options;
    this.#queue = new HostQueue(options, (time) => sleep(time));
  }

  async ask(question: Question): Promise<Meaning> {
    const meaning = await this.#answer(question);
    if (meaning.result !== "active") return meaning;
    const { finding, rule, values } = question;
    const lies = this.#liars.get(finding.ruleId) ?? this.#answersAnything({ finding, rule, values });
    this.#liars.set(finding.ruleId, lies);
    return (await lies)
      ? { result: "unknown", reason: `${meaning.reason}, but a made-up key is accepted too` }
      : meaning;
  }

  async #answersAnything(question: Question): Promise<boolean> {
    const { values } = question;
    const other = { ...values, secret: madeUp(values["secret"] ?? "") };
    return (await this.#answer({ ...question, values: other })).result === "active";
  }

  async #answer({ rule, values }: Question): Promise<Meaning> {
    const { retries } = this.#options;
    let meaning: Meaning = { result: "unknown", reason: "nobody was asked" };
    for (let attempt = 0; attempt <= retries; attempt++) {
      try {
        const request = requestFor(rule, values, new Date());
        const answer = await this.#queue.run(rule.host, () => this.#send(request));
        meaning = meaningOf(answer, rule);
        const wait = this.#waitFor(answer, attempt);
        if (wait === undefined || attempt === retries) return meaning;
        await sleep(wait, undefined, this.#interruptible());
      } catch (error) {
        return { result: "unknown", reason: reasonOf(error) };
      }
    }
    return meaning;
  }

  /** A host that has not answered twice is not waited for again. @throws NoAnswerError */
  async #send(request: VerifyRequest): Promise<Received> {
    const { host } = request;
    const silent = this.#silent.get(host) ?? 0;
    if (silent >= MOST_SILENCE) throw new NoAnswerError("the host does not answer");
    try {
      const answer = await send(request, this.#options);
      this.#silent.delete(host);
      return answer;
    } catch (error) {
      this.#silent.set(host, silent + 1);
      throw error;
    }
  }

  /** Milliseconds until the next attempt; undefined where there is none. */
  #waitFor({ status, retryAfter }: Received, attempt: number): number | undefined {
    if (status !== 429 && status < 500) return undefined;
    const wait = retryAfter ?? 500 * 2 ** attempt;
    return wait > this.#options.longestWait ? undefined : wait;
  }

  #interruptible(): { signal?: AbortSignal } {
    const { signal } = this.#options;
    return signal === undefined ? {} : { signal };
  }
}

/** Only what was made to be read: other errors may quote the request. */
function reasonOf(error: unknown): string {
  if (error instanceof NoAnswerError || error instanceof UnusableError) return error.message;
  return "no answer (the connection failed)";
}
