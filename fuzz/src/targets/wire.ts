import { createHmac } from 'node:crypto';
import { CairnError, encodeBatch, readBatch } from '@cairn/protocol';
import { readEvents } from '../../../packages/protocol/src/event-stream.ts';
import { clientReader, sourceOf } from '../../../packages/server/src/routes/client-address.ts';
import { boundaryOf, readMultipart } from '../../../packages/server/src/routes/osmand-device-multipart.ts';
import { readReceipt } from '../../../packages/server/src/adapters/stores/apple-receipts.ts';
import { readWebhook } from '../../../packages/server/src/adapters/stores/fastspring-webhook.ts';
import { StoreSilence } from '../../../packages/server/src/adapters/stores/silence.ts';
import { must, orRefusedLater, text } from '../target.ts';
import type { Target } from '../target.ts';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
/** Parts of a body with their bytes, in one text. */
async function partsOf(bytes: Uint8Array, size: number): Promise<string | null> {
  return orRefusedLater([CairnError], async () => {
    const parts: unknown[] = [];
    for await (const { name, isFile, body } of readMultipart(cut(bytes, size), 'Cow')) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      parts.push([name, isFile, Buffer.concat(pieces).toString('hex')]);
    }
    return JSON.stringify(parts);
  });
}
async function itemsOf(bytes: Uint8Array, size: number): Promise<string | null> {
  return orRefusedLater([CairnError], async () => {
    const items: unknown[] = [];
    const parse = (json: unknown): { length: number } => json as { length: number };
    for await (const { header, body } of readBatch(cut(bytes, size), { parse, maxItems: 50, maxBytes: 100_000, wholeBelow: 64 })) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body instanceof Uint8Array ? [body] : body) pieces.push(piece);
      const content = Buffer.concat(pieces);
      must(content.length === header.length, 'a body is as long as its header says');
      items.push([header, content.toString('hex')]);
    }
    return JSON.stringify(items);
  });
}
const receipt = {
  ...{ status: 0, environment: 'Production', receipt: { bundle_id: 'net.osmand.maps', in_app: [] } },
  latest_receipt_info: [
    { product_id: 'a', transaction_id: '1', original_transaction_id: '1', purchase_date_ms: '1', expires_date_ms: '2' },
  ],
};

/** Readers of what comes over a connection. */
export const wire: readonly Target[] = [
  {
    name: 'multipart',
    most: 4096,
    words: ['--Cow\r\n', '\r\n--Cow--\r\n', '\r\n\r\n', 'content-disposition: form-data; name="file"; filename="a"\r\n', '--Cow \t\r\n'],
    seeds: () => [
      text('--Cow\r\ncontent-disposition: form-data; name="file"; filename="a.gz"\r\n\r\nbytes\r\n--Cow--\r\n'),
      text('before\r\n--Cow\r\n\r\nbare\r\n--Cow\t\r\nContent-Disposition: form-data; name=x\r\n\r\n--Cowx\r\n--Cow--behind'),
    ],
    async run(bytes) {
      const whole = await partsOf(bytes, 100_000);
      for (const size of [1, 3, 17]) must((await partsOf(bytes, size)) === whole, 'a body holds the same parts however it is cut');
      await orRefusedLater([CairnError], async () => boundaryOf(new TextDecoder('latin1').decode(bytes)));
    },
    work: { perByte: 5000, start: 500_000 },
  },
  {
    name: 'batch',
    most: 4096,
    words: ['{"length":5}', '\0\0\0\u000c', '\0\0\0\0', '"length":1e3', '9007199254740993'],
    seeds: () => [
      encodeBatch([
        { header: { length: 5 }, body: text('hello') },
        { header: { length: 100 }, body: text('x'.repeat(100)) },
      ]),
    ],
    async run(bytes) {
      const whole = await itemsOf(bytes, 100_000);
      for (const size of [1, 5]) must((await itemsOf(bytes, size)) === whole, 'a batch holds the same items however it is cut');
    },
    work: { perByte: 5000, start: 500_000 },
  },
  {
    name: 'events',
    most: 4096,
    words: ['data: ', 'data:', '\r\n', '\n\n', '\r', ': x\n', 'id: 1\n'],
    seeds: () => [text('data: {"seq":1}\n\n: beat\n\nid: 2\r\ndata: a\r\ndata: b\r\n\r\n')],
    async run(bytes) {
      const all = async (size: number): Promise<string> => {
        const events: string[] = [];
        for await (const event of readEvents(cut(bytes, size))) events.push(event);
        return JSON.stringify(events);
      };
      const whole = await all(100_000);
      for (const size of [1, 3]) must((await all(size)) === whole, 'a stream tells the same events however it is cut');
    },
    work: { perByte: 20_000, start: 500_000 },
  },
  {
    name: 'client',
    most: 400,
    words: ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1, ', 'for=', '[2001:db8::1]:80', 'https', ',', '/8'],
    seeds: () => [text('10.1.2.3, 127.0.0.1'), text('[2001:db8::1]:443'), text('unknown')],
    run(bytes) {
      const header = new TextDecoder('latin1').decode(bytes).replaceAll(/[\r\n\0]/g, ' ');
      const read = clientReader(['127.0.0.1', '10.0.0.0/8', '::1']);
      const request = {
        headers: { 'x-forwarded-for': header, 'x-forwarded-proto': header, host: header },
        socket: { remoteAddress: '127.0.0.1' },
      };
      const facts = read(request as unknown as Parameters<typeof read>[0], false);
      sourceOf(JSON.stringify(facts));
      sourceOf(header);
    },
  },
  {
    name: 'notices',
    most: 4096,
    words: [
      '"events":[',
      '"type":"order.completed"',
      '"type":"subscription.charge.completed"',
      '"data":{',
      '"items":[',
      '"live":true',
      '"status":0',
      '"latest_receipt_info":[',
    ],
    seeds: () => [
      text(
        JSON.stringify({
          events: [{ id: 'e', type: 'order.completed', live: true, data: { order: 'o', items: [{ product: 'p', sku: 's' }] } }],
        }),
      ),
      text(
        JSON.stringify({
          events: [
            { id: 'e', type: 'subscription.charge.completed', live: true, data: { subscription: { initialOrderId: 'o', product: 'p' } } },
          ],
        }),
      ),
      text(JSON.stringify(receipt)),
    ],
    async run(bytes) {
      const signature = createHmac('sha256', 'secret').update(bytes).digest('base64');
      const notice = readWebhook({ headers: { 'x-fs-signature': signature }, query: {}, body: bytes }, 'secret', false);
      must(notice.outcome !== 'accepted' || Array.isArray(notice.subjects), 'an accepted notice names its subjects');
      let json: unknown;
      try {
        json = JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        return;
      }
      await orRefusedLater([StoreSilence], () =>
        readReceipt(async () => ({ status: 200, json, page: false }), 'r', { secret: 's', sandbox: true, bundle: 'net.osmand.maps' }),
      );
    },
    work: { perByte: 5000, start: 500_000 },
  },
];
