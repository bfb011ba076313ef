import { get } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import type { S3Blobs } from '../src/adapters/s3-blobs.ts';
import { s3Blobs } from '../src/adapters/s3-blobs.ts';
import { blobsContract } from './contracts/blobs.contract.ts';
import { gathered, noise, pieces } from './support/library.ts';
import type { ObjectStore } from './support/object-store.ts';
import { noObjectStore, startObjectStore } from './support/object-store.ts';

const absent = noObjectStore();
if (absent !== null) console.warn(`S3 against a real store is skipped: ${absent}`);

describe.skipIf(absent !== null)('a real object store [needs radosgw]', { timeout: 120_000 }, () => {
  let started: Promise<ObjectStore> | null = null;
  const closing: (() => void)[] = [];
  const store = (): Promise<ObjectStore> => (started ??= startObjectStore());
  afterAll(async () => {
    for (const close of closing) close();
    await (await started)?.stop();
  }, 60_000);

  let places = 0;
  async function open(change: { secretKey?: string; bucket?: string } = {}): Promise<S3Blobs> {
    const { url, accessKey, secretKey } = await store();
    const blobs = s3Blobs({ ...{ endpoint: url, region: '', bucket: 'cairn', prefix: `p${places++}/`, accessKey, secretKey }, ...change });
    closing.push(() => blobs.close());
    return blobs;
  }
  const key = 'ab'.repeat(16);
  const large = noise(21_000_000, 'large');

  blobsContract('radosgw', () => open());

  test('R20 radosgw: a large content goes in parts and comes back, from any byte on', async () => {
    const blobs = await open();
    expect(await blobs.put(key, pieces(large, 777_777))).toEqual({ length: large.length });
    const whole = await gathered(await blobs.open(key));
    expect(whole.equals(large)).toBe(true);
    const end = await gathered(await blobs.open(key, 20_999_000));
    expect(end.equals(large.subarray(20_999_000))).toBe(true);
    expect(await gathered(await blobs.open(key, large.length))).toHaveLength(0);
  });

  test('R20 R07 radosgw: a source that breaks off after some parts leaves neither object nor unfinished upload', async () => {
    const blobs = await open();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield large.subarray(0, 18_000_000);
      throw new Error('the line broke');
    }
    await expect(blobs.put(key, broken())).rejects.toThrow('the line broke');
    let after: string | null = null;
    do {
      const { items, next }: Awaited<ReturnType<S3Blobs['list']>> = await blobs.list(after, 10);
      expect(items).toEqual([]);
      after = next;
    } while (after !== null);
  });

  test('radosgw: an address for a download is good as it is, and for nothing else', async () => {
    const { url, accessKey, secretKey } = await store();
    const blobs = s3Blobs({ endpoint: url, region: '', bucket: 'cairn', prefix: 'links/', accessKey, secretKey }, { links: true });
    closing.push(() => blobs.close());
    await blobs.put(key, noise(5000));
    const link = (await blobs.link?.(key, 60, 'attachment; filename="a.gpx"')) ?? '';
    const raw = await new Promise<{ status: number; type: string; length: number }>((resolve, reject) => {
      get(link, (answer) => {
        let length = 0;
        answer.on('data', (piece: Buffer) => (length += piece.length));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type: String(answer.headers['content-encoding']), length }));
      }).on('error', reject);
    });
    expect(raw).toEqual({ status: 200, type: 'gzip', length: 5000 });
    expect((await fetch(link.replace('ab'.repeat(16), 'cd'.repeat(16)))).status).toBe(403);
    expect((await fetch(link, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  test('R77 radosgw: a wrong secret and a bucket that is not there are told', async () => {
    const wrong = await open({ secretKey: 'wrong' });
    await expect(wrong.probe()).rejects.toMatchObject({ code: 'read-only' });
    await expect(wrong.put(key, noise(10))).rejects.toMatchObject({ code: 'read-only' });
    const nowhere = await open({ bucket: 'nowhere' });
    await expect(nowhere.probe()).rejects.toMatchObject({ code: 'read-only' });
  });
});
