import { randomUUID, sign } from 'node:crypto';
import type { Clock } from '../../ports/world.ts';
import type { OfferSignature } from '../../ports/stores.ts';
import type { AppleKey } from './apple-api.ts';

/** What parts the fields of what is signed (INVISIBLE SEPARATOR). */
const separator = '\u2063';

/**
 * Signs a promotional offer with the in-app purchase key
 * (https://developer.apple.com/documentation/storekit/generating-a-signature-for-promotional-offers). Who may have it is for the App Store
 * to say: it lets only present and former subscribers take one.
 */
export function signOffer(
  { sku, offer, user }: { readonly sku: string; readonly offer: string; readonly user: string },
  { key, keyId }: AppleKey,
  bundle: string,
  clock: Pick<Clock, 'now'>,
): OfferSignature {
  const [nonce, timestamp] = [randomUUID(), clock.now()];
  const text = [bundle, keyId, sku, offer, user.toLowerCase(), nonce, String(timestamp)].join(separator);
  return { bundle, keyId, nonce, timestamp, signature: sign('sha256', Buffer.from(text), key).toString('base64') };
}
