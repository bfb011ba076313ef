import { expect, test } from 'vitest';
import type { Blobs } from '../../src/ports/world.ts';
import { noise, pieces } from '../support/library.ts';

const key = (digit: string): string => digit.repeat(32);

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}
async function keysOf(blobs: Blobs, limit = 2): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | null = null; ;) {
    const { items, next } = await blobs.list(after, limit);
    keys.push(...items.map((item) => item.key));
    if (next === null) return keys.toSorted();
    after = next;
  }
}

/** What every adapter of `Blobs` must do. `open` gives an empty place. */
export function blobsContract(name: string, open: () => Promise<Blobs>): void {
  test(`R20 ${name}: what was put comes back, whole and from any byte on`, async () => {
    const blobs = await open();
    const content = noise(700_000);
    expect(await blobs.put(key('a'), pieces(content, 33_333))).toEqual({ length: 700_000 });
    expect(await blobs.put(key('b'), content.subarray(0, 10))).toEqual({ length: 10 });
    expect(await blobs.put(key('c'), new Uint8Array(0))).toEqual({ length: 0 });
    expect((await bytesOf(await blobs.open(key('a')))).equals(content)).toBe(true);
    expect((await bytesOf(await blobs.open(key('a'), 699_990))).equals(content.subarray(699_990))).toBe(true);
    expect(await bytesOf(await blobs.open(key('c')))).toHaveLength(0);
  });

  test(`R20 ${name}: nothing under a key is said so; removing nothing is no error`, async () => {
    const blobs = await open();
    await expect(blobs.open(key('d'))).rejects.toMatchObject({ code: 'file-not-available' });
    await blobs.remove(key('d'));
    await blobs.put(key('d'), noise(5));
    expect(await blobs.has(key('d'))).toBe(true);
    await blobs.remove(key('d'));
    expect(await blobs.has(key('d'))).toBe(false);
    await expect(blobs.open(key('d'))).rejects.toMatchObject({ code: 'file-not-available' });
  });

  test(`R20 ${name}: a source that breaks off leaves nothing`, async () => {
    const blobs = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield noise(100_000);
      throw new Error('the line broke');
    }
    await expect(blobs.put(key('e'), broken())).rejects.toThrow('the line broke');
    expect(await keysOf(blobs)).toEqual([]);
  });

  test(`R20 ${name}: all keys are listed, page by page, with the time they were made`, async () => {
    const blobs = await open();
    const keys = Array.from({ length: 23 }, (_, index) => (index * 11).toString(16).padStart(2, '0').repeat(16));
    for (const one of keys) await blobs.put(one, noise(3));
    expect(await keysOf(blobs)).toEqual(keys.toSorted());
    expect(await keysOf(blobs, 100)).toEqual(keys.toSorted());
    const [first] = (await blobs.list(null, 1)).items;
    expect(first).toMatchObject({ temporary: false });
    expect(Number.isInteger(first?.made)).toBe(true);
  });

  test(`R20 ${name}: R44 a key is never taken from anybody: only 32 hexadecimal digits reach the storage`, async () => {
    const blobs = await open();
    for (const bad of ['', '../../etc/passwd', 'A'.repeat(32), `${'a'.repeat(31)}/`, `${'a'.repeat(32)}\0`, 'a'.repeat(33)]) {
      await expect(blobs.put(bad, noise(1))).rejects.toThrow();
      await expect(blobs.open(bad)).rejects.toMatchObject({ code: 'file-not-available' });
      expect(await blobs.has(bad)).toBe(false);
    }
    expect(await keysOf(blobs)).toEqual([]);
  });

  test(`R20 ${name}: R77 probing says how much space there is`, async () => {
    const { free } = await (await open()).probe();
    expect(free === null || free > 0).toBe(true);
  });
}
