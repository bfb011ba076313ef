import { setTimeout as pause } from 'node:timers/promises';
import type { Unavailable } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { boundedText } from '../bounded-text.ts';
import { Circuit } from './circuit.ts';
import { StoreSilence, unavailable } from './silence.ts';

/** All requests of one question together; the port promises 10 s (R40). */
const questionMs = 9_000;
const retryPauseMs = 250;
/** A retry that has less time than this is not worth its load. */
const worthRetryingMs = 2_000;
/** Largest answer: a receipt with years of renewals. */
const answerLimit = 4 * 1024 * 1024;
/** Questions of one store at a time; more are turned away, not queued. */
const questionLimit = 16;

export interface StoreRequestOut {
  readonly method: 'GET' | 'POST';
  /** `https://host/path`; the host must be one of the connection's. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface StoreAnswer {
  readonly status: number;
  /** What the body says; null where it is no JSON and the status is no success. */
  readonly json: unknown;
  /** It is a page for people: from something between us and the store. */
  readonly page: boolean;
}
/** Sends one request of a question. @throws StoreSilence */
export type Ask = (request: StoreRequestOut) => Promise<StoreAnswer>;

export interface ConnectionOptions {
  readonly clock: Clock;
  /** The only hosts that this store is asked at (R49). */
  readonly hosts: readonly string[];
  /** Address that stands before every host, `GATEWAY/HOST/PATH`; empty = the store itself. */
  readonly gateway: string;
  /** Milliseconds that one question may take; tests shorten them. */
  readonly questionMs?: number;
}

/**
 * The way to one store. Bounded in time, size and number; follows no redirect, goes to no other host (R49), tries once more what failed
 * on the way, and lets a store that fails alone for a while (R40). All requests only read, so a second one does no harm.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #circuit: Circuit;
  #questions = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#circuit = new Circuit(options.clock);
  }

  /** Asks one question, of one or more requests. Never throws, settles within 10 s. */
  async question<T>(work: (ask: Ask) => Promise<T>): Promise<T | Unavailable> {
    if (this.#questions >= questionLimit) return unavailable('too many questions to this store at a time');
    if (!this.#circuit.mayAsk()) return unavailable('this store failed some times in a row and is let alone for a while');
    this.#questions += 1;
    const limit = this.#options.questionMs ?? questionMs;
    const deadline = { end: performance.now() + limit, signal: AbortSignal.timeout(limit) };
    const sent = { any: false };
    try {
      const result = await work(async (request) => {
        sent.any = true;
        return await this.#twice(request, deadline);
      });
      if (sent.any) this.#circuit.succeeded();
      else this.#circuit.undecided();
      return result;
    } catch (error) {
      if (error instanceof StoreSilence && error.kind !== 'unclear') this.#circuit.failed(error.kind === 'overload');
      else this.#circuit.undecided();
      return unavailable(error instanceof StoreSilence ? error.message : `unexpected ${nameOf(error)}`);
    } finally {
      this.#questions -= 1;
    }
  }

  async #twice(request: StoreRequestOut, deadline: Deadline): Promise<StoreAnswer> {
    try {
      return await this.#once(request, deadline);
    } catch (error) {
      const again = error instanceof StoreSilence && error.kind === 'outage' && deadline.end - performance.now() > worthRetryingMs;
      if (!again) throw error;
    }
    await pause(retryPauseMs);
    return await this.#once(request, deadline);
  }

  async #once(request: StoreRequestOut, { signal }: Deadline): Promise<StoreAnswer> {
    const target = this.#targetOf(request.url);
    // FastSpring answers only who says a name.
    const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'cairn', ...request.headers };
    const body = request.body === undefined ? {} : { body: request.body };
    let status: number;
    let text: string;
    try {
      const response = await fetch(target, { method: request.method, headers, ...body, redirect: 'manual', signal });
      status = response.status;
      text = await boundedText(response, answerLimit, () => new StoreSilence('outage', 'sent an answer without end'));
    } catch (error) {
      if (error instanceof StoreSilence) throw error;
      throw new StoreSilence('outage', signal.aborted ? 'did not answer in time' : `cannot be reached (${causeOf(error)})`);
    }
    return { status, json: read(status, text), page: /^\s*</.test(text) };
  }

  #targetOf(address: string): string {
    const url = new URL(address);
    if (url.protocol !== 'https:' || !this.#options.hosts.includes(url.host)) throw new StoreSilence('unclear', 'not a host of this store');
    if (this.#options.gateway === '') return url.href;
    return `${this.#options.gateway.replace(/\/+$/, '')}/${url.host}${url.pathname}${url.search}`;
  }
}

interface Deadline {
  readonly end: number;
  readonly signal: AbortSignal;
}

/** What an answer says where it speaks of the question; all that speaks of the store itself is silence, never a refusal. */
function read(status: number, text: string): unknown {
  if (status === 429) throw new StoreSilence('overload', 'has had too many questions (429)');
  if (status === 401 || status === 403 || status === 407) throw new StoreSilence('credentials', `refuses our credentials (${status})`);
  if (status >= 500 || status === 408) throw new StoreSilence('outage', `answered ${status}`);
  if (status >= 300 && status < 400) throw new StoreSilence('outage', `answered with a redirect (${status}), which is not followed`);
  try {
    return JSON.parse(text);
  } catch {
    if (status >= 400) return null;
    throw new StoreSilence('outage', 'answered something that is not JSON');
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : nameOf(error);
}
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
