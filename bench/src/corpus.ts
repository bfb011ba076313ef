import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as contents from './contents.ts';
import { Random } from './random.ts';

/** `traveller`: ten years of one person. `small`: many tiny files. `tiny`: for trying the harness itself. */
export const corpusNames = ['traveller', 'small', 'tiny'] as const;
export type CorpusName = (typeof corpusNames)[number];

/** One file of a corpus; `path` below its folder, with `/`. */
interface Plan {
  readonly path: string;
  readonly make: (random: Random) => Buffer | string;
}

export interface Corpus {
  readonly name: CorpusName;
  readonly folder: string;
  /** Paths of all files, sorted. */
  readonly paths: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
  /** One hash over path and content of every file. */
  readonly digest: string;
}

/** Part of the name in the cache: raise it with every change of what is generated. */
const edition = 6;
const regions = ['Alps', 'Carpathians', 'Bretagne', 'Öland', 'Карпати', 'Shikoku', 'Sierra Nevada', 'Highlands', 'Dolomiti', 'Rhön'];

/**
 * The corpus below `cache`, generated once. Layout as in OsmAnd's own folder.
 * @throws Error when it cannot be written.
 */
export async function corpus(name: CorpusName, cache: string): Promise<Corpus> {
  const folder = join(cache, `corpus-${name}-${edition}`);
  const manifest = `${folder}.json`;
  if (!existsSync(manifest)) await generate(name, folder, manifest);
  const facts = JSON.parse(await readFile(manifest, 'utf8')) as Pick<Corpus, 'paths' | 'bytes' | 'digest'>;
  return { name, folder, ...facts };
}

async function generate(name: CorpusName, folder: string, manifest: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const plans = plansOf(name).sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  let bytes = 0;
  let number = 0;
  for (const plan of plans) {
    const made = plan.make(new Random(0x5eed + number));
    const content = typeof made === 'string' ? Buffer.from(made) : made;
    const path = join(folder, plan.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    const time = new Date(Date.UTC(2016, 0, 1) + number * 61_000);
    await utimes(path, time, time);
    hash.update(plan.path).update('\0').update(createHash('sha256').update(content).digest());
    bytes += content.length;
    number++;
  }
  const facts = { paths: plans.map((plan) => plan.path), bytes, digest: hash.digest('hex') };
  await writeFile(`${manifest}.part`, JSON.stringify(facts));
  await rename(`${manifest}.part`, manifest);
}

function plansOf(name: CorpusName): Plan[] {
  const random = new Random(2026);
  switch (name) {
    case 'traveller':
      return [...tracks(random, 4640, 381, 529_500_000), ...photos(random, 300, 54_000_000), ...places(44), ...preferences(16)];
    case 'small':
      return smallFiles(random, 20_000);
    case 'tiny':
      return [...tracks(random, 160, 12, 4_000_000), ...photos(random, 8, 400_000), ...places(4), ...preferences(4)];
  }
}

/** Sizes with a median well below the mean (log-normal), scaled to the given sum. */
function sizes(random: Random, count: number, sum: number, spread: number): number[] {
  const raw = Array.from({ length: count }, () => Math.exp(random.normal() * spread));
  const scale = sum / raw.reduce((total, size) => total + size, 0);
  return raw.map((size) => Math.max(900, Math.min(Math.round(size * scale), 12_000_000)));
}

function tracks(random: Random, count: number, folders: number, sum: number): Plan[] {
  return sizes(random, count, sum, 1.43).map((size, index) => {
    const folder = index % folders;
    const region = regions[folder % regions.length] ?? 'Alps';
    const name = `${2015 + (folder % 10)}-${String(1 + (index % 12)).padStart(2, '0')} ${region} ${index}`;
    return { path: `tracks/${region} ${folder}/${name}.gpx`, make: (own) => contents.track(own, name, size) };
  });
}

function photos(random: Random, count: number, sum: number): Plan[] {
  return sizes(random, count, sum, 0.5).map((size, index) => ({
    path: `avnotes/${2015 + (index % 10)}/photo ${index}.jpg`,
    make: (own) => own.bytes(size),
  }));
}

function places(count: number): Plan[] {
  return Array.from({ length: count }, (_, index) => ({
    path: index === 0 ? 'favorites/favorites.gpx' : `favorites/favorites-Group ${index}.gpx`,
    make: (own) => contents.favourites(own, index === 0 ? '' : `Group ${index}`, own.whole(5, 80)),
  }));
}

function preferences(count: number): Plan[] {
  return Array.from({ length: count }, (_, index) => ({
    path: index === 0 ? 'general_settings.json' : `profiles/profile_bicycle_${index}.json`,
    make: (own) => contents.settings(own, own.whole(20, 200)),
  }));
}

function smallFiles(random: Random, count: number): Plan[] {
  return Array.from({ length: count }, (_, index) => {
    const size = random.whole(1000, 3000);
    const name = `Walk ${index}`;
    return { path: `tracks/${regions[index % 10] ?? 'Alps'} ${index % 200}/${name}.gpx`, make: (own) => contents.track(own, name, size) };
  });
}
