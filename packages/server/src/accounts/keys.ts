import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { CodeOwner } from '../ports/account-store.ts';

/** Keyed hashes of short secrets. The key is the server's own and not in the database: a dump gives no usable code (R51, R72). */
export class Keys {
  readonly #codes: Buffer;
  readonly #subjects: Buffer;
  readonly #audit: Buffer;
  /** Name of the key that seals the audit log. */
  readonly auditKey: string;
  constructor(secret: Uint8Array) {
    this.#codes = Buffer.from(hkdfSync('sha256', secret, '', 'cairn codes', 32));
    this.#subjects = Buffer.from(hkdfSync('sha256', secret, '', 'cairn counters', 32));
    this.#audit = Buffer.from(hkdfSync('sha256', secret, '', 'cairn audit', 32));
    this.auditKey = createHash('sha256').update(this.#audit).digest('base64url').slice(0, 8);
  }
  /** Bound to account, subject and purpose: the same digits for another purpose have another hash. */
  code(owner: CodeOwner, secret: string): string {
    return createHmac('sha256', this.#codes)
      .update(JSON.stringify([owner.purpose, owner.account, owner.subject, secret]))
      .digest('base64url');
  }
  /** Seal of a row of the audit log (R79). It names the key, so that rows sealed before the secret was replaced are not taken for forged ones (R72). */
  audit(content: string): string {
    return `${this.auditKey}.${createHmac('sha256', this.#audit).update(content).digest('base64url')}`;
  }
  /** Name of a counter that must not show an address in clear. */
  subject(kind: string, name: string): string {
    return `${kind}:${createHmac('sha256', this.#subjects).update(`${kind}\0${name}`).digest('base64url').slice(0, 22)}`;
  }
}

/** Hash of a secret of at least 128 random bits: tokens, sessions, words (R56). */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
