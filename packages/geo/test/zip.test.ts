import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as nodeCrc, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blobAccess,
  bytesAccess,
  gzipMember,
  gzipMemberAt,
  libraryLimits,
  openZip,
  parcelLimits,
  plainMember,
  safeEntryName,
  streamedMember,
  writeZip,
  ZipError,
  entryNameProblem,
} from '../src/index.ts';
import type { ZipLimits, ZipMember } from '../src/index.ts';
import { archiveOf, collected, craft, listed, lying, sparse, text } from './help/archives.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

async function faultOf(work: Promise<unknown>): Promise<ZipError> {
  try {
    await work;
  } catch (fault) {
    if (fault instanceof ZipError) return fault;
    throw fault;
  }
  throw new Error('nothing was refused');
}
const open = (bytes: Uint8Array, limits: ZipLimits = libraryLimits) => openZip(bytesAccess(bytes), { limits });
/** Opens and reads everything. */
async function readAll(bytes: Uint8Array, limits?: ZipLimits): Promise<Record<string, Uint8Array>> {
  const archive = await open(bytes, limits);
  const read: Record<string, Uint8Array> = {};
  for (const entry of archive.entries) if (!entry.directory) read[entry.name] = await collected(archive.content(entry));
  return read;
}
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const crafted = (...entries: Parameters<typeof craft>[0]): Uint8Array => craft(entries, nodeCrc);

describe('W5 writing archives', () => {
  it('every kind of member comes back as it was, with its time', async () => {
    const plain = new Uint8Array(300_000).map((_, at) => (at * at) % 251);
    const gzip = new Uint8Array(gzipSync(plain));
    const about = (name: string) => ({ name, time: Date.UTC(2026, 4, 2, 10, 0, 1), plainSize: plain.length });
    const members: ZipMember[] = [
      plainMember('plain.bin', Date.UTC(2026, 4, 2, 10, 0, 1), plain),
      streamedMember(about('streamed.bin'), pieces(plain, 7000)),
      gzipMember(about('стежка/gzip.bin'), pieces(gzip, 13), gzip.length),
      await gzipMemberAt(about('at.bin'), bytesAccess(gzip)),
      plainMember('empty/', null, new Uint8Array(0)),
    ];
    const bytes = await collected(writeZip(members));
    const archive = await openZip(blobAccess(new Blob([new Uint8Array(bytes)])));
    expect(archive.entries.map(({ name, directory }) => [name, directory])).toEqual([
      ['plain.bin', false],
      ['streamed.bin', false],
      ['стежка/gzip.bin', false],
      ['at.bin', false],
      ['empty/', true],
    ]);
    for (const entry of archive.entries.filter(({ directory }) => !directory)) {
      expect(entry.time).toBe(Date.UTC(2026, 4, 2, 10, 0, 1));
      expect(Buffer.from(await collected(archive.content(entry))).equals(plain)).toBe(true);
    }
  });

  it('a stored gzip member is not inflated: its deflate stream lies in the archive as it is', async () => {
    const plain = text('a track of ten years '.repeat(500));
    const gzip = new Uint8Array(gzipSync(plain, { level: 9 }));
    const bytes = await collected(
      writeZip([gzipMember({ name: 'a', time: null, plainSize: plain.length }, pieces(gzip, 100), gzip.length)]),
    );
    expect(Buffer.from(bytes).includes(Buffer.from(gzip.subarray(10, -8)))).toBe(true);
    expect((await readAll(bytes))['a']).toEqual(plain);
  });

  it('headers of gzip with every optional field are passed over, in pieces of any size', async () => {
    const body = new Uint8Array(gzipSync('content')).subarray(10);
    const header = Buffer.concat([
      Buffer.from([31, 139, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
      Buffer.from('name\0comment\0'),
      Buffer.from([9, 9]),
    ]);
    const gzip = new Uint8Array(Buffer.concat([header, body]));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: gzip.length }), async (size) => {
        const about = { name: 'a', time: null, plainSize: 7 };
        expect(await readAll(await collected(writeZip([gzipMember(about, pieces(gzip, size), gzip.length)])))).toEqual({
          a: text('content'),
        });
        expect(await readAll(await collected(writeZip([await gzipMemberAt(about, bytesAccess(gzip))])))).toEqual({ a: text('content') });
      }),
    );
  });

  it('R43 a member that yields fewer or more bytes than it said ends the export with a fault', async () => {
    const plain = text('content');
    const gzip = new Uint8Array(gzipSync(plain));
    const about = { name: 'a', time: null, plainSize: plain.length };
    const wrong: (ZipMember | Promise<ZipMember>)[] = [
      lying(plainMember('a', null, plain), plain.subarray(1)),
      lying(plainMember('a', null, plain), text('content!')),
      streamedMember({ ...about, plainSize: 8 }, pieces(plain, 3)),
      streamedMember({ ...about, plainSize: 6 }, pieces(plain, 3)),
      gzipMember(about, pieces(gzip, 3), gzip.length + 1),
      gzipMember(about, pieces(gzip.subarray(0, -1), 3), gzip.length),
      gzipMember({ ...about, plainSize: 8 }, pieces(gzip, 3), gzip.length),
      gzipMember(about, pieces(new Uint8Array(0), 3), 0),
      gzipMember(about, pieces(text('no gzip at all, but long enough'), 3), 31),
    ];
    for (const member of wrong) expect(['size', 'damaged']).toContain((await faultOf(collected(writeZip([await member])))).fault);
    await expect(gzipMemberAt({ ...about, plainSize: 8 }, bytesAccess(gzip))).rejects.toThrow(ZipError);
    await expect(gzipMemberAt(about, bytesAccess(gzip.subarray(0, 12)))).rejects.toThrow(ZipError);
  });

  it('a fault of the source of a member is the fault of the export', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield text('cont');
      throw new Error('the disk is gone');
    };
    await expect(collected(writeZip([streamedMember({ name: 'a', time: null, plainSize: 7 }, failing())]))).rejects.toThrow(
      'the disk is gone',
    );
  });

  it('R43 names that are unsafe, or twice, are never written; safe names are made of any', async () => {
    for (const name of ['../a', 'a/../../b', '/a', 'C:\\a', 'a\\b', 'a\0b', '', '.', 'a//b', 'c:a'])
      expect((await faultOf(collected(writeZip([plainMember(name, null, text('x'))])))).fault).toBe('name');
    expect((await faultOf(collected(writeZip([plainMember('a', null, text('x')), plainMember('a', null, text('y'))])))).fault).toBe(
      'duplicate',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (name, others) => {
        const safe = safeEntryName(name, new Set([...others, safeEntryName(name)]));
        expect(entryNameProblem(safe)).toBeNull();
        expect(others).not.toContain(safe);
      }),
    );
  });

  it('more than 4 GiB in one member, and a member behind it', { timeout: 60_000 }, async () => {
    const block = new Uint8Array(64 * 1024 * 1024);
    const count = 65;
    const big: ZipMember = {
      ...{ name: 'big', time: 0, plainSize: block.length * count, packedSize: block.length * count, crc32: 0x12345678, stored: true },
      packed: (async function* () {
        for (let at = 0; at < count; at++) yield block;
      })(),
    };
    const whole = sparse(await listed(writeZip([big, plainMember('small', 0, text('behind'))])));
    const archive = await openZip(whole, { limits: { ...libraryLimits, ratio: 1e9 } });
    expect(archive.entries.map(({ name, plainSize, packedSize }) => [name, plainSize, packedSize])).toEqual([
      ['big', block.length * count, block.length * count],
      ['small', 6, 6],
    ]);
    expect(await archive.bytes(archive.entry('small')!, 10)).toEqual(text('behind'));
  });

  it('more entries than 16 bits count', async () => {
    const bytes = await archiveOf(Object.fromEntries(Array.from({ length: 66_000 }, (_, index) => [`f${index}`, ''])));
    expect((await open(bytes)).entries).toHaveLength(66_000);
    expect((await faultOf(open(bytes, parcelLimits))).fault).toBe('limit');
  });

  it('R43 an independent program lists and tests the archive', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-zip-'));
    try {
      const gzip = new Uint8Array(gzipSync('hello'));
      const members = [
        plainMember('items.json', 0, text('{}')),
        gzipMember({ name: 'tracks/ü ї.gpx', time: 1e12, plainSize: 5 }, pieces(gzip, 4), gzip.length),
      ];
      const path = join(folder, 'x.osf');
      writeFileSync(path, await collected(writeZip(members)));
      const unzip = (...args: string[]) => execFileSync('unzip', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
      try {
        unzip('-v');
      } catch {
        return context.skip('unzip is not installed');
      }
      expect(unzip('-t', path)).toContain('No errors detected');
      expect(unzip('-Z1', path).trim().split('\n')).toEqual(['items.json', 'tracks/ü ї.gpx']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('round trip of any set of files', async () => {
    const files = fc.map(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => entryNameProblem(name) === null && !name.endsWith('/')),
      fc.uint8Array(),
    );
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const archive = await open(await archiveOf(given));
        for (const entry of archive.entries) expect(await collected(archive.content(entry))).toEqual(given.get(entry.name));
        expect(archive.entries).toHaveLength(given.size);
      }),
    );
  });
});

describe('R43 archives that are unsafe to unpack', () => {
  const plain = text('content');
  it.each(['../evil', 'a/../../evil', '/etc/passwd', 'C:\\evil', 'a\\..\\b', 'a/./b', 'a\0b'])('the name %j', async (name) => {
    expect((await faultOf(open(crafted({ name, plain })))).fault).toBe('name');
  });
  it('names twice, links, devices, entries that share bytes', async () => {
    expect((await faultOf(open(crafted({ name: 'a', plain }, { name: 'a', plain })))).fault).toBe('duplicate');
    for (const mode of [0o120777, 0o020666, 0o010666])
      expect((await faultOf(open(crafted({ name: 'a', plain, attributes: mode * 0x10000 })))).fault).toBe('not supported');
    expect((await faultOf(open(crafted({ name: 'a', plain }, { name: 'b', plain, offset: 0 })))).fault).toBe('overlap');
    expect((await faultOf(open(crafted({ name: 'a', plain }, { name: 'b', plain, offset: 20 })))).fault).toBe('overlap');
    expect((await faultOf(open(crafted({ name: 'a', plain, offset: 1_000_000 })))).fault).toBe('damaged');
  });
  it('encrypted entries and methods that are not read are told as such', async () => {
    expect((await faultOf(readAll(crafted({ name: 'a', plain, flags: 0x801 })))).fault).toBe('not supported');
    expect((await faultOf(readAll(crafted({ name: 'a', plain, method: 14 })))).fault).toBe('not supported');
  });
  it('names of old PCs are read', async () => {
    expect(Object.keys(await readAll(crafted({ name: Uint8Array.of(0x81, 0x62), plain, flags: 0 })))).toEqual(['üb']);
    expect((await faultOf(open(crafted({ name: Uint8Array.of(0x81, 0x62), plain })))).fault).toBe('name');
  });
});

describe('R41 archives that unpack to more than they should', () => {
  const zeros = new Uint8Array(64 * 1024 * 1024);
  it('a declared size over the bounds is refused before anything is unpacked', async () => {
    const small = { ...libraryLimits, entryBytes: 1000, totalBytes: 1500, ratio: 10, ratioFrom: 100 };
    const noise = new Uint8Array(900).map((_, at) => (at * 7919) % 256);
    expect((await faultOf(open(crafted({ name: 'a', plain: zeros.subarray(0, 1001) }), small))).fault).toBe('limit');
    expect((await faultOf(open(crafted({ name: 'a', plain: zeros.subarray(0, 900) }), small))).message).toContain('far more');
    expect((await faultOf(open(crafted({ name: 'a', plain: noise }, { name: 'b', plain: noise }), small))).message).toContain('1500');
    expect((await faultOf(open(crafted({ name: 'a', plain: zeros })))).fault).toBe('limit');
  });
  it('a size that lies is found as soon as it is passed, and no byte more is given', async () => {
    const packed = deflateRawSync(zeros);
    const archive = await open(crafted({ name: 'a', plain: zeros.subarray(0, 1000), packed }));
    let given = 0;
    const reading = (async () => {
      for await (const piece of archive.content(archive.entries[0]!)) given += piece.length;
    })();
    expect((await faultOf(reading)).fault).toBe('limit');
    expect(given).toBeLessThanOrEqual(1000);
  });
  it('wrong checksums, short contents and broken streams are damage', async () => {
    const plain = text('content');
    expect((await faultOf(readAll(crafted({ name: 'a', plain, crc: 1 })))).fault).toBe('damaged');
    expect((await faultOf(readAll(crafted({ name: 'a', plain, saidSize: 8 })))).fault).toBe('damaged');
    expect((await faultOf(readAll(crafted({ name: 'a', plain, packed: deflateRawSync(plain).subarray(0, -2) })))).fault).toBe('damaged');
    expect((await faultOf(readAll(crafted({ name: 'a', plain, packed: text('not deflate at all') })))).fault).toBe('damaged');
    expect(
      (
        await faultOf(
          readAll(crafted({ name: 'a', plain, packed: new Uint8Array(Buffer.concat([deflateRawSync(plain), Buffer.from('tail')])) })),
        )
      ).fault,
    ).toBe('damaged');
  });
  it('reading can be left early', async () => {
    const archive = await open(crafted({ name: 'a', plain: zeros.subarray(0, 10_000_000) }));
    for await (const piece of archive.content(archive.entries[0]!)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('R50 archives with any byte changed', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? 1);
  const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
  it('are read, or refused with a ZipError', async () => {
    const whole = await archiveOf({ 'items.json': '{"version":3,"items":[]}', 'tracks/a.gpx': '<gpx/>'.repeat(50) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(whole.length),
        async (changes, cut) => {
          const bytes = whole.slice(0, changes.length % 2 === 0 ? whole.length : cut);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            await readAll(bytes, parcelLimits);
          } catch (fault) {
            if (!(fault instanceof ZipError)) throw fault;
          }
        },
      ),
      { seed, numRuns },
    );
  });
});

describe.skipIf(sharedData === null)('R43 archives of others', () => {
  const faults: Readonly<Record<string, string>> = {
    'broken/bad-too-large.kmz': 'limit',
    'broken/bad.kmz': 'not an archive',
    'broken/overflow_bad_offset.kmz': 'damaged',
    'broken/overflow_corrupted_stack.kmz': 'damaged',
  };
  const archives =
    sharedData === null ? [] : ['broken', 'kml', 'zip', 'derived'].flatMap(filesBelow).filter((name) => /\.(kmz|zip|osf)$/.test(name));
  it.each(archives)('%s', async (name) => {
    const reading = readAll(readShared(name), parcelLimits);
    const wanted = faults[name];
    if (wanted === undefined) expect(Object.keys(await reading).length).toBeGreaterThan(0);
    else expect((await faultOf(reading)).fault).toBe(wanted);
  });
});
