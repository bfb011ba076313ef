import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDevice } from '../world/device.ts';
import { removeFolders, run, until } from '../world/program.ts';
import type { Ran } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ CAIRN_PLAN: 'start' });
}, 180_000);
afterAll(async () => {
  await server.down();
  removeFolders();
});
const admin = (...args: string[]): Promise<Ran> => run(['--json', 'admin', ...args], { env: { CAIRN_DATA: server.data } });

test('P7 downloads shows the counter of each device, and joining the mailing list takes a mail and its link', async () => {
  const device = await TestDevice.signedIn(server, 'reader@example.org', 'laptop');
  expect((await device.json('downloads')).json()).toMatchObject({
    ...{ unlimited: false, freeDiskSpace: expect.any(Number) as unknown, maps: [], bonus: 3, onList: false },
    devices: [{ name: 'laptop', allowed: 7, used: 0, remaining: 7, current: true }],
  });
  expect((await device.ok('downloads')).out).toContain('7 of 7 free map downloads are left');
  expect((await device.ok('downloads', 'join')).out).toContain('A mail is on its way');
  const link = await until('the link of the mailing list', () =>
    server
      .mails('reader@example.org')
      .map((text) => /http\S+mailing-list\S+/.exec(text.replaceAll('=\r\n', '').replaceAll('=3D', '='))?.[0])
      .find((found) => found !== undefined),
  );
  expect((await fetch(link, { method: 'POST' })).status).toBe(200);
  expect((await device.json('downloads')).json()).toMatchObject({ onList: true, devices: [{ allowed: 10, remaining: 10, bonus: true }] });
  expect((await device.json('downloads', 'leave')).json()).toEqual({ mailingList: 'left' });
  expect((await device.run('downloads', 'more')).status).toBe(2);
});

test('W6 P3 the operator gives Pro and takes it back; plan shows what there is and why', async () => {
  const address = 'friend@example.org';
  const device = await TestDevice.signedIn(server, address, 'laptop');
  const { order } = (await admin('grant', address, '--days', '30', '--note', 'a friend')).json() as { order: string };
  expect((await device.json('plan')).json()).toMatchObject({
    ...{ plan: 'pro', types: null, grace: null },
    purchases: [{ order, store: 'grant', name: 'OsmAnd Pro', state: 'cancelled', counts: true, reason: 'everywhere' }],
  });
  expect((await device.ok('plan')).out).toContain('the operator');
  expect((await device.ok('downloads')).out).toContain('There is no limit');
  expect((await admin('purchases', address)).json()).toMatchObject({ plan: 'pro', purchases: [{ note: 'a friend' }] });
  expect((await admin('take-back', address, order)).status).toBe(0);
  expect((await admin('take-back', address, order)).status).toBe(1);
  expect((await device.json('account')).json()).toMatchObject({ plan: 'grace', grace: { until: expect.any(String) as unknown } });
  expect((await device.ok('plan')).out).toContain('Pro has ended');
});

test('P3 a campaign of promo codes is begun, used and ended', async () => {
  const address = 'promo@example.org';
  const device = await TestDevice.signedIn(server, address, 'laptop');
  expect((await admin('campaigns', 'begin', 'summer', '--limit', '5', '--months', '2')).json()).toMatchObject({
    campaigns: [{ name: 'summer', limit: 5, used: 0, months: 2 }],
  });
  const used = await fetch(`${server.url}/api/promo-add-user`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ promoKey: 'summer', userEmail: address }).toString(),
  });
  expect([used.status, await used.text()]).toEqual([200, expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/) as unknown]);
  expect((await device.json('plan')).json()).toMatchObject({ plan: 'pro', purchases: [{ sku: 'promo_summer', store: 'promo' }] });
  expect((await admin('campaigns', 'end', 'summer')).json()).toMatchObject({ campaigns: [{ used: 1 }] });
  expect((await admin('campaigns', 'begin', 'summer', '--limit', 'many')).status).toBe(2);
});
