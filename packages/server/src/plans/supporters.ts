import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Random } from '../ports/world.ts';

/** An anonymous billing user of OsmAnd's protocol (purchases 2.3): a number, and six digits that go with it. */
export interface Supporter {
  readonly userid: string;
  readonly token: string;
}

/**
 * Supporters that need not be stored: the digits are made from the number and a key of this server. Being one grants nothing; the apps
 * only want to be answered by the same name again.
 */
export class Supporters {
  readonly #key: Buffer;
  readonly #random: Random;
  constructor(secret: Uint8Array, random: Random) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'cairn supporters', 32));
    this.#random = random;
  }

  make(): Supporter {
    const number = 1 + (Buffer.from(this.#random.bytes(4)).readUInt32BE() % (2 ** 31 - 2));
    return { userid: String(number), token: this.#digits(String(number)) };
  }

  /** Whether a number could be one that this server gave out. */
  isNumber(userid: string): boolean {
    return /^[1-9]\d{0,9}$/.test(userid) && Number(userid) < 2 ** 31;
  }
  isRight({ userid, token }: Supporter): boolean {
    if (!this.isNumber(userid) || !/^\d{6}$/.test(token)) return false;
    return timingSafeEqual(Buffer.from(this.#digits(userid)), Buffer.from(token));
  }

  #digits(userid: string): string {
    const value = createHmac('sha256', this.#key).update(userid).digest().readUInt32BE();
    return String(100_000 + (value % 900_000));
  }
}
