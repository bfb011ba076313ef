import type { BatchItem, ItemHeader } from '@cairn/protocol';
import { CairnError, encodeBatch, limits, readBatch, streamBatch } from '@cairn/protocol';
import { UploadHeader } from '@cairn/protocol/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import './names.ts';

const LooseHeader = UploadHeader.partial().required({ length: true });
const parse = (json: unknown): ItemHeader => LooseHeader.parse(json);
const text = new TextEncoder();

async function* pieces(whole: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const cut of cuts) {
    yield whole.subarray(at, Math.min(whole.length, at + cut));
    at = Math.min(whole.length, at + cut);
  }
  yield whole.subarray(at);
}
async function gather(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}
/** Whole content of a batch, with how each body came. */
async function contents(input: AsyncIterable<Uint8Array>, wholeBelow?: number): Promise<{ name: string; body: string; whole: boolean }[]> {
  const found: { name: string; body: string; whole: boolean }[] = [];
  for await (const { header, body } of readBatch(input, {
    parse: (json) => UploadHeader.parse(json),
    ...(wholeBelow === undefined ? {} : { wholeBelow }),
  })) {
    found.push({ name: header.name, body: Buffer.from(await gather(body)).toString('hex'), whole: body instanceof Uint8Array });
  }
  return found;
}
const item = (name: string, body: Uint8Array): BatchItem<UploadHeader, Uint8Array> => ({
  header: { type: 'GPX', name, base: 0, clientTime: 0, length: body.length },
  body,
});
const items = fc.array(
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.uint8Array({ maxLength: 300 }))
    .map(([name, body]) => item(name, body)),
  { maxLength: 12 },
);
const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 60 });
const expected = (list: readonly BatchItem<UploadHeader, Uint8Array>[]): { name: string; body: string }[] =>
  list.map(({ header, body }) => ({ name: header.name, body: Buffer.from(body).toString('hex') }));
async function failure(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<unknown> {
  try {
    for await (const { body } of readBatch(bytes instanceof Uint8Array ? pieces(bytes, []) : bytes, { parse })) await gather(body);
    return null;
  } catch (error) {
    return error;
  }
}
function frame(header: string | Uint8Array, body: Uint8Array = new Uint8Array()): Uint8Array {
  const json = typeof header === 'string' ? text.encode(header) : header;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, body]);
}
const end = new Uint8Array(4);

describe('a batch', () => {
  test('is what the documents show, byte by byte', () => {
    const batch = encodeBatch([{ header: { length: 2 }, body: text.encode('hi') }]);
    expect(Buffer.from(batch).toString('latin1')).toBe('\0\0\0\x0c{"length":2}hi\0\0\0\0');
    expect([...encodeBatch([])]).toEqual([0, 0, 0, 0]);
  });

  test('comes back the same, however the bytes are cut and wherever whole turns into streamed', async () => {
    await fc.assert(
      fc.asyncProperty(items, cuts, fc.constantFrom(0, 1, 50, 1_000_000), async (list, at, wholeBelow) => {
        const found = await contents(pieces(encodeBatch(list), at), wholeBelow);
        expect(found.map(({ name, body }) => ({ name, body }))).toEqual(expected(list));
        for (const [index, one] of found.entries()) expect(one.whole).toBe((list[index]?.body.length ?? 0) <= wholeBelow);
      }),
    );
  });

  test('as a stream is the same bytes as in one piece, whatever form the bodies have', async () => {
    await fc.assert(
      fc.asyncProperty(items, cuts, async (list, at) => {
        const streamed = list.map(({ header, body }, index) => ({ header, body: index % 2 === 0 ? pieces(body, at) : body }));
        expect(Buffer.from(await gather(streamBatch(streamed))).equals(encodeBatch(list))).toBe(true);
      }),
    );
  });

  test('of 20,000 small files is sent in few pieces, and a large body passes without a copy', async () => {
    const small = Array.from({ length: 1000 }, (_, index) => item(`${index}`, new Uint8Array(300).fill(index)));
    const large = new Uint8Array(100_000);
    const sent: Uint8Array[] = [];
    for await (const piece of streamBatch([...small, item('large', large)])) sent.push(piece);
    expect(sent.length).toBeLessThan(12);
    expect(sent.some((piece) => piece.buffer === large.buffer && piece.length === large.length)).toBe(true);
  });

  test('gives whole bodies without a copy where they lie in one piece', async () => {
    const batch = encodeBatch([item('a', new Uint8Array(1000)), item('b', new Uint8Array(10))]);
    for await (const { body } of readBatch(pieces(batch, []), { parse }))
      expect(body instanceof Uint8Array && body.buffer === batch.buffer).toBe(true);
  });

  test.each(['not at all', 'in part', 'after the next was asked for'])(
    'goes on with the next item when a streamed body is read %s',
    async (how) => {
      const batch = encodeBatch([item('a', new Uint8Array(5000).fill(1)), item('b', text.encode('second'))]);
      const reader = readBatch(
        pieces(
          batch,
          Array.from({ length: 100 }, () => 100),
        ),
        { parse, wholeBelow: 100 },
      );
      const first = (await reader.next()).value as BatchItem;
      if (how === 'in part') for await (const part of first.body as AsyncIterable<Uint8Array>) if (part.length > 0) break;
      const second = (await reader.next()).value as BatchItem;
      expect(Buffer.from(await gather(second.body)).toString()).toBe('second');
      if (how === 'after the next was asked for') expect(await gather(first.body)).toHaveLength(0);
      expect((await reader.next()).done).toBe(true);
    },
  );

  test('lets its input go when the reader leaves early or finds a fault', async () => {
    for (const bytes of [encodeBatch([item('a', new Uint8Array(10)), item('b', new Uint8Array(10))]), frame('{}')]) {
      let closed = false;
      const input = (async function* (): AsyncGenerator<Uint8Array> {
        try {
          yield bytes;
          yield new Uint8Array(1);
        } finally {
          closed = true;
        }
      })();
      try {
        for await (const one of readBatch(input, { parse })) if (one.header.length === 10) break;
      } catch (error) {
        expect(error).toBeInstanceOf(CairnError);
      }
      expect(closed).toBe(true);
    }
  });
});

describe('R67 a malformed batch is refused as bad-request, never misread', () => {
  test.each([
    ['no JSON', frame('{length:1}')],
    ['no object', frame('5')],
    ['null', frame('null')],
    ['no length', frame('{"name":"x"}')],
    ['a length below zero', frame('{"length":-1}')],
    ['a broken length', frame('{"length":1.5}')],
    ['a length in text', frame('{"length":"1"}')],
    ['a length beyond all numbers', frame('{"length":1e300}')],
    ['no UTF-8', frame(new Uint8Array([0x7b, 0xff, 0x7d]))],
    ['a header beyond the limit', frame('x'.repeat(limits.batchHeaderBytes + 1))],
    ['a header of 4 GiB', new Uint8Array([0xff, 0xff, 0xff, 0xff])],
    ['nothing at all', new Uint8Array()],
    ['bytes after the end', Buffer.concat([end, new Uint8Array([0])])],
    ['a second batch after the end', Buffer.concat([end, end])],
  ])('%s', async (_, bytes) => {
    expect(await failure(bytes)).toMatchObject({ code: 'bad-request' });
  });

  test('an end anywhere but at the end', async () => {
    const batch = encodeBatch([item('a', new Uint8Array(40)), item('b', new Uint8Array(1_100_000))]);
    for (const length of [1, 3, 4, 5, 30, 90, 100, 150, 200, 300, 5000, batch.length - 5, batch.length - 1]) {
      expect(await failure(batch.subarray(0, length)), `cut at ${length}`).toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining('middle') as string,
      });
    }
    expect(await failure(batch)).toBeNull();
  });

  test('random bytes never give more than they hold and never hang', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), cuts, async (bytes, at) => {
        const error = await failure(pieces(bytes, at));
        expect(error === null || error instanceof CairnError).toBe(true);
      }),
    );
  });

  test('too many items, too many bytes; one large file alone is welcome', async () => {
    const many = encodeBatch(Array.from({ length: limits.batchItems + 1 }, () => ({ header: { length: 0 }, body: new Uint8Array() })));
    expect(await failure(many)).toMatchObject({ code: 'payload-too-large' });
    const endless = (async function* (): AsyncGenerator<Uint8Array> {
      yield frame('{"length":1}', new Uint8Array(1));
      yield frame(`{"length":${limits.batchBytes}}`);
      throw new Error('was read on');
    })();
    expect(await failure(endless)).toMatchObject({ code: 'payload-too-large' });
    const alone = (async function* (): AsyncGenerator<Uint8Array> {
      yield frame(`{"length":${limits.batchBytes + 5}}`);
      const part = new Uint8Array(1024 * 1024);
      for (let left = limits.batchBytes + 5; left > 0; left -= part.length) yield part.subarray(0, Math.min(left, part.length));
      yield end;
    })();
    expect(await failure(alone)).toBeNull();
  });

  test('a sender whose body is not as long as its header says is stopped', async () => {
    const wrong = { header: { length: 3 }, body: new Uint8Array(2) };
    expect(() => encodeBatch([wrong])).toThrow(CairnError);
    for (const body of [new Uint8Array(2), new Uint8Array(4), pieces(new Uint8Array(2), []), pieces(new Uint8Array(9), [1, 2])]) {
      await expect(gather(streamBatch([{ header: { length: 3 }, body }]))).rejects.toBeInstanceOf(CairnError);
    }
    const long = { header: { length: 0, name: 'x'.repeat(limits.batchHeaderBytes) }, body: new Uint8Array() };
    expect(() => encodeBatch([long])).toThrow(CairnError);
  });

  test('what the parser of headers throws passes through', async () => {
    const parse = (): ItemHeader => {
      throw new CairnError('name-refused', { reason: 'x' });
    };
    const reader = readBatch(pieces(frame('{"length":0}'), []), { parse });
    await expect(reader.next()).rejects.toMatchObject({ code: 'name-refused' });
  });
});
