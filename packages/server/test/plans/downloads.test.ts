import { DownloadsAnswer } from '@cairn/protocol/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seatsOf } from '../../src/accounts/download-seats.ts';
import { bearer, startApp } from '../support/app.ts';

const day = 86_400_000;
const open = async (settings: Record<string, string> = {}) => ({ app: await startApp({ PLAN: 'start', LIMITS: 'off', ...settings }) });
const phone = { name: 'Pixel', brand: 'Google', model: 'Pixel 8', platform: 'android' };
const iphone = { name: 'iPhone', brand: 'Apple', model: 'iPhone', platform: 'ios' };

test('P7 seven free downloads on Android, five on iOS; the same download again counts once, and the last is not taken twice', async () => {
  const { app } = await open();
  const android = await app.register('ana@example.org', phone);
  const ios = await app.register('ana@example.org', iphone);
  const use = (token: string, key: string) => app.call('POST', '/api/v1/downloads', { key }, bearer(token));
  expect((await use(android.token, 'Germany')).json).toEqual({ unlimited: false, allowed: 7, used: 1, remaining: 6 });
  expect((await use(android.token, 'Germany')).json).toEqual({ unlimited: false, allowed: 7, used: 1, remaining: 6 });
  const raced = await Promise.all(Array.from({ length: 20 }, (_, index) => use(android.token, `map ${index}`)));
  expect(raced.filter((answer) => answer.status === 200)).toHaveLength(6);
  expect(raced.find((answer) => answer.status !== 200)?.error).toBe('downloads-used-up');
  for (let number = 0; number < 5; number += 1) expect((await use(ios.token, `map ${number}`)).status).toBe(200);
  expect((await use(ios.token, 'one more')).status).toBe(403);
  const listed = DownloadsAnswer.parse((await app.call('GET', '/api/v1/downloads', undefined, bearer(ios.token))).json);
  expect(listed).toMatchObject({
    ...{ bonus: 3, onList: false },
    devices: [
      { platform: 'android', allowed: 7, used: 7, remaining: 0, current: false, bonus: false },
      { platform: 'ios', allowed: 5, used: 5, remaining: 0, current: true },
    ],
  });
});

test('P7 joining the mailing list needs the link of the mail and its button, and gives three more once a device and once an address', async () => {
  const { app } = await open();
  const one = await app.register('ana@example.org', phone);
  const two = await app.register('ana@example.org', iphone);
  const join = async (token: string): Promise<string> => {
    expect((await app.call('POST', '/api/v1/mailing-list', {}, bearer(token))).status).toBe(200);
    await app.clock.advance(0);
    const link = /http\S+\/mailing-list\/confirm\S+/.exec(app.mailbox.last('ana@example.org').text)?.[0];
    return new URL(link ?? '').pathname + new URL(link ?? '').search;
  };
  const state = async (token: string) => DownloadsAnswer.parse((await app.call('GET', '/api/v1/downloads', undefined, bearer(token))).json);
  const link = await join(one.token);
  // Looking at the page joins nobody.
  const page = await app.call('GET', link);
  expect(page.text).toContain('<form method="post"');
  expect(page.headers['content-security-policy']).toContain("form-action 'self'");
  expect((await state(one.token)).onList).toBe(false);
  expect((await app.call('POST', link.replace(/word=.{5}/, 'word=wrong'))).status).toBe(403);
  expect((await app.call('POST', link)).text).toContain('3 more');
  expect(await state(one.token)).toMatchObject({
    onList: true,
    devices: [
      { allowed: 10, bonus: true },
      { allowed: 5, bonus: false },
    ],
  });
  expect((await app.call('POST', link)).status).toBe(403);
  // The other device of the same address, and the same device after leaving: on the list, without a bonus.
  expect((await app.call('POST', await join(two.token))).text).not.toContain('3 more');
  expect((await app.call('DELETE', '/api/v1/mailing-list', undefined, bearer(one.token))).status).toBe(200);
  expect((await state(one.token)).onList).toBe(false);
  const { word } = Object.fromEntries(new URL(await join(one.token), 'http://x').searchParams);
  expect((await app.call('POST', '/api/v1/mailing-list/confirm', { word })).json).toEqual({ status: 'ok', bonus: false });
  expect(await state(one.token)).toMatchObject({ onList: true, devices: [{ allowed: 10 }, { allowed: 5 }] });
  const late = await join(one.token);
  await app.clock.skip(8 * day);
  expect((await app.call('POST', late)).status).toBe(403);
});

test('P7 with unlimited downloads nothing is counted', async () => {
  const { app } = await open({ PLAN: 'pro' });
  const { token } = await app.register('ana@example.org', phone);
  for (let number = 0; number < 20; number += 1) {
    expect((await app.call('POST', '/api/v1/downloads', { key: `map ${number}` }, bearer(token))).json).toMatchObject({ unlimited: true });
  }
  expect((await app.call('GET', '/api/v1/downloads', undefined, bearer(token))).json).toMatchObject({
    devices: [{ unlimited: true, used: 0 }],
  });
});

describe('P7 registering again gains nothing', () => {
  test('P7 a device that registers again, signed out before or not, goes on with its counter and its bonus', async () => {
    const { app } = await open();
    const use = (token: string, key: string) => app.call('POST', '/api/v1/downloads', { key }, bearer(token));
    const first = await app.register('ana@example.org', phone);
    for (let number = 0; number < 7; number += 1) expect((await use(first.token, `map ${number}`)).status).toBe(200);
    await app.call('POST', '/api/v1/mailing-list', {}, bearer(first.token));
    await app.clock.advance(0);
    const link = new URL(/http\S+\/mailing-list\/confirm\S+/.exec(app.mailbox.last('ana@example.org').text)?.[0] ?? '');
    expect((await app.call('POST', link.pathname + link.search)).text).toContain('3 more');
    // Installed anew, without having been signed out.
    const again = await app.register('ana@example.org', phone);
    expect((await use(again.token, 'one more')).json).toEqual({ unlimited: false, allowed: 10, used: 8, remaining: 2 });
    expect((await use(again.token, 'map 0')).json).toMatchObject({ used: 8 });
    // Signed out, and registered under another name.
    await app.call('DELETE', '/api/v1/sessions/current', undefined, bearer(first.token));
    await app.call('DELETE', '/api/v1/sessions/current', undefined, bearer(again.token));
    await app.clock.advance(1000);
    const renamed = await app.register('ana@example.org', { ...phone, name: 'Fresh', model: 'Pixel 99' });
    expect((await use(renamed.token, 'and one')).json).toMatchObject({ used: 9, remaining: 1 });
    const listed = DownloadsAnswer.parse((await app.call('GET', '/api/v1/downloads', undefined, bearer(renamed.token))).json);
    expect(listed.devices).toMatchObject([{ name: 'Fresh', used: 9, bonus: true }]);
    // A second phone beside it has its own, and a phone of another platform.
    const second = await app.register('ana@example.org', { ...phone, model: 'Pixel 7' });
    expect((await use(second.token, 'a map')).json).toMatchObject({ used: 1, allowed: 7 });
    const other = await app.register('ana@example.org', iphone);
    expect((await use(other.token, 'a map')).json).toMatchObject({ used: 1, allowed: 5 });
  });

  test('P7 however devices come and go, there are never more counters of a platform than devices were signed in at a time', () => {
    const act = fc.record({
      comes: fc.boolean(),
      model: fc.nat(3),
      platform: fc.constantFrom('android', 'ios', 'Linux x64'),
      which: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const devices: {
          device: number;
          name: string;
          brand: string;
          model: string;
          platform: string;
          registered: number;
          ended: number | null;
        }[] = [];
        const most = new Map<string, number>();
        for (const [at, { comes, model, platform, which }] of acts.entries()) {
          const present = devices.filter(({ ended }) => ended === null);
          const gone = present[which % Math.max(1, present.length)];
          if (!comes && gone !== undefined) gone.ended = at;
          else devices.push({ device: devices.length + 1, name: '', brand: '', model: `${model}`, platform, registered: at, ended: null });
          for (const one of ['android', 'ios', 'Linux x64']) {
            const now = devices.filter((device) => device.platform === one && device.ended === null).length;
            most.set(one, Math.max(most.get(one) ?? 0, now));
          }
        }
        const seats = seatsOf(devices);
        for (const [platform, atMost] of most) {
          const own = devices.filter((device) => device.platform === platform).map(({ device }) => seats.get(device));
          expect(new Set(own).size).toBeLessThanOrEqual(atMost);
        }
        // What was decided stays: who comes later changes nobody's counter.
        const before = seatsOf(devices.slice(0, -1));
        for (const [device, seat] of before) expect(seats.get(device)).toBe(seat);
      }),
    );
  });
});
