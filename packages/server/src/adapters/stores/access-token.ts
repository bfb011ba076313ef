import type { Clock } from '../../ports/world.ts';
import { StoreSilence } from './silence.ts';
import type { Ask } from './connection.ts';

export interface Token {
  readonly text: string;
  /** Unix milliseconds. */
  readonly expires: number;
}
/** A token is renewed this long before it ends. */
const marginMs = 60_000;

/** The access token of a store, fetched when it is needed and kept until shortly before it ends; never on disk, never in a log. */
export class AccessToken {
  readonly #clock: Clock;
  readonly #fetch: (ask: Ask) => Promise<Token>;
  #token: Token | null = null;
  #underWay: Promise<Token> | null = null;

  constructor(clock: Clock, fetch: (ask: Ask) => Promise<Token>) {
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /**
   * Runs a request with a token; where the store no longer takes the one we kept, once more with a fresh one.
   * @throws StoreSilence
   */
  async with<T>(ask: Ask, request: (token: string) => Promise<T>): Promise<T> {
    const kept = this.#token;
    const token = await this.#current(ask);
    try {
      return await request(token.text);
    } catch (error) {
      const stale = error instanceof StoreSilence && error.kind === 'credentials' && token === kept;
      if (!stale) throw error;
      if (this.#token === kept) this.#token = null;
    }
    return await request((await this.#current(ask)).text);
  }

  async #current(ask: Ask): Promise<Token> {
    if (this.#token !== null && this.#token.expires - marginMs > this.#clock.now()) return this.#token;
    this.#underWay ??= this.#fetch(ask).finally(() => {
      this.#underWay = null;
    });
    this.#token = await this.#underWay;
    return this.#token;
  }
}
