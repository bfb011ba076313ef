import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { deviceApi } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import { contentForApp, deleteForApp, removeForApp, takeFromApp } from '../../src/library/from-app.ts';
import { listing } from '../../src/routes/osmand-device-listing.ts';
import { TestLibrary, pieces } from '../support/library.ts';
import type { Row } from './phone.ts';

const runs = Number(process.env['CHECK_RUNS'] ?? '120');
const seed = Number(process.env['CHECK_SEED'] ?? '20261121');
const type = 'GPX';
const names = ['a', 'a.info', 'b', 'f/a'];

interface Seen {
  readonly allFiles: readonly Row[];
  readonly uniqueFiles: readonly Row[];
}
async function look(library: TestLibrary): Promise<Seen & { readonly totals: readonly number[] }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of listing(library.ctx, library.who, { types: null, name: null, allVersions: true })) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  const { allFiles = [], uniqueFiles, totalFiles, totalFileVersions, totalZipSize } = deviceApi.ListAnswer.parse(JSON.parse(text));
  return { allFiles, uniqueFiles, totals: [totalFiles, totalFileVersions, totalZipSize] };
}

/** What must hold of every listing: the first row of a name decides, every content can be had, totals are exact. */
async function check(library: TestLibrary): Promise<Seen> {
  expect(await library.audit()).toEqual([]);
  const { allFiles, uniqueFiles, totals } = await look(library);
  const contents = allFiles.filter((row) => row.filesize >= 0);
  expect(totals).toEqual([uniqueFiles.length, contents.length, contents.reduce((sum, row) => sum + row.zipSize, 0)]);
  const first = new Map(allFiles.toReversed().map((row) => [row.name, row]));
  expect(uniqueFiles).toEqual(allFiles.filter((row) => first.get(row.name) === row && row.filesize >= 0));
  expect(new Set(allFiles.map((row) => `${row.name} ${row.updatetimems}`)).size).toBe(allFiles.length);
  for (const row of contents) {
    const { version } = await contentForApp(library.ctx, library.who, row, row.updatetimems);
    expect(version.stamp).toBe(row.updatetimems);
  }
  for (const row of uniqueFiles) {
    const { version } = await contentForApp(library.ctx, library.who, row, null);
    expect(version.stamp).toBe(row.updatetimems);
  }
  return { allFiles, uniqueFiles };
}

type Step = (library: TestLibrary, seen: Seen) => Promise<unknown>;
const anyName = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(anyName, fc.nat(4)).map(
      ([name, number]): Step =>
        (library) =>
          takeFromApp(library.ctx, library.who, { type, name, clientTime: 0 }, pieces(gzipSync(`content ${number}`))),
    ),
  },
  {
    weight: 3,
    arbitrary: anyName.map(
      (name): Step =>
        (library) =>
          deleteForApp(library.ctx, library.who, { type, name }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.nat().map((number): Step => async (library, { allFiles }) => {
      const row = allFiles[number % Math.max(1, allFiles.length)];
      if (row === undefined) return;
      await removeForApp(library.ctx, library.who, row, row.updatetimems);
      const after = await look(library);
      expect(after.allFiles.some((other) => other.name === row.name && other.updatetimems === row.updatetimems)).toBe(false);
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(anyName, anyName).map(
      ([name, to]): Step =>
        (library) =>
          library.store
            .changes({ account: 1, cursor: 0, limit: 1000, types: null })
            .then(({ changes }) => changes.find((change) => change.name === name)?.seq ?? 0)
            .then((base) => library.operate({ op: 'rename', type, name, to, base })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(30).map(
      (seq): Step =>
        (library) =>
          library.operate({ op: 'restore', seq }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>((library) =>
      library.store.deleteType({ account: 1, device: null, now: library.clock.now() }, { type, prefix: '', upTo: 1e9 }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((library) => library.store.removeTrash(1, { upTo: 1e9 }, library.clock.now())) },
  { weight: 1, arbitrary: fc.constant<Step>((library) => library.store.removeHistory(1, 1e9, library.clock.now())) },
  { weight: 1, arbitrary: fc.constant<Step>(async (library) => library.clock.set(library.clock.now() + 90_000)) },
);

test(
  'R24 R25 C40-C47 whatever apps and devices do, every listing is whole: newest first, nothing twice, every content there',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const library = await TestLibrary.open();
        let seen = await check(library);
        for (const one of steps) {
          await one(library, seen);
          seen = await check(library);
        }
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
  },
);
