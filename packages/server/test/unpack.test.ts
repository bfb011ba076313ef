import { deflateRawSync, gzipSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { followMember } from '../src/adapters/unpack/follow.ts';
import { unpackHere } from '../src/adapters/unpack/in-thread.ts';
import { inspectMember } from '../src/adapters/unpack/inspect.ts';
import { unpackInPool } from '../src/adapters/unpack/pool.ts';
import type { MemberFacts } from '../src/ports/unpacker.ts';
import { PacketBuilder } from '../src/library/packet.ts';
import { noise, pieces, sha256 } from './support/library.ts';

const limit = 64 * 1024 * 1024;
const pool = unpackInPool(1);
afterAll(() => pool.close());

/** The same member through both ways: in one piece, and as a stream. */
async function inspectBoth(member: Uint8Array, fileLimit = limit, pieceSize = 1000): Promise<[string | MemberFacts, string | MemberFacts]> {
  const whole = inspectMember(member, fileLimit);
  return [whole instanceof CairnError ? whole.code : whole, await followed(member, fileLimit, pieceSize)];
}
async function followed(member: Uint8Array, fileLimit = limit, pieceSize = 1000): Promise<string | MemberFacts> {
  try {
    const follow = followMember(pieces(member, pieceSize), fileLimit);
    const passed: Uint8Array[] = [];
    for await (const piece of follow.pieces) passed.push(piece);
    expect(Buffer.concat(passed).equals(member)).toBe(true);
    return follow.facts();
  } catch (error) {
    if (error instanceof CairnError) return error.code;
    throw error;
  }
}
function factsOf(member: Uint8Array, plain: Uint8Array): MemberFacts {
  return { hash: sha256(plain), size: plain.length, storedHash: sha256(member), stored: member.length };
}

test('R09 facts are taken from the bytes themselves, whole or in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 700 }),
      async (plain, level, size) => {
        const member = gzipSync(plain, { level });
        expect(await inspectBoth(member, limit, size)).toEqual([factsOf(member, plain), factsOf(member, plain)]);
      },
    ),
    { numRuns: 200 },
  );
});

test('headers with name, comment, extra field and checksum are read as RFC 1952 has them', async () => {
  const plain = Buffer.from('track');
  const plainMember = gzipSync(plain);
  const body = plainMember.subarray(10);
  const head = (flags: number): Buffer => Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]);
  const extra = Buffer.from([3, 0, 1, 2, 3]);
  const text = Buffer.from('Sunday loop.gpx\0');
  const members = [
    Buffer.concat([head(8), text, body]),
    Buffer.concat([head(16), text, body]),
    Buffer.concat([head(4), extra, body]),
    Buffer.concat([head(4 + 8 + 16 + 2), extra, text, text, Buffer.from([9, 9]), body]),
  ];
  for (const member of members)
    for (const size of [1, 3, 1000])
      expect(await inspectBoth(member, limit, size)).toEqual([factsOf(member, plain), factsOf(member, plain)]);
});

test('R41 anything but one whole member is refused: cut, damaged, two of them, bytes behind, wrong checksum or length', async () => {
  const member = gzipSync(noise(3000));
  const changed = (at: number): Buffer => {
    const copy = Buffer.from(member);
    copy[at < 0 ? copy.length + at : at]! ^= 1;
    return copy;
  };
  const bad: Record<string, Uint8Array> = {
    nothing: new Uint8Array(0),
    'ten bytes': member.subarray(0, 10),
    'plain text': Buffer.from('<?xml version="1.0"?><gpx></gpx>'),
    'cut by one': member.subarray(0, -1),
    'cut in the middle': member.subarray(0, 1500),
    'two members': Buffer.concat([member, member]),
    'a byte behind': Buffer.concat([member, Buffer.from([0])]),
    'eight zeros behind': Buffer.concat([member, Buffer.alloc(8)]),
    'wrong checksum': changed(-8),
    'wrong length': changed(-4),
    'wrong length, high byte': changed(-1),
    damaged: changed(1500),
    'reserved flag': changed(3).fill(0xe0, 3, 4),
    'deflate without a header': deflateRawSync(noise(3000)),
    'endless name': Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(200_000, 65)]),
  };
  for (const [name, bytes] of Object.entries(bad)) expect(await inspectBoth(bytes), name).toEqual(['not-gzip', 'not-gzip']);
});

test('R41 every single bit that is turned in a member is noticed, or the content is the same', async () => {
  const plain = Buffer.from('a track that is not long, a track that is not long');
  const member = gzipSync(plain);
  for (let bit = 0; bit < member.length * 8; bit++) {
    const copy = Buffer.from(member);
    copy[bit >> 3]! ^= 1 << (bit & 7);
    const found = inspectMember(copy, limit);
    if (!(found instanceof CairnError)) expect(found, `bit ${bit}`).toMatchObject({ hash: sha256(plain) });
  }
});

test('R41 bombs are refused before they unpack, or as soon as they have unpacked too much', async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
  expect(await inspectBoth(bomb)).toEqual(['unpacks-too-large', 'unpacks-too-large']);
  expect(await inspectBoth(bomb, 1024 * 1024)).toEqual(['file-too-large', 'file-too-large']);
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(100, lying.length - 4);
  expect(await inspectBoth(lying)).toEqual(['not-gzip', 'unpacks-too-large']);
  const nested = gzipSync(bomb);
  expect(await inspectBoth(nested), 'inner layers are content like any other').toEqual([factsOf(nested, bomb), factsOf(nested, bomb)]);
});

test('R41 an endless bomb is stopped while it comes, whoever sends it', async () => {
  const zeros = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: 2 });
  let sent = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    for (; sent < 10_000; sent++) yield zeros;
  }
  const follow = followMember(endless(), 2 ** 40);
  await expect(
    (async () => {
      for await (const piece of follow.pieces) expect(piece.length).toBeGreaterThan(0);
    })(),
  ).rejects.toMatchObject({ code: 'unpacks-too-large' });
  expect(sent).toBeLessThan(40);
});

test('content that shrinks a lot, but is not large, is welcome', async () => {
  const zeros = Buffer.alloc(8 * 1024 * 1024);
  const member = gzipSync(zeros);
  expect(await inspectBoth(member, limit, 3000)).toEqual([factsOf(member, zeros), factsOf(member, zeros)]);
});

test('the pool finds what this thread finds, and gives the memory back', async () => {
  const plain = [noise(10), Buffer.alloc(300_000, 'abc'), noise(5000)];
  for (const contents of [plain, plain.slice(0, 1)]) {
    const build = (): PacketBuilder<number> => {
      const packet = new PacketBuilder<number>();
      for (const [index, content] of contents.entries()) packet.add(index, gzipSync(content));
      packet.add(9, Buffer.from('this is no gzip member at all'));
      return packet;
    };
    const { bytes } = build().take();
    const here = await unpackHere.inspect(build().take(), limit);
    const there = await pool.inspect(build().take(), limit);
    expect(Buffer.from(there.bytes).equals(bytes)).toBe(true);
    expect(there.found.slice(0, -1)).toEqual(here.found.slice(0, -1));
    expect(there.found.at(-1)).toMatchObject({ code: 'not-gzip' });
  }
});
