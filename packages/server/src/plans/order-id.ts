import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { AccountId } from '../ports/world.ts';

const shape = /^cairn-([1-9a-z][0-9a-z]{0,9})-([0-9a-f]{32})$/;

/**
 * Order ids that stand for the plan of an account in OsmAnd's protocol: its apps take an account for Pro only when
 * `user-validate-sub` names an order id and `/api/subscriptions/get?orderId=` calls it active (device-api 1.4, 1.15). They are made from
 * the account and a key of this server, so nothing is stored, nobody can make one, and one leads back to its account.
 */
export class OrderIds {
  readonly #key: Buffer;
  constructor(secret: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'cairn order ids', 32));
  }

  /** The order id of an account: always the same, and none that a store gives out. */
  orderIdOf(account: AccountId): string {
    const number = account.toString(36);
    return `cairn-${number}-${this.#seal(number)}`;
  }

  /** The account of an order id that this server made; null for any other. It proves nothing about who asks. */
  accountOf(orderId: string): AccountId | null {
    const [, number, seal] = shape.exec(orderId) ?? [];
    if (number === undefined || seal === undefined) return null;
    return timingSafeEqual(Buffer.from(seal), Buffer.from(this.#seal(number))) ? Number.parseInt(number, 36) : null;
  }

  #seal(number: string): string {
    return createHmac('sha256', this.#key).update(number).digest('hex').slice(0, 32);
  }
}
