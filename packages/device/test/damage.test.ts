import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileKey } from '@cairn/protocol';
import type { LocalFile } from '@cairn/sync';
import { describe, expect, it } from 'vitest';
import { openBases } from '../src/bases.ts';
import { realDisk } from '../src/library/disk.ts';
import type { Disk } from '../src/library/disk.ts';
import { codeOf, contentOf } from './contracts/library.contract.ts';
import { openState, readMeta } from '../src/state.ts';
import { testFolder } from './folders.ts';

const gpx = (name: string): FileKey => ({ type: 'GPX', name });
const absent = { state: 'absent' } as const;
const isRoot = process.getuid?.() === 0;
const child = (name: string): string => join(import.meta.dirname, 'children', name);

const filesUnder = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

describe('a process that dies', () => {
  it('R24 what it placed and did not flush is flushed by the next one, before that looks and records anything as agreed', async () => {
    const folder = await testFolder();
    try {
      const left = (): string | null => {
        const state = openState(folder.root);
        try {
          return readMeta(state, 'unsettled');
        } finally {
          state.close();
        }
      };
      await folder.library.place(gpx('a.gpx'), contentOf('a'), absent);
      expect(left()).toBe('yes');
      await folder.library.settle();
      expect(left()).toBe('no');
      await folder.library.place(gpx('b.gpx'), contentOf('b'), absent);
      expect(left()).toBe('yes');
      // Opened again without a flush: the process was killed.
      const next = await folder.reopen();
      expect(left()).toBe('yes');
      expect((await next.scan()).files).toHaveLength(2);
      expect(left()).toBe('no');
    } finally {
      await folder.close();
    }
  });

  it('R02 leaves no file half visible, and no rubbish for the next one', async () => {
    const folder = await testFolder();
    try {
      for (let round = 0; round < 6; round++) {
        const running = spawn(process.execPath, ['--conditions=cairn-source', child('place-forever.ts'), folder.root], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        await once(running.stdout, 'data');
        await new Promise((resolve) => setTimeout(resolve, 20 + 37 * round));
        running.kill('SIGKILL');
        await once(running, 'exit');
        for (const path of filesUnder(join(folder.root, 'tracks'))) {
          const text = readFileSync(path, 'utf8');
          const cut = text.indexOf(':');
          expect(Number(text.slice(0, cut))).toBe(text.length - cut - 1);
        }
      }
      const library = await folder.reopen();
      const { files } = await library.hash((await library.scan()).files);
      expect(files.length).toBeGreaterThan(0);
      await library.place(gpx('after.gpx'), contentOf('after'), absent);
      await library.settle();
      expect(filesUnder(join(folder.root, '.cairn/tmp'))).toEqual([]);
      expect(folder.read('tracks/after.gpx')).toBe('after');
    } finally {
      await folder.close();
    }
  });
});

describe('a machine that dies', () => {
  const modified = Date.UTC(2024, 0, 1);
  const tear = (path: string): void => {
    truncateSync(path, 0);
    utimesSync(path, modified / 1000, modified / 1000);
  };
  const setUp = async () => {
    const folder = await testFolder({ boot: 'before' });
    folder.write('tracks/3.gpx', 'old content');
    const { files } = await folder.library.hash((await folder.library.scan()).files);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        folder.library.place(
          gpx(`${index}.gpx`),
          contentOf(`new ${index}`, { modified }),
          index === 3 ? { state: 'file', file: files[0]! } : absent,
        ),
      ),
    );
    return folder;
  };

  it('a torn file that was never flushed is no edit: what it replaced comes back, the rest stays', async () => {
    const folder = await setUp();
    try {
      for (const index of [3, 4]) tear(join(folder.root, `tracks/${index}.gpx`));
      folder.write('tracks/5.gpx', 'edited by a person');
      const { files } = await (await folder.reopen({ boot: 'after' })).scan();
      expect(files.map((file) => file.key.name).sort()).toEqual(['0', '1', '2', '3', '5', '6', '7', '8', '9'].map((n) => `${n}.gpx`));
      expect([3, 5, 6].map((index) => folder.read(`tracks/${index}.gpx`))).toEqual(['old content', 'edited by a person', 'new 6']);
      expect(folder.state.open).toBe(false);
    } finally {
      await folder.close();
    }
  });

  it('a file of a new folder is put right like any other', async () => {
    const folder = await testFolder({ boot: 'before' });
    try {
      const names = Array.from({ length: 10 }, (_, index) => `new/${index}.gpx`);
      await Promise.all(names.map((name) => folder.library.place(gpx(name), contentOf(name, { modified }), absent)));
      tear(join(folder.root, 'tracks/new/4.gpx'));
      folder.write('tracks/new/5.gpx', 'edited by a person');
      await (await folder.reopen({ boot: 'after' })).scan();
      expect([4, 5, 6].map((index) => folder.read(`tracks/new/${index}.gpx`))).toEqual([null, 'edited by a person', 'new/6.gpx']);
    } finally {
      await folder.close();
    }
  });

  it('notes of an older version are heeded', async () => {
    const folder = await testFolder({ boot: 'before' });
    try {
      const path = join(folder.root, 'tracks/a.gpx');
      folder.write('tracks/a.gpx', 'as announced');
      utimesSync(path, modified / 1000, modified / 1000);
      const { ino, mtimeNs } = statSync(path, { bigint: true });
      folder.state.exec(`
        DROP TABLE placing;
        DROP TABLE sent;
        CREATE TABLE placing (path TEXT PRIMARY KEY, inode TEXT NOT NULL, changed TEXT NOT NULL, hash TEXT NOT NULL, undo TEXT) WITHOUT ROWID;
        INSERT INTO meta VALUES ('boot', 'before');
        PRAGMA user_version = 1;`);
      folder.state
        .prepare('INSERT INTO placing VALUES (?, ?, ?, ?, NULL)')
        .run('tracks/a.gpx', String(ino), String(mtimeNs), contentOf('as announced').hash);
      tear(path);
      expect((await (await folder.reopen({ boot: 'after' })).scan()).files).toEqual([]);
      expect(folder.read('tracks/a.gpx')).toBeNull();
    } finally {
      await folder.close();
    }
  });

  it('what was flushed, or lived through the death of a process only, is believed', async () => {
    const folder = await setUp();
    try {
      tear(join(folder.root, 'tracks/4.gpx'));
      expect((await (await folder.reopen({ boot: 'before' })).scan()).files).toHaveLength(10);
      await folder.library.close().catch(() => undefined);
    } finally {
      await folder.close();
    }
    const settled = await setUp();
    try {
      await settled.library.settle();
      tear(join(settled.root, 'tracks/4.gpx'));
      expect((await (await settled.reopen({ boot: 'after' })).scan()).files).toHaveLength(10);
    } finally {
      await settled.close();
    }
  });
});

describe('bad input', () => {
  it.skipIf(!isRoot)(
    'what may not be read counts as unchanged, never as deleted, and is named; nothing is written where that is forbidden',
    async () => {
      const folder = await testFolder();
      try {
        for (const path of ['tracks/locked/a.gpx', 'tracks/secret.gpx', 'tracks/open.gpx']) folder.write(path, 'x');
        await openBases(folder.state).record({
          set: [{ key: gpx('locked/a.gpx'), base: { seq: 1, kind: 'content', hash: 'x', size: 1 } }],
        });
        execFileSync('chmod', ['-R', 'a+rwX', join(folder.root, '.cairn')]);
        chmodSync(folder.root, 0o755);
        chmodSync(join(folder.root, 'tracks/locked'), 0o700);
        chmodSync(join(folder.root, 'tracks/secret.gpx'), 0o600);
        const seen: unknown = JSON.parse(
          execFileSync(process.execPath, ['--conditions=cairn-source', child('scan-as-nobody.ts'), folder.root], { encoding: 'utf8' }),
        );
        expect(seen).toEqual({
          files: ['open.gpx', 'secret.gpx'],
          problems: [
            { path: 'tracks/locked', key: null, kind: 'failed' },
            { path: 'tracks/locked/a.gpx', key: 'locked/a.gpx', kind: 'failed' },
            { path: 'secret.gpx', key: 'secret.gpx', kind: 'failed' },
          ],
          packed: 1,
          placed: 'denied',
        });
      } finally {
        await folder.close();
      }
    },
  );

  it.skipIf(!isRoot)('R11 a full disk: what fits is placed, the rest says so, nothing is half there, and space helps', async () => {
    const mount = mkdtempSync(join(tmpdir(), 'cairn-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mount]);
    const folder = await testFolder({}, mount);
    try {
      await folder.library.scan();
      const text = (index: number): string => `${index} `.repeat(150_000);
      const codes = await Promise.all(
        Array.from({ length: 30 }, (_, index) => codeOf(folder.library.place(gpx(`${index}.gpx`), contentOf(text(index)), absent))),
      );
      expect(new Set(codes)).toEqual(new Set(['no error', 'no-space']));
      expect(filesUnder(join(folder.root, '.cairn/tmp'))).toEqual([]);
      for (const [index, code] of codes.entries())
        expect(folder.read(`tracks/${index}.gpx`)).toBe(code === 'no error' ? text(index) : null);
      rmSync(join(folder.root, 'tracks', `${codes.indexOf('no error')}.gpx`));
      const late = codes.indexOf('no-space');
      expect(await codeOf(folder.library.place(gpx(`${late}.gpx`), contentOf('short'), absent))).toBe('no error');
    } finally {
      await folder.close();
      execFileSync('umount', [mount]);
      rmSync(mount, { recursive: true });
    }
  });
});

/** A disk that keeps the spelling of names but takes `A` for `a`, as those of Windows and macOS do. */
function foldingDisk(): Disk {
  const actual = (path: string): string => {
    const parts = path.split('/');
    let found = '';
    for (const part of parts.slice(1)) {
      const names = readdirSync(found === '' ? '/' : found);
      found += `/${names.find((name) => name === part) ?? names.find((name) => name.toLowerCase() === part.toLowerCase()) ?? part}`;
      try {
        readdirSync(found);
      } catch {
        return path.length === found.length ? found : found + path.slice(found.length);
      }
    }
    return found;
  };
  return {
    ...realDisk,
    look: (path) => realDisk.look(actual(path)),
    names: (path) => realDisk.names(actual(path)),
    link: (from, to) => realDisk.link(actual(from), actual(to)),
    rename: (from, to) =>
      realDisk.rename(actual(from), realDisk.look(actual(to))?.ino === realDisk.look(actual(from))?.ino ? to : actual(to)),
    makeDirectory: (path) => realDisk.makeDirectory(actual(path)),
  };
}

describe('a disk that takes A for a', () => {
  it('refuses a name that differs only in case, of a file and of a folder, and deletes nothing', async () => {
    const folder = await testFolder({ disk: foldingDisk() });
    try {
      folder.write('tracks/Hikes/Loop.gpx', 'x');
      await folder.library.scan();
      const placing = folder.library.place(gpx('Hikes/loop.gpx'), contentOf('y'), absent);
      await expect(placing).rejects.toThrow('"loop.gpx" differs only in capital and small letters from "Loop.gpx"');
      await expect(folder.library.place(gpx('hikes/other.gpx'), contentOf('y'), absent)).rejects.toThrow('"hikes" differs only in');
      expect(folder.read('tracks/Hikes/Loop.gpx')).toBe('x');
      expect((await folder.library.scan([gpx('Hikes/loop.gpx')])).files).toEqual([]);
    } finally {
      await folder.close();
    }
  });

  it('renames a file to its own name in another case', async () => {
    const folder = await testFolder({ disk: foldingDisk() });
    try {
      folder.write('tracks/loop.gpx', 'x');
      const file: LocalFile = (await folder.library.scan()).files[0]!;
      await folder.library.move(file, gpx('Loop.gpx'));
      expect(readdirSync(join(folder.root, 'tracks'))).toEqual(['Loop.gpx']);
    } finally {
      await folder.close();
    }
  });
});

describe('a disk without hard links', () => {
  it('places, replaces and moves all the same, and never onto another file', async () => {
    const refuse = (): never => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    };
    const folder = await testFolder({ disk: { ...realDisk, link: refuse } });
    try {
      mkdirSync(join(folder.root, 'tracks'));
      const placed = await folder.library.place(gpx('a.gpx'), contentOf('one'), absent);
      const again = await folder.library.place(gpx('a.gpx'), contentOf('two'), { state: 'file', file: placed });
      expect(await codeOf(folder.library.place(gpx('a.gpx'), contentOf('three'), absent))).toBe('changed-meanwhile');
      await folder.library.place(gpx('b.gpx'), contentOf('b'), absent);
      expect(await codeOf(folder.library.move(again, gpx('b.gpx')))).toBe('changed-meanwhile');
      await folder.library.move(again, gpx('c.gpx'));
      expect(['a', 'b', 'c'].map((name) => folder.read(`tracks/${name}.gpx`))).toEqual([null, 'b', 'two']);
    } finally {
      await folder.close();
    }
  });
});
