import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores } from '../../src/adapters/stores/open.ts';
import { readConfig } from '../../src/config.ts';
import { storeNames } from '../../src/ports/stores.ts';
import type { PurchaseReference, StoreApis } from '../../src/ports/stores.ts';
import { LineLog, VirtualClock } from '../support/world.ts';
import { bundle, chain, signedBy, transaction } from './support/apple.ts';
import { credentials } from './support/credentials.ts';
import { StandIn } from './support/stand-in.ts';

/** What strangers send to the addresses for notices, and apps as purchases: nothing of it may be believed, thrown at, or hang. */
let standIn: StandIn;
let stores: StoreApis;
const clock = new VirtualClock();
beforeAll(async () => {
  standIn = await StandIn.open();
  standIn.failure = { status: 404, json: {} };
  stores = await openStores(readConfig({ ...credentials, CAIRN_STORE_GATEWAY: standIn.url }, '/'), '/', { clock, log: new LineLog() });
});
afterAll(async () => {
  await standIn.close();
});

const foreign = signedBy(chain(), { ...transaction(clock.now()), data: { bundleId: bundle } });
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom('', foreign, `${foreign}.x`, 'eyJhbGciOiJub25lIn0.e30.', 'a.b.c'),
);
const body = fc.oneof(
  text,
  fc.record({ signedPayload: text }).map((value) => JSON.stringify(value)),
  fc.record({ message: fc.record({ data: text, messageId: text }) }).map((value) => JSON.stringify(value)),
  fc.record({ events: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  fc.record({ statusUpdateNotification: text, notifycationSignature: text }).map((value) => JSON.stringify(value)),
);
const headers = fc.record({ authorization: text.map((token) => `Bearer ${token}`), 'x-fs-signature': text }, { requiredKeys: [] });

describe('R63: strangers at the doors of the stores', () => {
  test('no notice of a stranger is accepted', async () => {
    const request = fc.record({ headers, body });
    await fc.assert(
      fc.asyncProperty(request, async ({ headers: given, body: sent }) => {
        for (const name of storeNames) {
          const api = stores[name];
          if (api === null || !('notification' in api)) continue;
          const notice = await api.notification({ headers: given, query: {}, body: Buffer.from(sent) });
          expect([name, notice.outcome]).not.toEqual([name, 'accepted']);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('no purchase of a stranger is confirmed, whatever stands in it', async () => {
    const kind = fc.constantFrom<PurchaseReference['kind']>('subscription', 'in-app');
    const reference: fc.Arbitrary<PurchaseReference> = fc.record({ kind, sku: text, orderId: fc.option(text, { nil: null }), token: text });
    await fc.assert(
      fc.asyncProperty(reference, async (asked) => {
        const answers = await Promise.all(storeNames.map(async (name) => (await stores[name]?.confirm(asked))?.outcome));
        expect(answers).not.toContain('confirmed');
        expect(answers).not.toContain(undefined);
      }),
      { numRuns: 60 },
    );
  });
});
