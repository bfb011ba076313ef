import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Corpus } from './corpus.ts';
import { run } from './processes.ts';
import { Random } from './random.ts';

/** Folders and files that belong to a tool, not to the person. */
const own = /^(\.cairn|\.stfolder|\.stversions|\.stignore)(\/|$)/;

/** Hash over path and content of every file; equal folders have equal digests. Made as the corpus makes its own. */
export async function digest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await paths(folder)) {
    const content = createHash('sha256').update(await readFile(join(folder, path)));
    hash.update(path).update('\0').update(content.digest());
  }
  return hash.digest('hex');
}

/** Paths of all files of the person, with `/`, sorted. */
export async function paths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !own.test(path))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** @throws Error that says what differs, when two folders do not hold the same files. */
export async function requireEqual(one: string, other: string, what: string): Promise<void> {
  if ((await digest(one)) === (await digest(other))) return;
  const [here, there] = [new Set(await paths(one)), new Set(await paths(other))];
  const missing = [...here].filter((path) => !there.has(path)).slice(0, 3);
  const extra = [...there].filter((path) => !here.has(path)).slice(0, 3);
  throw new Error(`${what}: the folders differ (missing: ${missing.join(', ') || '–'}; extra: ${extra.join(', ') || '–'})`);
}

/** A fresh copy of a corpus with its times. Gives the seconds that copying took: the floor of every transfer. */
export async function copyOf(corpus: Corpus, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  return (await run('cp', ['-a', `${corpus.folder}/.`, folder])).seconds;
}

/** What job E did in a folder. */
export interface Edits {
  readonly changed: number;
  readonly renamed: number;
  readonly deleted: number;
}

/**
 * Job E: changes 100 files, renames 20 and deletes 20 (fewer in a tiny corpus). The same corpus and round give the same edits.
 * New content is written beside and renamed over, as an app does.
 */
export async function edit(corpus: Corpus, folder: string, round: number): Promise<Edits> {
  const tracks = corpus.paths.filter((path) => path.startsWith('tracks/'));
  const share = Math.min(1, tracks.length / 1400);
  const edits = { changed: Math.round(100 * share), renamed: Math.round(20 * share), deleted: Math.round(20 * share) };
  const chosen = choose(tracks, edits.changed + edits.renamed + edits.deleted, new Random(900 + round));
  for (const [index, path] of chosen.entries()) {
    const file = join(folder, path);
    if (index < edits.changed)
      await replace(file, Buffer.concat([await readFile(file), Buffer.from(`<!-- edited ${round} ${index} -->\n`)]));
    else if (index < edits.changed + edits.renamed) await rename(file, file.replace(/\.gpx$/, ` renamed ${round}.gpx`));
    else await rm(file);
  }
  return edits;
}

function choose(list: readonly string[], count: number, random: Random): string[] {
  const chosen = new Set<string>();
  while (chosen.size < count) chosen.add(random.pick(list));
  return [...chosen];
}

/** Writes beside and renames over. */
export async function replace(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}
