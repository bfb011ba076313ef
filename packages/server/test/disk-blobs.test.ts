import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import { lockFolder } from '../src/adapters/folder-lock.ts';
import { blobsContract } from './contracts/blobs.contract.ts';
import { FakeDisk, coded } from './support/fake-disk.ts';
import { noise } from './support/library.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-blobs-'));
afterAll(() => rmSync(root, { recursive: true }));
const freshFolder = (): string => mkdtempSync(join(root, 'f-'));

blobsContract('disk', () => diskBlobs(join(freshFolder(), 'blobs')));
blobsContract('disk in memory', () => diskBlobs('/blobs', new FakeDisk()));

const key = '0123456789abcdef0123456789abcdef';

test('R01 a power cut at any call loses nothing that was acknowledged, and leaves no half content', async () => {
  const calls = await countCalls();
  expect(calls).toBeGreaterThan(10);
  for (let cut = 1; cut <= calls; cut++) {
    const disk = new FakeDisk();
    const acknowledged = await putWithFaultAt(disk, cut, () => {
      throw new Error('the power is gone');
    });
    disk.fault = () => null;
    disk.cutPower();
    const blobs = await diskBlobs('/blobs', disk);
    for (const [name, content] of acknowledged) expect(await read(blobs, name), `cut at call ${cut}`).toBe(content);
    const listed = (await blobs.list(null, 10)).items.filter((item) => !item.temporary);
    for (const { key: found } of listed) expect(['one', 'two'], `cut at call ${cut}`).toContain(await read(blobs, found));
  }
});

test('R01 without flushes the same test would fail: the fake disk forgets', async () => {
  const disk = new FakeDisk();
  const flushFolder = disk.flushFolder.bind(disk);
  let skip = false;
  disk.flushFolder = async (path) => {
    if (!skip) await flushFolder(path);
  };
  const blobs = await diskBlobs('/blobs', disk);
  await blobs.put(key, Buffer.from('one'));
  skip = true;
  const second = key.replaceAll('0', '1').replace(/^../, '01');
  await blobs.put(second, Buffer.from('two'));
  disk.cutPower();
  const after = await diskBlobs('/blobs', disk);
  expect(await read(after, key)).toBe('one');
  await expect(after.open(second)).rejects.toMatchObject({ code: 'file-not-available' });
});

test('R11 a full disk is told as storage-full, leaves nothing, and the next content is taken once there is space', async () => {
  for (const call of ['create', 'write', 'flush', 'rename', 'flushFolder']) {
    const disk = new FakeDisk();
    const blobs = await diskBlobs('/blobs', disk);
    disk.fault = (at) => {
      if (at === call) throw coded('ENOSPC');
      return null;
    };
    await expect(blobs.put(key, noise(10)), call).rejects.toMatchObject({ code: 'storage-full' });
    disk.fault = () => null;
    expect(disk.paths, call).toEqual([]);
    expect(disk.open).toBe(0);
    await blobs.put(key, noise(10));
  }
});

test('R11 after a flush that failed nothing more is written, and reading goes on', async () => {
  const disk = new FakeDisk();
  const blobs = await diskBlobs('/blobs', disk);
  await blobs.put(key, Buffer.from('one'));
  disk.fault = (at) => {
    if (at === 'flush') throw coded('EIO');
    return null;
  };
  const other = key.replaceAll('f', 'e');
  await expect(blobs.put(other, noise(10))).rejects.toMatchObject({ code: 'EIO' });
  disk.fault = () => null;
  await expect(blobs.put(other, noise(10))).rejects.toMatchObject({ code: 'read-only' });
  await expect(blobs.probe()).rejects.toMatchObject({ code: 'read-only' });
  expect(await read(blobs, key)).toBe('one');
});

test('R44 whatever keys there are, every path is inside the folder', async () => {
  const folder = freshFolder();
  const blobs = await diskBlobs(join(folder, 'blobs'));
  for (const bad of ['..', '../x', '/etc/passwd', 'ab/../../x', '%2e%2e', 'unfinished'])
    await blobs.put(bad, noise(1)).catch(() => undefined);
  expect(readdirSync(folder)).toEqual(['blobs']);
  expect(readdirSync(join(folder, 'blobs'))).toEqual(['unfinished']);
});

test('R19 a folder has one server: the second is told its name, and it is free again afterwards', () => {
  const folder = freshFolder();
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(folder);
  lock.release();
  lockFolder(folder).release();
});

async function read(blobs: Awaited<ReturnType<typeof diskBlobs>>, name: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of await blobs.open(name)) parts.push(part);
  return Buffer.concat(parts).toString();
}
async function countCalls(): Promise<number> {
  let calls = 0;
  await putWithFaultAt(
    new FakeDisk(),
    Number.POSITIVE_INFINITY,
    () => undefined,
    () => calls++,
  );
  return calls;
}
/** Opens, puts two contents and removes nothing; answers what was acknowledged before the fault. */
async function putWithFaultAt(
  disk: FakeDisk,
  at: number,
  fail: () => void,
  count: () => void = () => undefined,
): Promise<Map<string, string>> {
  let calls = 0;
  const done = new Map<string, string>();
  disk.fault = () => {
    count();
    calls += 1;
    if (calls >= at) fail();
    return null;
  };
  try {
    const blobs = await diskBlobs('/blobs', disk);
    for (const [name, content] of [[key, 'one'] as const, ['ff'.repeat(16), 'two'] as const]) {
      await blobs.put(name, Buffer.from(content));
      done.set(name, content);
    }
  } catch {
    // What was acknowledged before counts.
  }
  return done;
}
