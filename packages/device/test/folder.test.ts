import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FileKey } from '@cairn/protocol';
import { placementOf } from '@cairn/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBases } from '../src/bases.ts';
import { realDisk } from '../src/library/disk.ts';
import { codeOf, contentOf } from './contracts/library.contract.ts';
import { testFolder } from './folders.ts';
import type { TestFolder } from './folders.ts';

const gpx = (name: string): FileKey => ({ type: 'GPX', name });
const absent = { state: 'absent' } as const;

let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.close());

const filesUnder = (path: string): string[] =>
  readdirSync(join(folder.root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.root.length + 1));

describe('scan', () => {
  it('lists each kind of data under its type and name', async () => {
    for (const path of [
      'tracks/a/b.gpx',
      'tracks/photo.jpg',
      'favorites/favorites.gpx',
      'profiles/profile_car.json',
      'general_settings.json',
      'rendering/x.render.xml',
      '.cairn/info/GPX/a/b.gpx.info',
      '.cairn/other/NEW_TYPE/n',
    ]) {
      folder.write(path, path);
    }
    const { files, problems } = await folder.library.scan();
    expect(files.map(({ key }) => `${key.type} ${key.name}`).sort()).toEqual([
      'FAVOURITES favorites.gpx',
      'FILE rendering/x.render.xml',
      'GLOBAL general_settings.json',
      'GPX a/b.gpx',
      'GPX a/b.gpx.info',
      'GPX photo.jpg',
      'NEW_TYPE n',
      'PROFILE profile_car.json',
    ]);
    expect(problems).toEqual([]);
  });

  it('tells once of what is no data of OsmAnd, links, pipes and sockets, and leaves them alone', async () => {
    folder.write('holiday.doc', 'x');
    for (let count = 0; count < 9; count++) folder.write(`node_modules/${count}/index.js`, 'x');
    folder.write('tracks/real.gpx', 'x');
    symlinkSync(join(folder.root, 'tracks/real.gpx'), join(folder.root, 'tracks/link.gpx'));
    symlinkSync('/etc', join(folder.root, 'tracks/etc'));
    execFileSync('mkfifo', [join(folder.root, 'tracks/pipe.gpx')]);
    const { files, problems } = await folder.library.scan();
    expect(files.map((file) => file.key.name)).toEqual(['real.gpx']);
    expect(problems.every((problem) => problem.kind === 'note')).toBe(true);
    expect(problems.map((problem) => problem.path).sort()).toEqual([
      'holiday.doc',
      'node_modules/',
      'tracks/etc',
      'tracks/link.gpx',
      'tracks/pipe.gpx',
    ]);
    expect((await folder.library.scan()).problems).toEqual([]);
  });

  it('a file that came from the cloud counts wherever it lies', async () => {
    folder.write('notes/plan.pdf', 'x');
    expect((await folder.library.scan()).files).toEqual([]);
    const key: FileKey = { type: 'FILE', name: 'notes/plan.pdf' };
    await openBases(folder.state).record({ set: [{ key, base: { seq: 1, kind: 'content', hash: 'x', size: 1 } }] });
    expect((await folder.library.scan()).files).toMatchObject([{ key }]);
  });

  it('gives no hash for a file that changed, and none for one that is too young to be told from its next edit', async () => {
    folder.write('tracks/a.gpx', 'one');
    const hashed = async (): Promise<unknown> => (await folder.library.scan()).files[0]!.hash;
    await folder.library.hash((await folder.library.scan()).files);
    expect(await hashed()).toBeUndefined();
    utimesSync(join(folder.root, 'tracks/a.gpx'), 1_700_000_000, 1_700_000_000);
    await folder.library.hash((await folder.library.scan()).files);
    expect(await hashed()).toBe(contentOf('one').hash);
    // Same size, same mtime: only ctime and inode tell.
    folder.write('tracks/a.gpx', 'two');
    utimesSync(join(folder.root, 'tracks/a.gpx'), 1_700_000_000, 1_700_000_000);
    expect(await hashed()).toBeUndefined();
  });

  it('S11 an empty folder of tracks has a mark, a kept one keeps it, and folders that a removal empties go', async () => {
    mkdirSync(join(folder.root, 'tracks/empty/inner'), { recursive: true });
    mkdirSync(join(folder.root, 'rendering'), { recursive: true });
    const names = async (): Promise<string[]> => (await folder.library.scan()).files.map((file) => file.key.name).sort();
    expect(await names()).toEqual(['empty/inner/__folder__.info']);
    const mark = gpx('empty/inner/__folder__.info');
    await openBases(folder.state).record({ set: [{ key: mark, base: { seq: 1, kind: 'content', hash: contentOf('').hash, size: 0 } }] });
    folder.write('tracks/empty/inner/now.gpx', 'x');
    expect(await names()).toEqual(['empty/inner/__folder__.info', 'empty/inner/now.gpx']);

    await folder.library.place(gpx('deep/er/a.gpx'), contentOf('a'), absent);
    const placed = (await folder.library.scan()).files.find((file) => file.key.name === 'deep/er/a.gpx')!;
    await folder.library.remove(placed);
    expect(await names()).toEqual(['empty/inner/__folder__.info', 'empty/inner/now.gpx']);
    expect(readdirSync(join(folder.root, 'tracks'))).toEqual(['empty']);
  });
});

describe('names (sync.md, "Names on a device")', () => {
  const nfc = 'caf\u00e9.gpx';
  const nfd = 'cafe\u0301.gpx';

  it('one file equal in NFC is the same file and goes by the name in the cloud', async () => {
    folder.write(`tracks/${nfd}`, 'x');
    await openBases(folder.state).record({ set: [{ key: gpx(nfc), base: { seq: 1, kind: 'content', hash: 'x', size: 1 } }] });
    const { files } = await folder.library.scan();
    expect(files.map((file) => file.key.name)).toEqual([nfc]);
    const { files: hashed } = await folder.library.hash(files);
    await folder.library.place(gpx(nfc), contentOf('new'), { state: 'file', file: hashed[0]! });
    expect(readdirSync(join(folder.root, 'tracks'))).toEqual([nfd]);
    expect(folder.read(`tracks/${nfd}`)).toBe('new');
    const again = await folder.reopen();
    expect((await again.scan()).files.map((file) => file.key.name)).toEqual([nfc]);
    expect((await again.scan([gpx(nfc)])).files).toHaveLength(1);
  });

  it('the engine may ask for a file by the spelling of the cloud before the two have agreed on it', async () => {
    folder.write(`tracks/${nfd}`, 'x');
    const { files } = await folder.library.scan();
    expect(files.map((file) => file.key.name)).toEqual([nfd]);
    const { files: hashed } = await folder.library.hash(files.map((file) => ({ ...file, key: gpx(nfc) })));
    expect(hashed).toMatchObject([{ key: gpx(nfc), hash: contentOf('x').hash }]);
    expect((await (await folder.reopen()).scan()).files.map((file) => file.key.name)).toEqual([nfc]);
  });

  it('an exact match goes first, and two that are equal in NFC are two files', async () => {
    folder.write(`tracks/${nfd}`, 'd');
    await openBases(folder.state).record({ set: [{ key: gpx(nfc), base: { seq: 1, kind: 'content', hash: 'x', size: 1 } }] });
    await folder.library.scan();
    folder.write(`tracks/${nfc}`, 'c');
    const names = async (): Promise<string[]> => (await folder.library.scan()).files.map((file) => file.key.name).sort();
    expect(await names()).toEqual([nfd, nfc].sort());
    await folder.reopen();
    expect((await (await folder.reopen()).scan()).files.map((file) => file.key.name).sort()).toEqual([nfd, nfc].sort());
  });

  it('a new file goes into the folder that is there, also when that is spelled in another form', async () => {
    folder.write('tracks/cafe\u0301/old.gpx', 'x');
    await folder.library.scan();
    await folder.library.place(gpx('caf\u00e9/new.gpx'), contentOf('new'), absent);
    expect(readdirSync(join(folder.root, 'tracks'))).toEqual(['cafe\u0301']);
    const { files } = await (await folder.reopen()).scan();
    expect(files.map((file) => file.key.name).sort()).toEqual(['cafe\u0301/old.gpx', 'caf\u00e9/new.gpx']);
  });

  it('a name that is too long, or taken by a folder, is impossible here and harms nothing', async () => {
    folder.write('tracks/taken/inner.gpx', 'x');
    await folder.library.scan();
    expect(await codeOf(folder.library.place(gpx('n'.repeat(300)), contentOf('x'), absent))).toBe('name-impossible');
    expect(await codeOf(folder.library.place(gpx('taken'), contentOf('x'), absent))).toBe('name-impossible');
    expect(await codeOf(folder.library.place(gpx('taken/inner.gpx/deeper.gpx'), contentOf('x'), absent))).toBe('name-impossible');
    expect(await codeOf(folder.library.place({ type: 'FILE', name: 'tracks/x' }, contentOf('x'), absent))).toBe('name-impossible');
    expect(folder.read('tracks/taken/inner.gpx')).toBe('x');
  });
});

describe('undo store', () => {
  it('S5 holds what a sync replaced and removed', async () => {
    folder.write('tracks/a.gpx', 'first');
    const hashed = async (): Promise<Awaited<ReturnType<typeof folder.library.scan>>> =>
      folder.library.hash((await folder.library.scan()).files);
    await folder.library.place(gpx('a.gpx'), contentOf('second'), { state: 'file', file: (await hashed()).files[0]! });
    await folder.library.place(gpx('a.gpx'), contentOf('third'), { state: 'file', file: (await hashed()).files[0]! });
    await folder.library.remove((await hashed()).files[0]!);
    const kept = filesUnder('.cairn/undo').map((path) => folder.read(path));
    expect(kept.sort()).toEqual(['first', 'second', 'third']);
    folder.library.prune();
    expect(filesUnder('.cairn/undo')).toHaveLength(3);
  });

  it('lets go of files after 30 days, a few at a time', async () => {
    for (let count = 0; count < 400; count++) folder.write(`.cairn/undo/2020-01-01T10-00-00.000Z/tracks/${count}.gpx`, 'x');
    folder.library.prune();
    expect(filesUnder('.cairn/undo')).toHaveLength(100);
    folder.library.prune();
    expect(filesUnder('.cairn/undo')).toEqual([]);
  });
});

describe('large and many files', () => {
  it('streams a large file both ways without holding it whole', async () => {
    const bytes = Buffer.concat([randomBytes(6_000_000), Buffer.alloc(6_000_000, 'track')]);
    folder.write('avnotes/film.mp4', bytes);
    const file = (await folder.library.scan()).files[0]!;
    const packed = await folder.library.pack(file);
    if (packed.gzip instanceof Uint8Array) throw new Error('a large file must be a stream');
    for (let time = 0; time < 2; time++) {
      const pieces: Uint8Array[] = [];
      for await (const piece of packed.gzip.open()) pieces.push(piece);
      const gzip = Buffer.concat(pieces);
      expect(gzip).toHaveLength(packed.gzip.length);
      const key: FileKey = { type: 'FILE', name: `avnotes/copy ${time}.mp4` };
      await folder.library.place(
        key,
        { form: 'gzip', bytes: gzip, hash: packed.hash, size: packed.size, modified: packed.modified },
        absent,
      );
      expect(Buffer.compare(bytes, Buffer.from(await folder.library.read({ key, size: packed.size, modified: 0 })))).toBe(0);
    }
    expect(filesUnder('.cairn/tmp')).toEqual([]);
  });

  it('places and packs by the hundred in threads', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `many/${index % 7}/${index}.gpx`);
    await Promise.all(names.map((name) => folder.library.place(gpx(name), contentOf(name.repeat(500)), absent)));
    await folder.library.settle();
    const { files } = await folder.library.scan();
    expect(files).toHaveLength(300);
    expect(files.every((file) => file.hash !== undefined)).toBe(true);
    const packed = await Promise.all(files.map((file) => folder.library.pack(file)));
    expect(packed.map((one) => one.hash)).toEqual(files.map((file) => file.hash));
    expect(filesUnder('.cairn/tmp')).toEqual([]);
    expect(folder.state.prepare('SELECT count(*) FROM placing').pluck().get()).toBe(0);
  });

  it('a new folder takes its place as a whole, with one rename', async () => {
    const [links, renames] = [vi.spyOn(realDisk, 'link'), vi.spyOn(realDisk, 'rename')];
    try {
      const names = Array.from({ length: 40 }, (_, index) => `${index % 2 === 0 ? 'outer' : 'outer/inner'}/${index}.gpx`);
      const placed = await Promise.all(names.map((name) => folder.library.place(gpx(name), contentOf(name), absent)));
      expect([links.mock.calls.length, renames.mock.calls.length]).toEqual([0, 2]);
      expect(names.map((name) => folder.read(`tracks/${name}`))).toEqual(names);
      expect(names.every((name) => folder.library.isAsRecorded(`tracks/${name}`))).toBe(true);
      expect((await folder.library.scan()).files.map(({ hash }) => hash).sort()).toEqual(placed.map(({ hash }) => hash).sort());
      expect(filesUnder('.cairn/tmp')).toEqual([]);
    } finally {
      links.mockRestore();
      renames.mockRestore();
    }
  });

  it('a folder of the name that comes up meanwhile keeps all that is in it', async () => {
    const placing = Array.from({ length: 60 }, (_, index) => folder.library.place(gpx(`new/${index}.gpx`), contentOf(`${index}`), absent));
    folder.write('tracks/new/7.gpx', 'of another program');
    const results = await Promise.allSettled(placing);
    expect(results.flatMap((result, index) => (result.status === 'rejected' ? [index] : []))).toEqual([7]);
    expect(await codeOf(placing[7]!)).toBe('changed-meanwhile');
    expect([6, 7, 8].map((index) => folder.read(`tracks/new/${index}.gpx`))).toEqual(['6', 'of another program', '8']);
    expect(filesUnder('.cairn/tmp')).toEqual([]);
  });

  it('one damaged file among many fails alone', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => {
        const content = contentOf(`content ${index}`.repeat(2_000));
        return folder.library.place(gpx(`${index}.gpx`), index % 50 === 7 ? { ...content, hash: '0'.repeat(64) } : content, absent);
      }),
    );
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(4);
    expect((await folder.library.scan()).files).toHaveLength(196);
    expect(filesUnder('.cairn/tmp')).toEqual([]);
  });
});

describe('a file that changes while it is read', () => {
  it('is detected, or taken as it was at one moment', async () => {
    const path = join(folder.root, 'tracks/growing.gpx');
    folder.write('tracks/growing.gpx', 'a'.repeat(3_000_000));
    const file = (await folder.library.scan()).files[0]!;
    const writer = keepWriting(path);
    try {
      for (let round = 0; round < 5; round++) {
        const outcome = await folder.library.pack(file).then(
          (packed) => packed.size,
          (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
        );
        expect(outcome === 'changed-meanwhile' || typeof outcome === 'number').toBe(true);
      }
    } finally {
      await writer.stop();
    }
    const rest = await folder.library.pack(file);
    expect(rest.size).toBe(statSync(path).size);
  });
});

function keepWriting(path: string): { stop: () => Promise<void> } {
  const round = { isOver: false };
  const done = (async () => {
    for (let count = 0; !round.isOver && count < 2_000; count++) {
      writeFileSync(path, `${count}`, { flag: 'a' });
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  return {
    stop: async () => {
      round.isOver = true;
      await done;
    },
  };
}

describe('any tree', () => {
  const segment = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter(
      (name) =>
        placementOf(gpx(`x/${name}/y`)).kind === 'file' &&
        Buffer.byteLength(name) < 200 &&
        !name.includes('\uFFFD') &&
        !name.endsWith('.info'),
    );
  const tree = fc.uniqueArray(fc.tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.string({ maxLength: 50 })), {
    selector: ([path]) => path.join('/').normalize('NFC').toLowerCase(),
    maxLength: 12,
  });

  it('comes back from a second folder name for name and byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        const [from, to] = [await testFolder(), await testFolder()];
        try {
          for (const [path, content] of files) {
            try {
              from.write(`tracks/${path.join('/')}`, content);
            } catch {
              // A file of this name stands where this one needs a folder.
            }
          }
          const { files: found } = await from.library.scan();
          for (const file of found) {
            const packed = await from.library.pack(file);
            await to.library.place(
              file.key,
              { form: 'gzip', bytes: packed.gzip as Uint8Array, hash: packed.hash, size: packed.size, modified: packed.modified },
              absent,
            );
          }
          await to.library.settle();
          const { files: arrived, problems } = await (await to.reopen()).scan();
          expect(problems).toEqual([]);
          const names = (list: typeof found): string[] => list.map((file) => `${file.key.type} ${file.key.name}`).sort();
          expect(names(arrived)).toEqual(names(found));
          const { files: hashed } = await from.library.hash(found);
          const hashes = new Map(hashed.map((file) => [file.key.name, file.hash]));
          for (const file of (await to.library.hash(arrived)).files) expect(file.hash).toBe(hashes.get(file.key.name));
        } finally {
          await from.close();
          await to.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
