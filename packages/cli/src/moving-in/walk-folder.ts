import { createReadStream } from 'node:fs';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isStateDirectory, markAt, meaningOfFile, offersMark, stateFolder } from '@cairn/protocol';
import type { Item } from './take-in.ts';

/** OsmAnd on iOS calls its folder of tracks so. */
const otherNames: ReadonlyMap<string, string> = new Map([['GPX', 'tracks']]);

/** What lies in an OsmAnd data folder. `foreign`: what is no data of OsmAnd, or is no file, with the reason where there is one. */
export interface Walked {
  readonly items: Item[];
  readonly foreign: { path: string; reason: string }[];
}

/** Goes over a folder without following links and without changing anything in it; names in their order. */
export async function walkFolder(root: string, special: (what: string) => string): Promise<Walked> {
  const walked: Walked = { items: [], foreign: [] };
  const visit = async (segments: readonly string[]): Promise<void> => {
    const entries = await readdir(join(root, ...segments), { withFileTypes: true });
    if (entries.length === 0) takeEmpty(segments, walked);
    for (const entry of entries.sort(byName)) {
      const inner = [...segments, entry.name];
      if (entry.isDirectory()) {
        if (!isStateDirectory(inner)) await visit(inner);
      } else if (entry.isFile()) await takeFile(root, inner, walked);
      else walked.foreign.push({ path: inner.join('/'), reason: special(kindOf(entry)) });
    }
  };
  await visit([]);
  return walked;
}

async function takeFile(root: string, segments: readonly string[], { items, foreign }: Walked): Promise<void> {
  // The state of a device itself: sessions and the like.
  if (segments.length === 2 && segments[0] === stateFolder) return;
  const meaning = meaningOfFile(usual(segments));
  if (meaning.kind === 'state') return;
  if (meaning.kind !== 'file') {
    foreign.push({ path: segments.join('/'), reason: '' });
    return;
  }
  const path = join(root, ...segments);
  const { size, mtimeMs } = await lstat(path);
  items.push({ key: meaning.key, modified: Math.floor(mtimeMs), size, open: () => createReadStream(path) });
}

function takeEmpty(segments: readonly string[], { items }: Walked): void {
  const place = usual(segments);
  const mark = offersMark(place) ? markAt(place) : null;
  if (mark !== null) items.push({ key: mark, modified: 0, size: 0, open: nothing });
}
async function* nothing(): AsyncGenerator<Uint8Array> {
  // An empty folder has no content.
}

function usual(segments: readonly string[]): readonly string[] {
  const [first = '', ...rest] = segments;
  const name = otherNames.get(first);
  return name === undefined ? segments : [name, ...rest];
}
function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}
function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'pipe';
  return entry.isSocket() ? 'socket' : 'device';
}
