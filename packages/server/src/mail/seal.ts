import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../ports/world.ts';

/**
 * Seals the content of waiting mails with a key of the server that is not in the database (R51, R72).
 * AES-256-GCM; form: base64url of nonce (12), tag (16), content.
 */
export class Seal {
  readonly #key: Buffer;
  readonly #random: Random;
  constructor(secret: Uint8Array, random: Random) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'cairn mail queue', 32));
    this.#random = random;
  }
  close(text: string): string {
    const nonce = this.#random.bytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64url');
  }
  /** @throws when the text was sealed with another key or was changed. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
  }
}
