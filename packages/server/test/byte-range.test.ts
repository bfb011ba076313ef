import fc from 'fast-check';
import { gunzipSync, gzipSync } from 'node:zlib';
import { batchMediaType, encodeBatch } from '@cairn/protocol';
import { expect, test } from 'vitest';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import { partOf, rangeOf } from '../src/routes/byte-range.ts';
import { bearer, startApp } from './support/app.ts';
import { FakeDisk } from './support/fake-disk.ts';
import { noise } from './support/library.ts';

test('R33 a range is what RFC 9110 says; what is in no known form asks for everything', () => {
  const cases: Readonly<Record<string, ReturnType<typeof rangeOf>>> = {
    'bytes=0-9': { first: 0, last: 9 },
    'bytes=90-': { first: 90, last: 99 },
    'bytes=-5': { first: 95, last: 99 },
    'bytes=-500': { first: 0, last: 99 },
    'bytes=99-400': { first: 99, last: 99 },
    'BYTES = 1 - 2': { first: 1, last: 2 },
    'bytes=100-': 'nothing',
    'bytes=-0': 'nothing',
    'bytes=9-3': null,
    'bytes=0-1,5-6': null,
    'bytes=-': null,
    'bytes=a-b': null,
    'lines=0-1': null,
    '': null,
  };
  for (const [header, wanted] of Object.entries(cases)) expect(rangeOf(header, 100), header).toEqual(wanted);
  expect(rangeOf(undefined, 100)).toBe(null);
  expect(rangeOf('bytes=0-', 0)).toBe('nothing');
});

test('R33 any part of any stream is the bytes from first to last, however it is cut into pieces', async () => {
  const piece = fc.uint8Array({ maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.nat(80), fc.nat(80), async (pieces, one, two) => {
      const all = Buffer.concat(pieces);
      const [first, last] = [Math.min(one, two), Math.min(Math.max(one, two), all.length - 1)];
      fc.pre(first <= last);
      async function* source(): AsyncGenerator<Uint8Array> {
        yield* pieces;
      }
      const parts: Uint8Array[] = [];
      for await (const part of partOf(source(), { first, last }, all.length)) parts.push(part);
      expect(Buffer.concat(parts).equals(all.subarray(first, last + 1))).toBe(true);
    }),
  );
});

test('R09 R33 the bytes up to the end are held back until the stream has ended well', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('0123456789');
    throw new Error('the checksum is wrong');
  }
  const given: string[] = [];
  const read = async (first: number, last: number): Promise<void> => {
    for await (const part of partOf(broken(), { first, last }, 10)) given.push(Buffer.from(part).toString());
  };
  await expect(read(5, 9)).rejects.toThrow('the checksum is wrong');
  expect(given).toEqual([]);
  await read(5, 8);
  expect(given).toEqual(['5678']);
});

for (const size of [1000, 700_000]) {
  test(`R33 ranges of a content of ${size} bytes, packed and unpacked, come as parts that join to the whole`, async () => {
    const app = await startApp({}, undefined, { blobs: await diskBlobs('/blobs', new FakeDisk()) });
    try {
      const { token } = await app.register('ann@example.org');
      const plain = Buffer.from(noise(size / 2, 'ranges').toString('hex'));
      const member = gzipSync(plain);
      const header = { type: 'FILE', name: 'film', base: 0, clientTime: 0, length: member.length };
      const payload = Buffer.from(encodeBatch([{ header, body: member }]));
      const headers = { ...bearer(token), 'content-type': batchMediaType };
      expect((await app.app.frame.inject({ method: 'POST', url: '/api/v1/upload', headers, payload })).statusCode).toBe(200);
      const ask = (accept: string, more: Readonly<Record<string, string>> = {}) =>
        app.app.frame.inject({ url: '/api/v1/content?seq=1', headers: { ...bearer(token), 'accept-encoding': accept, ...more } });
      for (const [accept, bytes] of [
        ['gzip', member],
        ['identity', plain],
      ] as const) {
        const whole = await ask(accept);
        expect(whole.headers['accept-ranges']).toBe('bytes');
        expect(whole.rawPayload.equals(bytes)).toBe(true);
        const parts: Buffer[] = [];
        const step = Math.ceil(bytes.length / 3);
        for (let first = 0; first < bytes.length; first += step) {
          const last = Math.min(first + step, bytes.length) - 1;
          const part = await ask(accept, { range: `bytes=${first}-${last}`, 'if-range': String(whole.headers['etag']) });
          expect(part.statusCode).toBe(206);
          expect(part.headers['content-range']).toBe(`bytes ${first}-${last}/${bytes.length}`);
          expect(Number(part.headers['content-length'])).toBe(part.rawPayload.length);
          parts.push(part.rawPayload);
        }
        expect(Buffer.concat(parts).equals(bytes)).toBe(true);
        const changed = await ask(accept, { range: 'bytes=1-2', 'if-range': '"another"' });
        expect([changed.statusCode, changed.rawPayload.length]).toEqual([200, bytes.length]);
        const beyond = await ask(accept, { range: `bytes=${bytes.length}-` });
        expect([beyond.statusCode, beyond.headers['content-range'], beyond.rawPayload.length]).toEqual([416, `bytes */${bytes.length}`, 0]);
      }
      expect(gunzipSync(member).equals(plain)).toBe(true);
    } finally {
      await app.app.close();
    }
  });
}
