import { z } from 'zod';
import type { Confirmation, PurchaseReference, ReceiptReading, ReceiptRow } from '../../ports/stores.ts';
import type { Ask } from './connection.ts';
import { isOrderOf, refused } from './reference.ts';
import { shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

export interface ReceiptOptions {
  readonly bundle: string;
  /** Shared secret of the app. */
  readonly secret: string;
  readonly sandbox: boolean;
}

const production = 'buy.itunes.apple.com';
const sandbox = 'sandbox.itunes.apple.com';
export const receiptHosts = [production, sandbox] as const;

const millis = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const yes = z.enum(['true', 'false']).transform((text) => text === 'true');
/** developer.apple.com/documentation/appstorereceipts/responsebody/latest_receipt_info */
const Row = z.object({
  product_id: z.string(),
  transaction_id: z.string(),
  original_transaction_id: z.string(),
  purchase_date_ms: millis,
  expires_date_ms: millis.optional(),
  cancellation_date_ms: millis.optional(),
  is_trial_period: yes.optional(),
  is_in_intro_offer_period: yes.optional(),
});
/** developer.apple.com/documentation/appstorereceipts/responsebody/pending_renewal_info */
const Renewal = z.object({
  original_transaction_id: z.string(),
  auto_renew_status: z.string().optional(),
  is_in_billing_retry_period: z.string().optional(),
  grace_period_expires_date_ms: millis.optional(),
});
/** developer.apple.com/documentation/appstorereceipts/responsebody */
const Body = z.object({
  status: z.int(),
  'is-retryable': z.union([z.boolean(), z.literal('1'), z.literal('0'), z.literal(1), z.literal(0)]).optional(),
  environment: z.string().optional(),
  receipt: z.object({ bundle_id: z.string().optional(), in_app: z.array(Row).default([]) }).optional(),
  latest_receipt_info: z.array(Row).default([]),
  pending_renewal_info: z.array(Renewal).default([]),
});
type Row = z.infer<typeof Row>;
type Body = z.infer<typeof Body>;

/** 21006: valid, subscription over. */
const readable = [0, 21006];
/** What speaks of this receipt (…/appstorereceipts/status); all others speak of the store, of our secret, or of a moment. */
const refusing = [21002, 21003, 21007, 21008, 21010];

type Receipt =
  | { readonly outcome: 'read'; readonly body: Body }
  | { readonly outcome: 'refused'; readonly status: number | null; readonly sandbox: boolean };

/**
 * Reads a receipt through the store's endpoint: developer.apple.com/documentation/appstorereceipts/verifyreceipt. Apple has deprecated it
 * and keeps it running for apps that still send receipts.
 * @throws StoreSilence
 */
async function askReceipt(ask: Ask, receipt: string, options: ReceiptOptions, host: string = production): Promise<Receipt> {
  const content = JSON.stringify({ 'receipt-data': receipt, password: options.secret, 'exclude-old-transactions': false });
  const headers = { 'content-type': 'application/json' };
  const answer = await ask({ method: 'POST', url: `https://${host}/verifyReceipt`, headers, body: content });
  if (answer.status !== 200) throw new StoreSilence('unclear', `answered ${answer.status}`);
  const body = shaped(Body, answer.json);
  if (body.status === 21007 && options.sandbox && host === production) return await askReceipt(ask, receipt, options, sandbox);
  if (body.status === 21007) return { outcome: 'refused', status: 21007, sandbox: true };
  if (readable.includes(body.status)) {
    if (body.receipt?.bundle_id !== options.bundle) return { outcome: 'refused', status: null, sandbox: false };
    if (body.environment === 'Sandbox' && !options.sandbox) return { outcome: 'refused', status: null, sandbox: true };
    return { outcome: 'read', body };
  }
  const retryable = [true, 1, '1'].includes(body['is-retryable'] ?? false);
  if (!refusing.includes(body.status) || retryable) throw new StoreSilence(kindOf(body.status), `answered status ${body.status}`);
  return { outcome: 'refused', status: body.status, sandbox: false };
}

function kindOf(status: number): 'credentials' | 'outage' {
  return status === 21004 ? 'credentials' : 'outage';
}

/** All rows of a receipt, each transaction once; refunded ones are left out. @throws StoreSilence */
export async function readReceipt(ask: Ask, receipt: string, options: ReceiptOptions): Promise<ReceiptReading> {
  const found = await askReceipt(ask, receipt, options);
  if (found.outcome === 'refused') return { outcome: 'refused', status: found.status };
  const rows = rowsOf(found.body).filter((row) => row.cancellation_date_ms === undefined);
  return { outcome: 'read', rows: rows.map(receiptRow) };
}

/** Confirms one purchase out of a receipt (purchases.md 3). @throws StoreSilence */
export async function confirmByReceipt(
  ask: Ask,
  reference: PurchaseReference,
  options: ReceiptOptions,
  asOf: number,
): Promise<Confirmation> {
  const found = await askReceipt(ask, reference.token, options);
  if (found.outcome === 'refused') return refused(found.sandbox ? 'sandbox' : 'invalid', asOf);
  return ofReceipt(found.body, reference, asOf);
}

function ofReceipt(body: Body, reference: PurchaseReference, asOf: number): Confirmation {
  const all = rowsOf(body);
  const named = all.filter((row) => isOrderOf(reference, row.transaction_id, row.original_transaction_id));
  const originals = new Set(named.map((row) => row.original_transaction_id));
  const sold = all.filter((row) => row.product_id === reference.sku && originals.has(row.original_transaction_id));
  const original = sold.toSorted((a, b) => b.purchase_date_ms - a.purchase_date_ms)[0]?.original_transaction_id;
  if (original === undefined) return refused('empty', asOf);
  const ours = sold.filter((row) => row.original_transaction_id === original);
  const paid = ours.filter((row) => row.cancellation_date_ms === undefined);
  if (paid.length === 0) return refused('refunded', asOf);
  const facts = { sku: reference.sku, orderId: original, token: reference.token, asOf };
  const start = Math.min(...ours.map((row) => row.purchase_date_ms));
  if (reference.kind === 'in-app') {
    return { outcome: 'confirmed', purchase: { kind: 'in-app', ...facts, replaces: null, bought: start } };
  }
  const ends = paid.flatMap((row) => row.expires_date_ms ?? []);
  if (ends.length === 0) return refused('invalid', asOf);
  const renewal = body.pending_renewal_info.find((info) => info.original_transaction_id === original);
  const replaces = isLatest(paid, all) ? original : null;
  const state = stateOf(Math.max(...ends), renewal, asOf);
  return { outcome: 'confirmed', purchase: { kind: 'subscription', ...facts, replaces, start, ...state } };
}

/** Apple's renewal info in the words of purchases.md 3.1. */
function stateOf(end: number, renewal: z.infer<typeof Renewal> | undefined, now: number) {
  const grace = renewal?.grace_period_expires_date_ms ?? 0;
  const waiting = end <= now && (grace > now || renewal?.is_in_billing_retry_period === '1');
  return {
    expiry: waiting ? Math.max(end, grace) : end,
    autoRenewing: waiting || (end > now && renewal?.auto_renew_status === '1'),
    payment: waiting ? 'pending' : 'received',
  } as const;
}

/** Whether these rows of one product are what their subscription is today: it may have been, or become, another product. */
function isLatest(ours: readonly Row[], all: readonly Row[]): boolean {
  const latest = Math.max(...ours.map((row) => row.purchase_date_ms));
  return !all.some((row) => row.original_transaction_id === ours[0]?.original_transaction_id && row.purchase_date_ms > latest);
}

function rowsOf(body: Body): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const row of [...body.latest_receipt_info, ...(body.receipt?.in_app ?? [])]) {
    const known = rows.get(row.transaction_id);
    // A refund may stand in one of the two lists only.
    if (known === undefined || row.cancellation_date_ms !== undefined) rows.set(row.transaction_id, row);
  }
  return [...rows.values()];
}

function receiptRow(row: Row): ReceiptRow {
  return {
    kind: row.expires_date_ms === undefined ? 'in-app' : 'subscription',
    sku: row.product_id,
    transactionId: row.transaction_id,
    originalTransactionId: row.original_transaction_id,
    bought: row.purchase_date_ms,
    expiry: row.expires_date_ms ?? null,
    introductory: row.is_trial_period === true || row.is_in_intro_offer_period === true,
  };
}
