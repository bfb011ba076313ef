import { describe, expect, test } from 'vitest';
import type { Phone } from '../osmand/phone.ts';
import { day, ana, openMarket, sellPro, restore, planOf } from '../support/market.ts';
import type { Market } from '../support/market.ts';

describe('the year after Pro (P6)', () => {
  async function ended(): Promise<{ market: Market; app: Phone }> {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android', 30 * day);
    market.shop.change('token', { autoRenewing: false });
    await restore(app);
    await app.uploaded({ name: 'a.gpx', content: '<gpx/>' });
    await app.uploaded({ name: 'favorites.gpx', type: 'FAVOURITES', content: '<gpx/>' });
    await market.app.clock.skip(30 * day);
    return { market, app };
  }
  async function watch({ market }: { market: Market }, days: number): Promise<void> {
    for (let at = 0; at < days; at += 1) {
      await market.app.clock.skip(day);
      await market.app.app.jobs.runNow('watch-years-after-pro');
      await market.app.clock.advance(0);
    }
  }
  const subjects = (market: Market): string[] =>
    market.app.mailbox
      .to(ana)
      .map((mail) => mail.subject)
      .filter((subject) => subject.includes('Pro'));

  test('mails 30 and 7 days before and at the end; then tracks go to the trash, and what Start covers stays', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(330 * day);
    await watch(world, 4);
    expect(subjects(market)).toEqual([]);
    await watch(world, 2);
    expect(subjects(market)).toEqual(['Your data from Pro will be removed from the cloud']);
    expect(market.app.mailbox.last(ana).text).toContain('on 2027-12-2');
    await watch(world, 20);
    expect(subjects(market)).toHaveLength(1);
    await watch(world, 4);
    expect(subjects(market)).toHaveLength(2);
    await watch(world, 3);
    expect((await app.list()).uniqueFiles.map((row) => row.name).sort()).toEqual(['a.gpx', 'favorites.gpx']);
    await watch(world, 5);
    expect(subjects(market).at(-1)).toBe('Your data from Pro was removed from the cloud');
    expect((await app.list()).uniqueFiles.map((row) => row.name)).toEqual(['favorites.gpx']);
    await watch(world, 10);
    expect(subjects(market)).toHaveLength(3);
    // Until the trash is purged it can be brought back by who has Pro again.
    const trash = await market.app.call('GET', '/api/v1/trash', undefined, { authorization: `Bearer ${app.token}` });
    expect(JSON.stringify(trash.json)).toContain('a.gpx');
  });

  test('who has Pro again in time loses nothing, up to the last moment', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(334 * day);
    await watch(world, 28);
    expect(subjects(market)).toHaveLength(2);
    await market.app.clock.skip(2 * day);
    market.shop.change('token', { autoRenewing: true, expiry: market.now() + 365 * day });
    await restore(app);
    await watch(world, 20);
    expect((await app.list()).uniqueFiles).toHaveLength(2);
    expect(await planOf(market, app)).toBe('pro');
  });

  test('after a server that was off for two years nothing goes before the notices went', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(800 * day);
    await watch(world, 28);
    expect(subjects(market).length).toBeLessThan(3);
    expect((await app.list()).uniqueFiles).toHaveLength(2);
    await watch(world, 10);
    expect(subjects(market)).toHaveLength(3);
    expect((await app.list()).uniqueFiles).toHaveLength(1);
  });
});
