import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Store } from '@cairn/server';
import { openInThread } from '@cairn/server';
import { expect, test } from 'vitest';
import { openPostgresStore } from '../../packages/server/src/adapters/postgres/store.ts';
import { copyAccount, settleRows, weights } from '../src/load/population.ts';
import { ownerIn, ownerOf } from '../src/load/requests.ts';
import type { SetUp } from '../src/load/set-up.ts';
import { openSetUp } from '../src/load/set-up.ts';

const limits = {
  allowance: { quota: 2 ** 40, fileLimit: 2 ** 30, filesLimit: null, historyLimit: 2 ** 40, types: null },
  evictBefore: 0,
};
const now = 1_767_398_400_000;

async function withStore<T>(setUp: SetUp, act: (store: Store) => Promise<T>): Promise<T> {
  const url = setUp.env['CAIRN_DATABASE_URL'];
  const { store, close } = url === undefined ? openInThread(join(setUp.folder, 'store', 'cairn.db')) : await openPostgresStore(url, 3);
  return act(store).finally(close);
}

async function fill(store: Store): Promise<void> {
  const plain = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  const members = plain.map((bytes) => gzipSync(bytes));
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  let at = 0;
  const items = plain.map((bytes, index) => {
    const member = members[index] ?? Buffer.alloc(0);
    const content = { hash: sum(bytes), size: bytes.length, stored: member.length, storedHash: sum(member), place: { at } };
    at += member.length;
    return { type: 'GPX', name: `${index % 2}.gpx`, base: null, clientTime: now, content };
  });
  await store.put({ writer: { account: 1, device: 1, now }, limits, items, bytes: Buffer.concat(members) });
}

for (const name of ['sqlite', 'postgres'] as const) {
  test(`copies of an account on ${name} are accounts: nothing contradicts itself, and their contents come back`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cairn-population-'));
    const setUp = await openSetUp(name, folder);
    try {
      await withStore(setUp, fill);
      const rows = await setUp.rows();
      await copyAccount(rows, 1, 2, 9);
      await copyAccount(rows, 1, 10, 40);
      await settleRows(rows);
      const weighed = await weights(rows);
      expect(weighed.get('version')?.rows).toBe(40 * 3);
      expect(weighed.get('content')?.rows).toBe(40 * 3);
      expect(weighed.get('version')?.bytes).toBeGreaterThan(0);
      await rows.close();
      await withStore(setUp, async (store) => {
        for (const account of [1, 2, 9, 40]) {
          expect(await store.auditLog(account)).toEqual([]);
          expect(await store.logState(account)).toMatchObject({ seq: 3, holdsData: true });
          const { items, bytes } = await store.contents(account, [2], 1000);
          expect(items[0]?.place).toEqual({ at: 0 });
          expect(Buffer.from(bytes).equals(gzipSync('two'))).toBe(true);
        }
      });
    } finally {
      await setUp.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test('a device of a copied account has the credential of the model under the number of the copy', () => {
  const model = ownerOf('cairn_12_3_secret_of_the_device');
  expect(model).toMatchObject({ account: 12, device: 3 });
  expect(ownerIn(model, 70)).toEqual({ account: 70, device: 3, token: 'cairn_70_3_secret_of_the_device' });
  expect(() => ownerOf('something else')).toThrow('this is no token');
});
