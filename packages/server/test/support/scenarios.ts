import { gzipSync } from 'node:zlib';
import { CairnError } from '@cairn/protocol';
import type { Operation } from '@cairn/protocol';
import { collect } from '../../src/jobs/collector.ts';
import { graceMs } from '../../src/jobs/library-jobs.ts';
import { purgeTrash } from '../../src/jobs/purge-trash.ts';
import { sweepOrphans } from '../../src/jobs/sweep.ts';
import { deleteForApp, removeForApp, takeFromApp } from '../../src/library/from-app.ts';
import { noise, pieces } from './library.ts';
import type { TestLibrary } from './library.ts';

const large = noise(3000, 'large');
const otherLarge = noise(3500, 'other large');
export const start = Date.UTC(2026, 10, 21);

/** The account that every scenario begins with. */
export async function prepare(library: TestLibrary): Promise<void> {
  await library.put('small', 'one');
  await library.put('small', 'two', 1);
  await library.put('large', large);
  await library.put('h/a', 'track');
  await library.put('h/a.info', '{"file":"/tracks/h/a","color":"red"}');
  await library.put('h/b', otherLarge);
  await library.put('gone', 'deleted track');
  await library.put('gone.info', '{"file":"gone"}');
  await library.delete('gone', 7);
  await library.put('gone large', noise(2500, 'gone'));
  await library.delete('gone large', 11);
}

export interface Scenario {
  readonly name: string;
  /** Whether contents may go that no upload takes the place of. */
  readonly removes?: boolean;
  /** A batch may be done in part. */
  readonly inParts?: boolean;
  run(library: TestLibrary): Promise<unknown>;
}
const op = (name: string, operation: Operation): Scenario => ({ name, run: (library) => library.operate(operation) });
const key = { type: 'GPX' } as const;
/** What OsmAnd's apps do. */
async function fromApp(library: TestLibrary, name: string, member: Uint8Array, type = 'GPX'): Promise<unknown> {
  const file = { type, name, clientTime: 1 };
  return takeFromApp(library.ctx, library.who, file, pieces(member, 500)).catch(ifOurs);
}
function removal(name: string, file: string, seq: number, removes = false): Scenario {
  // The clock stood still while the account was made, so stamps count on from its time.
  const stamp = start + seq - 1;
  return { name, removes, run: (library) => removeForApp(library.ctx, library.who, { ...key, name: file }, stamp) };
}
/** A refusal is an answer like any other. */
function ifOurs(error: unknown): unknown {
  if (error instanceof CairnError && error.code === 'not-gzip') return error;
  throw error;
}

/** Every kind of write, what the jobs remove, and what comes together. */
export const scenarios: readonly Scenario[] = [
  { name: 'upload a small file', run: (library) => library.upload([{ name: 'new', content: 'three' }]) },
  { name: 'upload over a file', run: (library) => library.upload([{ name: 'small', content: 'three', base: 2 }]) },
  { name: 'upload a large file', run: (library) => library.upload([{ name: 'new', content: noise(4000, 'new') }]) },
  { name: 'upload a file that is streamed', run: (library) => library.upload([{ name: 'new', content: noise(13_000, 'new') }]) },
  { name: 'upload over a large file', run: (library) => library.upload([{ name: 'large', content: noise(4000, 'new'), base: 3 }]) },
  { name: 'upload a large content that is there', run: (library) => library.upload([{ name: 'copy', content: large }]) },
  { name: 'upload what is refused', run: (library) => library.upload([{ name: 'large', content: noise(4000, 'new'), base: 1 }]) },
  { name: 'upload on top of a deletion', run: (library) => library.upload([{ name: 'gone', content: 'again', base: 9 }]) },
  {
    name: 'upload a batch',
    inParts: true,
    run: (library) =>
      library.upload([
        { name: 'one', content: '1' },
        { name: 'two', content: noise(2000, '2') },
        { name: 'three', content: '3' },
        { name: 'streamed', content: noise(13_000, 's') },
        { name: 'small', content: 'newer', base: 2 },
      ]),
  },
  op('delete a file', { op: 'delete', ...key, name: 'small', base: 2, scope: 'everywhere' }),
  op('delete a file with its companion', { op: 'delete', ...key, name: 'h/a', base: 4, scope: 'everywhere' }),
  op('delete a folder', { op: 'delete-folder', ...key, name: 'h' }),
  op('rename a file', { op: 'rename', ...key, name: 'large', to: 'larger', base: 3 }),
  op('rename a file with its companion', { op: 'rename', ...key, name: 'h/a', to: 'h/c', base: 4 }),
  op('rename a folder', { op: 'rename-folder', ...key, name: 'h', to: 'rides' }),
  op('restore from the trash', { op: 'restore', seq: 7 }),
  op('restore a large file from the trash', { op: 'restore', seq: 11 }),
  op('restore under another name', { op: 'restore', seq: 7, to: 'back' }),
  op('restore from the history', { op: 'restore', seq: 1 }),
  op('copy a file', { op: 'copy', seq: 3, to: 'copied' }),
  op('copy a file with its companion', { op: 'copy', seq: 4, to: 'copied' }),
  { name: 'an app uploads over a file', run: (library) => fromApp(library, 'small', gzipSync('three')) },
  { name: 'an app uploads a large file', run: (library) => fromApp(library, 'new', gzipSync(noise(4000, 'new'))) },
  { name: 'an app uploads a file that is streamed', run: (library) => fromApp(library, 'new', gzipSync(noise(13_000, 'new'))) },
  {
    name: 'an app uploads a streamed file that is refused',
    run: (library) => fromApp(library, 'new', gzipSync(noise(13_000, 'new')).subarray(0, -1)),
  },
  { name: 'an app uploads what is refused', run: (library) => fromApp(library, 'new', gzipSync(noise(4000, 'new')).subarray(0, -1)) },
  { name: 'an app records a map', run: (library) => fromApp(library, 'World.obf', gzipSync(noise(4000, 'new')), 'FILE') },
  { name: 'an app deletes a file', run: (library) => deleteForApp(library.ctx, library.who, { ...key, name: 'h/a' }) },
  removal('an app takes a deletion away', 'gone', 9),
  removal('an app removes an old version', 'small', 1, true),
  removal('an app removes the newest version', 'small', 2, true),
  removal('an app removes the only version, with its companion', 'h/a', 4, true),
  removal('an app removes what a deletion would bring back', 'gone', 7, true),
  { name: 'delete one item of the trash', removes: true, run: ({ store, clock }) => store.removeTrash(1, { deletions: [9] }, clock.now()) },
  { name: 'empty the trash', removes: true, run: ({ store, clock }) => store.removeTrash(1, { upTo: 99 }, clock.now()) },
  { name: 'purge the trash', removes: true, run: (library) => purgeTrash(library.ctx, library.clock.now() + 1) },
  { name: 'delete old versions', removes: true, run: ({ store, clock }) => store.removeHistory(1, 99, clock.now()) },
  {
    name: 'delete a type in the cloud',
    run: ({ store, clock }) => store.deleteType({ account: 1, device: null, now: clock.now() }, { type: 'GPX', prefix: 'h/', upTo: 99 }),
  },
  { name: 'delete all data', removes: true, run: ({ store, clock }) => store.removeAll(1, null, clock.now()) },
  {
    name: 'collect contents',
    removes: true,
    async run(library) {
      await library.store.removeAll(1, null, library.clock.now());
      library.clock.set(library.clock.now() + 2 * graceMs);
      await collect(library.ctx, graceMs);
    },
    inParts: true,
  },
  {
    name: 'collect while it is used again',
    removes: true,
    inParts: true,
    async run(library) {
      await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
      library.clock.set(library.clock.now() + 2 * graceMs);
      await Promise.all([collect(library.ctx, graceMs), library.upload([{ name: 'again', content: noise(2500, 'gone') }])]);
    },
  },
  {
    name: 'look for orphans',
    async run(library) {
      await library.ctx.blobs.put('ab'.repeat(16), noise(100));
      library.clock.set(library.clock.now() + 2 * graceMs);
      await sweepOrphans(library.ctx, graceMs);
    },
  },
];
