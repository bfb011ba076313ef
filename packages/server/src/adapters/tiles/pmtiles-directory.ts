import { ArchiveError } from './archive.ts';

/** A run of tiles with the same bytes; `run` 0 leads to another directory. */
export interface Entry {
  readonly id: number;
  readonly run: number;
  readonly offset: number;
  readonly length: number;
}

/** Reads a directory of a PMTiles archive: columns of numbers, each in as few bytes as it takes. @throws ArchiveError */
export function readDirectory(bytes: Uint8Array): Entry[] {
  const next = numbersIn(bytes);
  const count = next();
  if (count > bytes.length) throw new ArchiveError('is damaged: a directory in it says that it is longer than it is');
  const column = (): number[] => Array.from({ length: count }, next);
  let id = 0;
  const ids = column().map((step) => (id += step));
  const [runs, lengths, offsets] = [column(), column(), column()];
  const entries: Entry[] = [];
  for (const [index, tile] of ids.entries()) {
    const before = entries[index - 1];
    const told = offsets[index] ?? 0;
    const offset = told === 0 && before !== undefined ? before.offset + before.length : told - 1;
    entries.push({ id: tile, run: runs[index] ?? 0, length: lengths[index] ?? 0, offset });
  }
  return entries;
}

function numbersIn(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at];
      if (byte === undefined || scale > 2 ** 49) throw new ArchiveError('is damaged: a directory in it cannot be read');
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
}

/** The entry that holds a tile, or the directory that may; null when there is none. */
export function findEntry(entries: readonly Entry[], id: number): Entry | null {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry === undefined || entry.id === id) return entry ?? null;
    if (entry.id < id) low = middle + 1;
    else high = middle - 1;
  }
  const before = entries[high];
  return before !== undefined && (before.run === 0 || id - before.id < before.run) ? before : null;
}

/** The number of a tile: all tiles of lower zooms, then its place on the Hilbert curve of its own. */
export function tileIdOf(z: number, x: number, y: number): number {
  const side = 2 ** z;
  let id = (side * side - 1) / 3;
  let [px, py] = [x, y];
  for (let half = side / 2; half >= 1; half /= 2) {
    const right = Math.floor(px / half) % 2;
    const down = Math.floor(py / half) % 2;
    id += half * half * ((3 * right) ^ down);
    px %= half;
    py %= half;
    if (down === 0) {
      if (right === 1) [px, py] = [half - 1 - px, half - 1 - py];
      [px, py] = [py, px];
    }
  }
  return id;
}
