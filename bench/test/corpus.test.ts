import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { corpus } from '../src/corpus.ts';
import { copyOf, digest, edit, paths, requireEqual } from '../src/folders.ts';

const work = mkdtempSync(join(tmpdir(), 'bench-corpus-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('a corpus is the same wherever it is made', async () => {
  const one = await corpus('tiny', join(work, 'one'));
  const other = await corpus('tiny', join(work, 'other'));
  expect(one.digest).toBe(other.digest);
  expect(one.digest).toMatch(/^d7ea7e445880b845/);
  expect(await digest(one.folder)).toBe(one.digest);
  expect(await paths(one.folder)).toEqual(one.paths);
});

test('tracks shrink as recorded ones do, photos do not', async () => {
  const { folder, paths: all } = await corpus('tiny', join(work, 'one'));
  const shrink = (prefix: string): number => {
    const contents = all.filter((path) => path.startsWith(prefix)).map((path) => readFileSync(join(folder, path)));
    const sum = (bytes: readonly Buffer[]): number => bytes.reduce((total, each) => total + each.length, 0);
    return sum(contents) / sum(contents.map((content) => gzipSync(content, { level: 6 })));
  };
  expect(shrink('tracks/')).toBeGreaterThan(9);
  expect(shrink('tracks/')).toBeLessThan(15);
  expect(shrink('avnotes/')).toBeLessThan(1.01);
});

test('the edits of job E are the same for every tool and differ from round to round', async () => {
  const tiny = await corpus('tiny', join(work, 'one'));
  const [one, other, later] = [join(work, 'a'), join(work, 'b'), join(work, 'c')];
  for (const folder of [one, other, later]) await copyOf(tiny, folder);
  const edits = await edit(tiny, one, 1);
  expect(edits).toEqual({ changed: 11, renamed: 2, deleted: 2 });
  await expect(requireEqual(one, other, 'before')).rejects.toThrow(/before: the folders differ \(missing: .+; extra: .+\)/);
  await edit(tiny, other, 1);
  await edit(tiny, later, 2);
  await requireEqual(one, other, 'after');
  expect((await paths(one)).length).toBe(tiny.paths.length - 2);
  expect(await digest(later)).not.toBe(await digest(one));
});

test('folders with other bytes under the same names are not equal', async () => {
  const tiny = await corpus('tiny', join(work, 'one'));
  const folder = join(work, 'd');
  await copyOf(tiny, folder);
  await requireEqual(tiny.folder, folder, 'copy');
  writeFileSync(join(folder, 'general_settings.json'), '{}');
  await expect(requireEqual(tiny.folder, folder, 'copy')).rejects.toThrow('copy: the folders differ');
});
