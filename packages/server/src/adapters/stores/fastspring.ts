import type { z } from 'zod';
import type { Confirmation, ConfirmedPurchase, Notice, NotifyingStoreApi, PurchaseReference, StoreRequest } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { Connection } from './connection.ts';
import type { Ask } from './connection.ts';
import { Fault, Order, Return, Subscription } from './fastspring-schemas.ts';
import { readWebhook } from './fastspring-webhook.ts';
import { isOrderOf, refused, segment } from './reference.ts';
import type { StoreOptions } from './reference.ts';
import { shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

export interface FastSpringOptions extends StoreOptions {
  readonly clock: Clock;
  readonly gateway: string;
  /** Credentials of the API (basic auth). */
  readonly user: string;
  readonly password: string;
  /** Secret that the webhook's signature is made with; empty = every webhook is refused. */
  readonly webhookSecret: string;
  readonly questionMs?: number;
}

const host = 'api.fastspring.com';
/** Money is rounded to hundredths; less than half of one is no difference. */
const noDifference = 0.005;

/** FastSpring, the web shop: its API for orders and subscriptions, and its signed webhook. */
export function fastSpringStore(options: FastSpringOptions): NotifyingStoreApi {
  const { clock, gateway, sandbox } = options;
  const limit = options.questionMs === undefined ? {} : { questionMs: options.questionMs };
  const connection = new Connection({ clock, hosts: [host], gateway, ...limit });
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;

  /** The one thing of this id; null where FastSpring says that there is none. */
  async function get<T>(ask: Ask, kind: 'orders' | 'subscriptions' | 'returns', id: string, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await ask({ method: 'GET', url: `https://${host}/${kind}/${id}`, headers: { authorization } });
    if (answer.status === 400 || answer.status === 404) {
      if (Fault.safeParse(answer.json).success || saysError(answer.json, kind)) return null;
    }
    if (answer.status !== 200) throw new StoreSilence('unclear', `answered ${answer.status}`);
    return shaped(schema, only(answer.json, kind));
  }

  return {
    async confirm(reference: PurchaseReference): Promise<Confirmation> {
      const asOf = clock.now();
      const id = segment(reference.orderId ?? '');
      if (id === null) return refused('invalid', asOf);
      return await connection.question(async (ask) => {
        const order = await get(ask, 'orders', id, Order);
        if (order === null || !isOrderOf(reference, order.order)) return refused('invalid', asOf);
        if (!order.live && !sandbox) return refused('sandbox', asOf);
        if (!order.completed) return refused('pending', asOf);
        const facts = { sku: reference.sku, orderId: order.order, token: order.reference ?? reference.token, replaces: null, asOf };
        if (reference.kind === 'subscription') {
          const found = await subscriptionOf(ask, order, reference.sku);
          if (typeof found === 'string') return refused(found, asOf);
          // Named by the order of a renewal, it is the purchase of its first order all the same.
          const orderId = found.initialOrderId ?? order.order;
          const token = orderId === order.order ? facts.token : '';
          const replaces = wasChanged(order, reference.sku) ? orderId : null;
          return ofSubscription(found, { ...facts, orderId, token, replaces }, asOf);
        }
        const item = order.items.find(isOf(reference.sku));
        if (item === undefined) return refused('empty', asOf);
        if ((item.subscription ?? null) !== null) return refused('invalid', asOf);
        if (await wasPaidBack(ask, order)) return refused('refunded', asOf);
        return { outcome: 'confirmed', purchase: { kind: 'in-app', ...facts, bought: order.changed } };
      });
    },
    async notification(request: StoreRequest): Promise<Notice> {
      return readWebhook(request, options.webhookSecret, sandbox);
    },
  };

  /** The subscription of an order that is for this product today: a customer may have changed it since the order. */
  async function subscriptionOf(ask: Ask, order: Order, sku: string): Promise<Subscription | 'empty' | 'gone' | 'expired'> {
    const inOrder = order.items.filter(({ subscription }) => (subscription ?? null) !== null);
    if (inOrder.length === 0) return 'empty';
    let best: 'empty' | 'gone' | 'expired' = 'empty';
    for (const item of inOrder) {
      const id = segment(item.subscription ?? '');
      const found = id === null ? null : await get(ask, 'subscriptions', id, Subscription);
      if (found !== null && isOf(sku)(found)) return found;
      if (isOf(sku)(item)) best = found === null ? 'gone' : 'expired';
    }
    return best;
  }

  /** Whether the whole price went back; a part of it (a tax, a goodwill) leaves the purchase as it is. */
  async function wasPaidBack(ask: Ask, order: Order): Promise<boolean> {
    let back = 0;
    for (const name of order.returns ?? []) {
      const id = segment(name);
      const found = id === null ? null : await get(ask, 'returns', id, Return);
      if (found?.completed === true) back += found.totalReturn;
    }
    return back > 0 && back >= order.total - noDifference;
  }
}

/** Whether the only subscription of an order was for another product when it was ordered. */
function wasChanged(order: Order, sku: string): boolean {
  const inOrder = order.items.filter(({ subscription }) => (subscription ?? null) !== null);
  return inOrder.length === 1 && !inOrder.some(isOf(sku));
}

/** developer.fastspring.com/docs/subscriptions in the words of purchases.md 3.1. */
function ofSubscription(
  found: Subscription,
  facts: Omit<ConfirmedPurchase, 'kind' | 'start' | 'bought' | 'expiry' | 'autoRenewing' | 'payment'>,
  asOf: number,
): Confirmation {
  if (!found.active || found.state === 'deactivated') return refused('expired', asOf);
  const canceled = found.state === 'canceled';
  const waiting = found.state === 'overdue';
  const end = canceled ? (found.deactivationDate ?? found.end ?? found.nextChargeDate) : found.nextChargeDate;
  const purchase: ConfirmedPurchase = {
    ...{ kind: 'subscription', ...facts, start: found.begin, expiry: end ?? null },
    autoRenewing: waiting || (!canceled && found.autoRenew),
    payment: waiting ? 'pending' : 'received',
  };
  return { outcome: 'confirmed', purchase };
}

function isOf(wanted: string): (thing: { product: string; sku?: string | null | undefined }) => boolean {
  return ({ product, sku }) => sku === wanted || product === wanted;
}

/** One thing is answered as it is, or alone in a list under the name of its kind. */
function only(answer: unknown, kind: string): unknown {
  const list: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, kind) : undefined;
  return Array.isArray(list) && list.length === 1 ? list[0] : answer;
}
function saysError(answer: unknown, kind: string): boolean {
  return Fault.safeParse(only(answer, kind)).success;
}
