import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Notice, NoticeSubject, StoreRequest } from '../../ports/stores.ts';
import { OrderEvent, Post, SubscriptionEvent } from './fastspring-schemas.ts';
import { json } from './shape.ts';

/** The events that say something about a purchase; all others are taken and concern nothing of ours. */
const concerning = /^(order\.(completed|canceled)|return\.created|subscription\..+)$/;

/**
 * Reads one post of FastSpring's webhook: developer.fastspring.com/docs/message-security (HMAC SHA-256 of the body, Base64, in
 * `X-FS-Signature`). A post may hold several events, and an event may come again, under the same id or a new one.
 */
export function readWebhook({ headers, body }: StoreRequest, secret: string, sandbox: boolean): Notice {
  if (secret === '' || !isSigned(body, headers['x-fs-signature'] ?? '', secret)) return { outcome: 'refused', reason: 'signature' };
  const post = Post.safeParse(json(Buffer.from(body).toString('utf8')));
  if (!post.success) return { outcome: 'refused', reason: 'malformed' };
  const { events } = post.data;
  const counting = events.filter(({ live }) => live !== false || sandbox);
  if (events.length > 0 && counting.length === 0) return { outcome: 'refused', reason: 'sandbox' };
  const subjects: NoticeSubject[] = [];
  for (const { type, data } of counting) {
    if (!concerning.test(type)) continue;
    const found = type.startsWith('subscription.') ? ofSubscription(data) : ofOrder(data);
    if (found === null) return { outcome: 'refused', reason: 'malformed' };
    subjects.push(...found);
  }
  return { outcome: 'accepted', id: idOf(events.map(({ id }) => id)), subjects: unique(subjects) };
}

function isSigned(body: Uint8Array, signature: string, secret: string): boolean {
  const right = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === right.length && timingSafeEqual(given, right);
}

function ofOrder(data: object): NoticeSubject[] | null {
  const read = OrderEvent.safeParse(data);
  if (!read.success) return null;
  const { order, original, items, tags } = read.data;
  const orderId = original?.order ?? original?.id ?? order ?? null;
  if (orderId === null) return [];
  return (items ?? []).map(({ sku, product, subscription }) => ({
    reference: { kind: (subscription ?? null) === null ? 'in-app' : 'subscription', sku: sku ?? product, orderId, token: '' },
    address: tags?.userEmail ?? null,
  }));
}

/** Nothing where the event does not name the first order: that of a renewal would be a purchase of its own. The checks see the change. */
function ofSubscription(data: object): NoticeSubject[] | null {
  const read = SubscriptionEvent.safeParse(data);
  if (!read.success) return null;
  const { subscription } = read.data;
  const { initialOrderId: orderId, sku, product } = typeof subscription === 'object' && subscription !== null ? subscription : read.data;
  if (typeof orderId !== 'string') return [];
  return [{ reference: { kind: 'subscription', sku: sku ?? product ?? null, orderId, token: '' }, address: null }];
}

function unique(subjects: readonly NoticeSubject[]): NoticeSubject[] {
  return [...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values()];
}

/** One name for a post: that of its only event, or a digest of all their names. */
function idOf(ids: readonly string[]): string {
  const [first, ...others] = ids;
  if (first !== undefined && others.length === 0) return first;
  return createHash('sha256')
    .update(JSON.stringify([...ids].sort()))
    .digest('hex');
}
