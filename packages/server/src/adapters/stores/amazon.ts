import { z } from 'zod';
import type { Confirmation, ConfirmedPurchase, PurchaseReference, StoreApi } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { Connection } from './connection.ts';
import { refused, segment } from './reference.ts';
import type { StoreOptions } from './reference.ts';
import { shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

export interface AmazonOptions extends StoreOptions {
  readonly clock: Clock;
  readonly gateway: string;
  /** Shared secret of the developer account; part of the address that is asked. */
  readonly secret: string;
  readonly questionMs?: number;
}

const host = 'appstore-sdk.amazon.com';
/** Amazon sells nothing since 20 August 2025 (P3); the end of that day where it ends last. Older purchases count on. */
const closed = Date.UTC(2025, 7, 21, 12);

const millis = z.int().nonnegative();
/** developer.amazon.com/docs/in-app-purchasing/iap-rvs-for-android-apps.html */
const Receipt = z.object({
  productId: z.string(),
  productType: z.enum(['CONSUMABLE', 'ENTITLED', 'SUBSCRIPTION']),
  receiptId: z.string(),
  termSku: z.string().nullish(),
  purchaseDate: millis,
  cancelDate: millis.nullish(),
  renewalDate: millis.nullish(),
  gracePeriodEndDate: millis.nullish(),
  autoRenewing: z.boolean().nullish(),
  testTransaction: z.boolean().nullish(),
});
type Receipt = z.infer<typeof Receipt>;

/** Amazon Appstore: the Receipt Verification Service. Existing purchases only. */
export function amazonStore(options: AmazonOptions): StoreApi {
  const { clock, gateway, sandbox } = options;
  const limit = options.questionMs === undefined ? {} : { questionMs: options.questionMs };
  const connection = new Connection({ clock, hosts: [host], gateway, ...limit });
  const developer = `version/1.0/verifyReceiptId/developer/${encodeURIComponent(options.secret)}`;

  return {
    async confirm(reference: PurchaseReference): Promise<Confirmation> {
      const asOf = clock.now();
      const [user, receipt] = [segment(reference.token), segment(reference.orderId ?? '')];
      if (user === null || receipt === null) return refused('invalid', asOf);
      const path = `${developer}/user/${user}/receiptId/${receipt}`;
      return await connection.question(async (ask) => {
        let answer = await ask({ method: 'GET', url: `https://${host}/${path}` });
        if (sandbox && isUnknown(answer.status)) answer = await ask({ method: 'GET', url: `https://${host}/sandbox/${path}` });
        if (answer.status === 496) throw new StoreSilence('credentials', 'does not know our shared secret (496)');
        if (isUnknown(answer.status) && !answer.page) return refused('gone', asOf);
        if (answer.status !== 200) throw new StoreSilence('unclear', `answered ${answer.status}`);
        return ofReceipt(shaped(Receipt, answer.json), reference, asOf, sandbox);
      });
    },
  };
}

/** 400: no such receipt; 410: no longer valid; 497: no such user. */
function isUnknown(status: number): boolean {
  return status === 400 || status === 410 || status === 497;
}

function ofReceipt(receipt: Receipt, reference: PurchaseReference, asOf: number, sandbox: boolean): Confirmation {
  const { sku, kind } = reference;
  const isSubscription = receipt.productType === 'SUBSCRIPTION';
  if (receipt.receiptId !== reference.orderId || isSubscription !== (kind === 'subscription')) return refused('invalid', asOf);
  if (receipt.productId !== sku && receipt.termSku !== sku) return refused('invalid', asOf);
  if (receipt.testTransaction === true && !sandbox) return refused('sandbox', asOf);
  if (receipt.purchaseDate >= closed && receipt.testTransaction !== true) return refused('invalid', asOf);
  const facts = { sku, orderId: receipt.receiptId, token: reference.token, replaces: null, asOf };
  if (!isSubscription) {
    if (typeof receipt.cancelDate === 'number') return refused('refunded', asOf);
    return { outcome: 'confirmed', purchase: { kind: 'in-app', ...facts, bought: receipt.purchaseDate } };
  }
  const end = receipt.cancelDate ?? receipt.renewalDate ?? null;
  const grace = typeof receipt.cancelDate === 'number' ? 0 : (receipt.gracePeriodEndDate ?? 0);
  const waiting = end !== null && end <= asOf && grace > asOf;
  const running = end === null || end > asOf;
  const purchase: ConfirmedPurchase = {
    ...{ kind: 'subscription', ...facts, start: receipt.purchaseDate, expiry: waiting ? grace : end },
    autoRenewing: waiting || (running && receipt.autoRenewing === true),
    payment: waiting ? 'pending' : 'received',
  };
  return { outcome: 'confirmed', purchase };
}
