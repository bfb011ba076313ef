import type {
  AppleApi,
  Confirmation,
  ConfirmedPurchase,
  Notice,
  NotifyingStoreApi,
  PurchaseReference,
  RefusalReason,
  ReceiptReading,
  StoreApis,
  StoreRequest,
} from '../../src/ports/stores.ts';
import type { Clock } from '../../src/ports/world.ts';

type Sold = Omit<ConfirmedPurchase, 'asOf'> extends infer T ? T & { refused?: RefusalReason } : never;

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
  sell(token: string, facts: { sku: string; orderId: string; expiry: number | null; start?: number } & Partial<Sold>): void {
    const { start = this.#clock.now(), ...rest } = facts;
    this.sold.set(token, { kind: 'subscription', token, replaces: null, autoRenewing: true, payment: 'received', start, ...rest } as Sold);
  }
  sellOnce(token: string, sku: string, orderId: string, bought = this.#clock.now()): void {
    this.sold.set(token, { kind: 'in-app', token, replaces: null, sku, orderId, bought } as Sold);
  }
  change(token: string, change: Partial<Sold>): void {
    const before = this.sold.get(token);
    if (before === undefined) throw new Error(`nothing was sold with ${token}`);
    this.sold.set(token, { ...before, ...change });
  }

  async confirm(reference: PurchaseReference): Promise<Confirmation> {
    this.asked += 1;
    await Promise.resolve();
    const asOf = this.#clock.now();
    if (this.down) return { outcome: 'unavailable', detail: 'down' };
    const sold =
      this.sold.get(reference.token) ?? [...this.sold.values()].find((one) => reference.token === '' && one.orderId === reference.orderId);
    if (sold === undefined || sold.sku !== reference.sku) return { outcome: 'refused', reason: 'gone', asOf };
    if (reference.orderId !== null && reference.orderId !== '' && reference.orderId.replace(/\.\.\d+$/, '') !== sold.orderId) {
      return { outcome: 'refused', reason: 'gone', asOf };
    }
    const { refused, ...facts } = sold;
    if (refused !== undefined) return { outcome: 'refused', reason: refused, asOf };
    return { outcome: 'confirmed', purchase: { ...facts, asOf } as ConfirmedPurchase };
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
    const apple: AppleApi = { ...api, readReceipt: () => Promise.resolve(this.receipt) };
    return { google: api, apple, huawei: api, amazon: api, fastspring: api };
  }
}
