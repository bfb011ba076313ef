import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { Notice, NoticeSubject, StoreRequest } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import type { Connection } from './connection.ts';
import { DeveloperNotification, KeySet, Push } from './google-schemas.ts';
import { json, shaped } from './shape.ts';
import { StoreSilence, unavailable } from './silence.ts';

export interface PushOptions {
  /** Audience of the push subscription. */
  readonly audience: string;
  /** Address of the service account that the push subscription signs as. */
  readonly account: string;
}

const certificates = 'https://www.googleapis.com/oauth2/v3/certs';
const issuers = ['https://accounts.google.com', 'accounts.google.com'];
const keptMs = 6 * 3_600_000;
/** A key that we do not know makes us ask again, but not more often than this: tokens with made-up key ids cost one request. */
const againMs = 300_000;
const packages = ['net.osmand', 'net.osmand.plus'];

/**
 * Reads real-time developer notifications pushed by Pub/Sub: developer.android.com/google/play/billing/rtdn-reference, with the token
 * checked as cloud.google.com/pubsub/docs/authenticate-push-subscriptions says.
 */
export function pushReader(options: PushOptions, clock: Clock, connection: Connection): (request: StoreRequest) => Promise<Notice> {
  let keys: { readonly set: JSONWebKeySet; readonly fetched: number } | null = null;

  /** Google's keys, with the one of this id where Google has it; an outage when they cannot be had. */
  async function keysWith(id: string) {
    const now = clock.now();
    const known = keys?.set.keys.some((key) => key.kid === id) ?? false;
    if (keys !== null && now - keys.fetched < (known ? keptMs : againMs)) return { outcome: 'keys', set: keys.set } as const;
    return await connection.question(async (ask) => {
      const answer = await ask({ method: 'GET', url: certificates });
      if (answer.status !== 200) throw new StoreSilence('unclear', `answered ${answer.status}`);
      keys = { set: onlyRsa(shaped(KeySet, answer.json)), fetched: now };
      return { outcome: 'keys', set: keys.set } as const;
    });
  }

  return async (request) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const id = token === undefined ? undefined : keyIdOf(token);
    if (token === undefined || id === undefined) return { outcome: 'refused', reason: 'signature' };
    const known = await keysWith(id);
    if (known.outcome === 'unavailable') return known;
    const ours = await isOurs(token, known.set, options, clock);
    if (ours === 'unreadable-keys') {
      keys = null;
      return unavailable('sent keys that cannot be read');
    }
    if (!ours) return { outcome: 'refused', reason: 'signature' };
    return noticeOf(Buffer.from(request.body).toString('utf8'));
  };
}

async function isOurs(
  token: string,
  set: JSONWebKeySet,
  { audience, account }: PushOptions,
  clock: Clock,
): Promise<boolean | 'unreadable-keys'> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(set), {
      ...{ algorithms: ['RS256'], issuer: issuers, audience, requiredClaims: ['exp', 'iat', 'email'] },
      ...{ currentDate: new Date(clock.now()), clockTolerance: 30 },
    });
    return payload['email'] === account && payload['email_verified'] === true;
  } catch (error) {
    // What jose does not name is the platform that could not import a key.
    return error instanceof errors.JOSEError ? false : 'unreadable-keys';
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === 'RS256' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function noticeOf(body: string): Notice {
  const push = Push.safeParse(json(body));
  if (!push.success) return { outcome: 'refused', reason: 'malformed' };
  const { data, messageId: id } = push.data.message;
  const notification = DeveloperNotification.safeParse(json(Buffer.from(data, 'base64').toString('utf8')));
  if (!notification.success) return { outcome: 'refused', reason: 'malformed' };
  if (!packages.includes(notification.data.packageName)) return { outcome: 'refused', reason: 'signature' };
  return { outcome: 'accepted', id, subjects: subjectsOf(notification.data) };
}

function subjectsOf(notification: DeveloperNotification): NoticeSubject[] {
  const { subscriptionNotification: subscription, oneTimeProductNotification: product, voidedPurchaseNotification: voided } = notification;
  const subjects: NoticeSubject['reference'][] = [];
  if (subscription !== undefined) {
    const { purchaseToken: token, subscriptionId } = subscription;
    subjects.push({ kind: 'subscription', sku: subscriptionId ?? null, orderId: null, token });
  }
  if (product !== undefined) subjects.push({ kind: 'in-app', sku: product.sku, orderId: null, token: product.purchaseToken });
  if (voided !== undefined) {
    const kind = voided.productType === 1 ? 'subscription' : 'in-app';
    subjects.push({ kind, sku: null, orderId: voided.orderId.split('..')[0] ?? voided.orderId, token: voided.purchaseToken });
  }
  return subjects.map((reference) => ({ reference, address: null }));
}

function onlyRsa(found: KeySet): JSONWebKeySet {
  const keys = found.keys.flatMap(({ kty, kid, n, e }) =>
    kty === 'RSA' && n !== undefined && e !== undefined ? [{ kty, kid, n, e }] : [],
  );
  return { keys };
}
type KeySet = ReturnType<typeof KeySet.parse>;
