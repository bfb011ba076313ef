import { gzipSync } from 'node:zlib';
import { deviceApi } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import { roomy, sha256 } from '../support/library.ts';
import type { Phone, Row } from './phone.ts';
import { startPhones } from './world.ts';
import type { PhoneWorld } from './world.ts';

const member = gzipSync('<gpx/>');
const content = { hash: sha256(Buffer.from('<gpx/>')), size: 6, stored: member.length, storedHash: sha256(member), place: { at: 0 } };

/** Many files at once, past the wire. */
async function fill(world: PhoneWorld['app'], app: Phone, files: number, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await world.store.put({
      writer: { account: app.userid, device: app.deviceid, now: world.clock.now() },
      limits: { allowance: roomy, evictBefore: 0 },
      bytes: new Uint8Array(member),
      items: Array.from({ length: files }, (_, index) => {
        return { type: 'GPX', name: `${index}.gpx`, base: null, clientTime: 1, content, alwaysNew: true };
      }),
    });
  }
}

/** A listing between whose first look and next page something happens; null when it broke off. */
async function interrupted(world: PhoneWorld['app'], app: Phone, meanwhile: () => Promise<unknown>): Promise<string | null> {
  const { appRows } = world.store;
  world.store.appRows = async (account, ids) => {
    world.store.appRows = appRows;
    await meanwhile();
    return appRows(account, ids);
  };
  try {
    return (await app.get('list-files', { ...app.auth, allVersions: 'true' }, {})).text;
  } catch {
    return null;
  }
}
const rowsOf = (text: string | null): { allFiles: Row[]; uniqueFiles: Row[]; totalFiles: number; totalFileVersions: number } => {
  const { allFiles = [], ...rest } = deviceApi.ListAnswer.parse(JSON.parse(text ?? ''));
  return { allFiles, ...rest };
};

test('R17 R32 a long listing shows one moment, whatever is written while it is read; one that lost a row breaks off and is never a whole answer', async () => {
  const { signedIn, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  await fill(world, app, 6_000, 1);
  await fill(world, app, 3_000, 1);
  const text = await interrupted(world, app, async () => {
    for (let index = 0; index < 20; index++) await app.uploaded({ name: `${index}.gpx`, content: 'newer' });
    await app.uploaded({ name: 'new.gpx', content: 'new' });
    await app.deleteFile('5999.gpx');
  });
  const { allFiles, uniqueFiles, totalFiles, totalFileVersions } = rowsOf(text);
  expect([allFiles.length, uniqueFiles.length, totalFiles, totalFileVersions]).toEqual([9_000, 6_000, 6_000, 9_000]);
  expect(allFiles.some((row) => row.name === 'new.gpx' || row.filesize !== 6)).toBe(false);
  for (const rows of [allFiles, uniqueFiles])
    expect(rows.every((row, index) => (rows[index + 1]?.updatetimems ?? 0) < row.updatetimems)).toBe(true);
  expect(new Set(uniqueFiles.map((row) => row.name)).size).toBe(6_000);

  const oldest = allFiles.at(-1);
  const broken = await interrupted(world, app, () => app.deleteVersion(oldest?.name ?? '', oldest?.updatetimems ?? 0));
  expect(broken).toBeNull();
  expect((await app.list()).totalFileVersions).toBe(9_000 + 21 - 1);
});

test('R32 a listing of a few names looks at no more than it shows, however many there are', async () => {
  const { signedIn, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'ios');
  await fill(world, app, 20_000, 1);
  await app.uploaded({ name: '7.gpx', content: 'again' });
  const pages: number[] = [];
  const { appRows } = world.store;
  world.store.appRows = (account, ids) => {
    pages.push(ids.length);
    return appRows(account, ids);
  };
  expect((await app.list({ name: '7.gpx' })).allFiles.map((row) => row.filesize)).toEqual([5, 6]);
  expect(pages).toEqual([]);
  const plan = world.db
    .prepare('EXPLAIN QUERY PLAN SELECT seq FROM version WHERE account = ? AND type = ? AND name = ? AND head = 1')
    .all(1, 'GPX', '7.gpx') as { detail: string }[];
  expect(plan[0]?.detail).toContain('version_name');
  await app.list();
  expect(Math.max(...pages)).toBeLessThanOrEqual(4000);
  expect(pages.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(2 * 20_001);
});
