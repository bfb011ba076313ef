import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, proAndroid, proIos, ana, bob, openMarket, sellPro, restore, planOf, rowsOf } from '../support/market.ts';

test('R63 no path leads from what a client says to a plan: whatever is sent, nothing that no store confirms counts', async () => {
  const market = await openMarket();
  const owner = await market.signedIn(ana, 'android');
  const thief = await market.signedIn(bob, 'android', 'other');
  sellPro(market, 'android');
  await restore(owner);
  const words = fc.constantFrom(
    'GPA.1',
    'token',
    proAndroid,
    proIos,
    'promo_website',
    'manually-validated',
    'OSMAND_PLUS_APP',
    '',
    'x',
    '1',
    'true',
    'gift',
  );
  const names = ['sku', 'orderId', 'payload', 'purchaseType', 'platform', 'valid', 'feature_pro', 'account', 'userid', 'token'];
  const params = fc.dictionary(fc.constantFrom(...names), words, { maxKeys: 8 });
  // The one word that proves a purchase, its token, is what the thief does not have.
  const token = words.filter((word) => word !== 'token');
  const paths = [
    '/subscription/purchased',
    '/subscription/restore-purchased',
    'user-update-orderid',
    '/api/purchase-complete',
    '/subscription/update',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), params, token, token, async (path, said, purchaseToken, payload) => {
      const reply = await thief.form(path, { email: bob, ...said, purchaseToken, payload, ...thief.auth });
      expect(reply.status).toBeLessThan(500);
    }),
    { numRuns: 300, seed: 20261121 },
  );
  await market.app.clock.skip(day);
  await market.app.app.jobs.runNow('check-purchases');
  expect([await planOf(market, owner), await planOf(market, thief)]).toEqual(['pro', 'start']);
  expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: owner.userid }]);
}, 60_000);
