import { hash as hashOf } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FileKey } from '@cairn/protocol';
import type { Expected, Library, LibraryError, LocalFile, PlacedContent } from '@cairn/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A library under test, and the hand of a person who changes files behind its back. */
export interface LibraryHarness {
  readonly library: Library;
  /** Writes a file as another program would. */
  write(key: FileKey, content: string): Promise<void>;
  erase(key: FileKey): Promise<void>;
  /** The bytes as another program would read them; null when there is nothing. */
  content(key: FileKey): Promise<string | null>;
  /** The library as the next run of the program sees it. */
  reopen(): Promise<Library>;
  close(): Promise<void>;
}

const track: FileKey = { type: 'GPX', name: 'hikes/Sunday loop.gpx' };
const absent: Expected = { state: 'absent' };

/** Content as the cloud hands it out. */
export function contentOf(text: string, facts: Partial<PlacedContent> = {}): PlacedContent {
  const plain = new TextEncoder().encode(text);
  return {
    form: 'gzip',
    bytes: gzipSync(plain),
    hash: hashOf('sha256', plain, 'hex'),
    size: plain.length,
    modified: Date.UTC(2024, 4, 1, 12, 0, 0, 123),
    ...facts,
  };
}

async function unpacked(gzip: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/** The code of the LibraryError that a call ends with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no error',
    (error: unknown) => (isLibraryError(error) ? error.code : `another error: ${String(error)}`),
  );
}
function isLibraryError(error: unknown): error is LibraryError {
  return error instanceof Error && error.name === 'LibraryError';
}

/** What every Library must do (ports.ts); run over each adapter, also within a browser: nothing here needs Node. */
export function libraryContract(adapter: string, open: () => Promise<LibraryHarness>): void {
  describe(`Library: ${adapter}`, () => {
    let harness: LibraryHarness;
    let library: Library;
    beforeEach(async () => {
      harness = await open();
      library = harness.library;
    });
    afterEach(() => harness.close());

    const only = async (): Promise<LocalFile> => {
      const { files } = await library.scan();
      expect(files).toHaveLength(1);
      return files[0]!;
    };

    it('lists nothing in an empty library', async () => {
      expect(await library.scan()).toEqual({ files: [], problems: [] });
    });

    it('lists a file with its size and hashes it when asked', async () => {
      await harness.write(track, 'content');
      const file = await only();
      expect(file).toMatchObject({ key: track, size: 7 });
      const { files, problems } = await library.hash([file]);
      expect(files).toMatchObject([{ key: track, hash: hashOf('sha256', 'content', 'hex') }]);
      expect(problems).toEqual([]);
    });

    it('places content whole, with its time, and remembers its hash over a restart', async () => {
      await library.scan();
      const placed = await library.place(track, contentOf('content'), absent);
      await library.settle();
      expect(await harness.content(track)).toBe('content');
      expect(placed).toMatchObject({ key: track, size: 7, modified: Date.UTC(2024, 4, 1, 12, 0, 0, 123), hash: contentOf('content').hash });
      expect((await (await harness.reopen()).scan()).files).toEqual([placed]);
    });

    it('places plain content of a merge', async () => {
      await library.place(
        track,
        contentOf('', { form: 'plain', bytes: new TextEncoder().encode('merged'), hash: hashOf('sha256', 'merged', 'hex'), size: 6 }),
        absent,
      );
      expect(await harness.content(track)).toBe('merged');
    });

    it('places content that comes as a stream', async () => {
      const whole = contentOf('a stream of bytes '.repeat(10_000));
      const pieces = async function* (): AsyncGenerator<Uint8Array> {
        const bytes = whole.bytes as Uint8Array;
        for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
      };
      await library.place(track, { ...whole, bytes: pieces() }, absent);
      expect(await harness.content(track)).toBe('a stream of bytes '.repeat(10_000));
    });

    it('places empty content', async () => {
      expect(await library.place(track, contentOf(''), absent)).toMatchObject({ size: 0 });
      expect(await harness.content(track)).toBe('');
    });

    it.each([0, -1, Number.NaN, 1_714_564_800, Date.UTC(2190, 0)])('R26 a time of %s is not set', async (modified) => {
      const before = Date.now();
      const placed = await library.place(track, contentOf('x', { modified }), absent);
      expect(placed.modified).toBeGreaterThan(before - 60_000);
      expect(placed.modified).toBeLessThan(before + 3_600_000);
    });

    it('refuses content that is not what was announced, and leaves what was there', async () => {
      await harness.write(track, 'mine');
      const { files } = await library.hash([await only()]);
      const expected: Expected = { state: 'file', file: files[0]! };
      const good = contentOf('theirs');
      const bad: PlacedContent[] = [
        { ...good, hash: hashOf('sha256', 'other', 'hex') },
        { ...good, size: 5 },
        { ...good, size: 7 },
        { ...good, bytes: (good.bytes as Uint8Array).subarray(0, 12) },
        { ...good, bytes: new TextEncoder().encode('not gzip') },
      ];
      for (const content of bad) expect(await codeOf(library.place(track, content, expected))).toBe('damaged');
      expect(await harness.content(track)).toBe('mine');
    });

    it('replaces a file that is as expected', async () => {
      await harness.write(track, 'mine');
      const { files } = await library.hash([await only()]);
      await library.place(track, contentOf('theirs'), { state: 'file', file: files[0]! });
      expect(await harness.content(track)).toBe('theirs');
    });

    it('does not replace a file that changed since the scan, nor one that should not be there', async () => {
      await harness.write(track, 'mine');
      const file = await only();
      await harness.write(track, 'edited since');
      expect(await codeOf(library.place(track, contentOf('theirs'), { state: 'file', file }))).toBe('changed-meanwhile');
      expect(await codeOf(library.place(track, contentOf('theirs'), absent))).toBe('changed-meanwhile');
      expect(await codeOf(library.remove(file))).toBe('changed-meanwhile');
      expect(await codeOf(library.move(file, { type: 'GPX', name: 'other.gpx' }))).toBe('changed-meanwhile');
      expect(await harness.content(track)).toBe('edited since');
    });

    it('does not bring back a file that was deleted since the scan', async () => {
      await harness.write(track, 'mine');
      const file = await only();
      await harness.erase(track);
      expect(await codeOf(library.place(track, contentOf('theirs'), { state: 'file', file }))).toBe('changed-meanwhile');
      expect(await harness.content(track)).toBeNull();
    });

    it('packs what it reads: hash, size and gzip fit together', async () => {
      await harness.write(track, 'before');
      const file = await only();
      await harness.write(track, 'edited since');
      const packed = await library.pack(file);
      expect(packed).toMatchObject({ key: track, size: 12, hash: hashOf('sha256', 'edited since', 'hex') });
      expect(await unpacked(packed.gzip as Uint8Array<ArrayBuffer>)).toBe('edited since');
    });

    it('says that a file has vanished, and goes on', async () => {
      await harness.write(track, 'x');
      const file = await only();
      await harness.erase(track);
      expect(await codeOf(library.pack(file))).toBe('vanished');
      expect(await codeOf(library.read(file))).toBe('vanished');
      expect(await library.hash([file])).toMatchObject({ files: [], problems: [{ key: track, kind: 'failed' }] });
    });

    it('reads whole plain bytes for a merge', async () => {
      await harness.write(track, 'content');
      expect(new TextDecoder().decode(await library.read(await only()))).toBe('content');
    });

    it('removes a file', async () => {
      await harness.write(track, 'x');
      await library.remove(await only());
      await library.settle();
      expect(await library.scan()).toMatchObject({ files: [] });
    });

    it('moves a file with its hash, and never onto another', async () => {
      await harness.write(track, 'x');
      const { files } = await library.hash([await only()]);
      const to: FileKey = { type: 'GPX', name: 'trips/2026/loop.gpx' };
      const moved = await library.move(files[0]!, to);
      expect(moved).toMatchObject({ key: to, hash: hashOf('sha256', 'x', 'hex') });
      await harness.write(track, 'another');
      const { files: both } = await library.scan();
      const other = both.find((file) => file.key.name === track.name)!;
      expect(await codeOf(library.move(other, to))).toBe('changed-meanwhile');
      expect([await harness.content(to), await harness.content(track)]).toEqual(['x', 'another']);
    });

    it('limits a look to some names', async () => {
      const other: FileKey = { type: 'FAVOURITES', name: 'favorites-food.gpx' };
      await harness.write(track, 'x');
      await harness.write(other, 'y');
      const { files } = await library.scan([track, { type: 'GPX', name: 'gone.gpx' }]);
      expect(files.map((file) => file.key.name)).toContain(track.name);
      expect(files.map((file) => file.key.name)).not.toContain('gone.gpx');
    });

    it('keeps names character for character: blanks, line ends, long and foreign ones', async () => {
      const names = [
        '  two  blanks .gpx',
        'line\r\nend.gpx',
        'зміна/日本語/🧭.gpx',
        `${'n'.repeat(200)}.gpx`,
        'a:b*c?"<>|\\d.gpx',
        'x.gpx.info.gpx',
      ];
      for (const name of names) await library.place({ type: 'GPX', name }, contentOf(name), absent);
      await library.settle();
      const { files, problems } = await (await harness.reopen()).scan();
      expect(files.map((file) => file.key.name).sort()).toEqual([...names].sort());
      expect(problems).toEqual([]);
    });

    it('S11 keeps an empty folder as the mark of that folder', async () => {
      const mark: FileKey = { type: 'GPX', name: 'empty one/__folder__.info' };
      await library.place(mark, contentOf(''), absent);
      expect(await only()).toMatchObject({ key: mark, size: 0, hash: contentOf('').hash });
      await library.remove(await only());
      expect((await library.scan()).files).toEqual([]);
    });
  });
}
