import type {
  AppleApi,
  Confirmation,
  ConfirmedInApp,
  ConfirmedSubscription,
  Notice,
  NotifyingStoreApi,
  PurchaseReference,
  RefusalReason,
  ReceiptReading,
  StoreApis,
  StoreRequest,
} from '../../src/ports/stores.ts';
import type { Clock } from '../../src/ports/world.ts';

type SoldSubscription = Omit<ConfirmedSubscription, 'asOf'>;
type SoldInApp = Omit<ConfirmedInApp, 'asOf'>;
interface Sold {
  readonly facts: SoldSubscription | SoldInApp;
  /** What the store says instead of confirming it. */
  readonly refused: RefusalReason | null;
}

/**
 * Every store in one: it knows what was sold, by token, and answers as the port says. Notices are JSON of a subject, right when they carry
 * the word `signed`.
 */
export class Shop {
  readonly sold = new Map<string, Sold>();
  down = false;
  asked = 0;
  receipt: ReceiptReading = { outcome: 'unavailable', detail: 'none' };
  readonly #clock: Pick<Clock, 'now'>;
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Sells a subscription; in-app purchases by `sellOnce`. */
  sell(token: string, given: { sku: string; orderId: string; expiry: number | null } & Partial<SoldSubscription>): void {
    const usual = { token, replaces: null, autoRenewing: true, payment: 'received', start: this.#clock.now() } as const;
    this.sold.set(token, { facts: { ...usual, ...given, kind: 'subscription' }, refused: null });
  }
  sellOnce(token: string, sku: string, orderId: string, bought = this.#clock.now()): void {
    this.sold.set(token, { facts: { kind: 'in-app', token, replaces: null, sku, orderId, bought }, refused: null });
  }
  /** What becomes of a subscription, or what its store says of it from now on. */
  change(token: string, { refused, ...change }: Partial<SoldSubscription> & { refused?: RefusalReason | null }): void {
    const before = this.sold.get(token);
    if (before === undefined) throw new Error(`nothing was sold with ${token}`);
    const facts = before.facts.kind === 'subscription' ? { ...before.facts, ...change, kind: 'subscription' as const } : before.facts;
    this.sold.set(token, { facts, refused: refused === undefined ? before.refused : refused });
  }

  async confirm(reference: PurchaseReference): Promise<Confirmation> {
    this.asked += 1;
    await Promise.resolve();
    const asOf = this.#clock.now();
    if (this.down) return { outcome: 'unavailable', detail: 'down' };
    const byOrder = [...this.sold.values()].find((one) => reference.token === '' && one.facts.orderId === reference.orderId);
    const sold = this.sold.get(reference.token) ?? byOrder;
    const gone = { outcome: 'refused', reason: 'gone', asOf } as const;
    if (sold === undefined || sold.facts.sku !== reference.sku) return gone;
    if (reference.orderId !== null && reference.orderId !== '' && reference.orderId.replace(/\.\.\d+$/, '') !== sold.facts.orderId)
      return gone;
    if (sold.refused !== null) return { outcome: 'refused', reason: sold.refused, asOf };
    return { outcome: 'confirmed', purchase: { ...sold.facts, asOf } };
  }

  async notification(request: StoreRequest): Promise<Notice> {
    await Promise.resolve();
    if (this.down) return { outcome: 'unavailable', detail: 'down' };
    if (request.headers['x-signature'] !== 'signed') return { outcome: 'refused', reason: 'signature' };
    const { id, ...subject } = JSON.parse(Buffer.from(request.body).toString()) as { id: string } & Partial<PurchaseReference> & {
        address?: string;
      };
    const { kind = 'subscription', sku = '', orderId = null, token = '', address = null } = subject;
    return { outcome: 'accepted', id, subjects: [{ reference: { kind, sku, orderId, token }, address }] };
  }

  apis(): StoreApis {
    const api: NotifyingStoreApi = {
      confirm: (reference) => this.confirm(reference),
      notification: (request) => this.notification(request),
    };
    const apple: AppleApi = {
      ...api,
      readReceipt: () => Promise.resolve(this.receipt),
      signOffer: ({ offer }) =>
        offer === 'back' ? { bundle: 'net.osmand.maps', keyId: 'KEY', nonce: 'n', timestamp: this.#clock.now(), signature: 's' } : null,
    };
    return { google: api, apple, huawei: api, amazon: api, fastspring: api };
  }
}
