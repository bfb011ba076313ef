import type { Clock } from '../ports/world.ts';
import type { Logger } from '../ports/logger.ts';
import { boundedText } from './bounded-text.ts';

/** A host that the operator named, and how it is asked. */
export interface OutwardOptions {
  /** Everything is below this address; no other is ever contacted (R49). */
  readonly base: string;
  /** Added to each query: keys. Never logged. */
  readonly always: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Logger;
  /** For the log: the setting that names the host. */
  readonly setting: string;
}
export interface OutwardQuestion {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST, or as the text that it is; a GET without. */
  readonly body?: object | TextBody;
  readonly signal: AbortSignal;
}
/** A body in another form than JSON. */
export class TextBody {
  readonly type: string;
  readonly text: string;
  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}
/** An answer of the host, whatever it says; `json` is null where it is none, `text` is for hosts that complain in plain words. */
export interface OutwardAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
}

/** A host has this long to answer, and so many bytes to do it in. */
const patienceMs = 15_000;
const mostBytes = 16 * 1024 * 1024;
/** So many questions are on their way to one host at a time. */
const mostAtOnce = 8;
/** After a host did not answer it is left alone for so long. */
const restMs = 10_000;

/**
 * Asks one configured host, and only that: redirects are not followed (R49), time and size are bounded, and a host that does not answer
 * is left alone for a while.
 */
export class Outward {
  readonly #options: OutwardOptions;
  #onTheWay = 0;
  #restUntil = 0;

  constructor(options: OutwardOptions) {
    this.#options = options;
  }

  get isDown(): boolean {
    return this.#options.clock.now() < this.#restUntil;
  }

  /** `down`: it did not answer, or with nonsense of its own making; `busy`: too much is asked already. */
  async ask(question: OutwardQuestion): Promise<OutwardAnswer | 'down' | 'busy'> {
    if (this.isDown) return 'down';
    if (this.#onTheWay >= mostAtOnce || isGone(question.signal)) return 'busy';
    this.#onTheWay += 1;
    try {
      return this.#judged(await this.#fetch(question));
    } catch (error) {
      // Who asked has gone away: that says nothing about the host.
      if (isGone(question.signal)) return 'busy';
      return this.#rest(
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : '') || error.message : String(error),
      );
    } finally {
      this.#onTheWay -= 1;
    }
  }

  #judged(answer: OutwardAnswer): OutwardAnswer | 'down' | 'busy' {
    const { status } = answer;
    if (status === 429) return 'busy';
    if (status === 401 || status === 403) return this.#rest(`it refuses the key (${status})`);
    if (status >= 300 && status < 400) return this.#rest('it redirects, which is not followed; name the address itself');
    return answer;
  }
  #rest(reason: string): 'down' {
    const { clock, log, setting, base } = this.#options;
    this.#restUntil = clock.now() + restMs;
    log.warn({ setting, host: new URL(base).host, reason }, 'a configured host does not answer');
    return 'down';
  }

  async #fetch({ path, query, body, signal }: OutwardQuestion): Promise<OutwardAnswer> {
    const url = new URL(`${this.#options.base.replace(/\/+$/, '')}${path}`);
    for (const [name, value] of Object.entries({ ...query, ...this.#options.always })) url.searchParams.set(name, value);
    const sent = body === undefined || body instanceof TextBody ? body : new TextBody('application/json', JSON.stringify(body));
    const response = await fetch(url, {
      method: sent === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      headers: {
        accept: 'application/json',
        'user-agent': 'Cairn (self-hosted)',
        ...(sent === undefined ? {} : { 'content-type': sent.type }),
      },
      ...(sent === undefined ? {} : { body: sent.text }),
    });
    const text = await boundedText(response, mostBytes, () => new Error('its answer is larger than is read'));
    return { status: response.status, json: parsedJson(text), text };
  }
}

const isGone = (signal: AbortSignal): boolean => signal.aborted;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
