import { distanceBetween, TrackStatisticsBuilder } from '@cairn/geo';
import type { LonLat, LonLatEle, TravelKind } from '@cairn/protocol';
import type { Terrain } from '../ports/router.ts';

/** The engine's own heights where it has any for the whole way, else those of the terrain, so that a profile never mixes two sources. */
export async function withHeights(points: readonly LonLatEle[], terrain: Terrain | null): Promise<readonly LonLatEle[]> {
  if (terrain === null || points.every(([, , ele]) => ele !== null)) return points;
  const along = distances(points);
  const length = along.at(-1) ?? 0;
  const step = Math.max(sampleEvery, length / mostSamples);
  const samples = Array.from({ length: Math.floor(length / step) + 2 }, (_, index) =>
    placeAt(points, along, Math.min(length, index * step)),
  );
  const smooth = smoothed(await terrain.heights(samples), Math.round(wavers / step));
  return points.map(([lon, lat], index): LonLatEle => {
    const at = (along[index] ?? 0) / step;
    const [before, behind] = [smooth[Math.floor(at)] ?? null, smooth[Math.ceil(at)] ?? null];
    const ele = before === null || behind === null ? (before ?? behind) : before + (behind - before) * (at - Math.floor(at));
    return [lon, lat, ele === null ? null : Math.round(ele * 10) / 10];
  });
}

/** Metres between samples of the terrain, unless the way is very long. */
const sampleEvery = 30;
const mostSamples = 5000;
/** A road in a slope goes up and down with the corners of the tiles, not with the ground: over so many metres to both sides that is evened out. */
const wavers = 120;

/** Metres from the first point to each. */
function distances(points: readonly LonLatEle[]): number[] {
  let sum = 0;
  return points.map(([lon, lat], index) => {
    const before = points[index - 1];
    if (before !== undefined) sum += distanceBetween({ lon: before[0], lat: before[1] }, { lon, lat });
    return sum;
  });
}
/** The place so many metres along a line. */
function placeAt(points: readonly LonLatEle[], along: readonly number[], metres: number): LonLat {
  let [low, high] = [0, along.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((along[middle] ?? 0) <= metres) low = middle;
    else high = middle;
  }
  const a: LonLatEle = points[low] ?? [0, 0, null];
  const b: LonLatEle = points[high] ?? a;
  const span = (along[high] ?? 0) - (along[low] ?? 0);
  const part = span === 0 ? 0 : (metres - (along[low] ?? 0)) / span;
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}
/** Means of so many values to both sides, fewer at the ends so that those stay, twice over; what is not known counts for nothing. */
function smoothed(values: readonly (number | null)[], reach: number): (number | null)[] {
  const once = (of: readonly (number | null)[]): (number | null)[] =>
    of.map((value, index) => {
      const far = Math.min(reach, index, of.length - 1 - index);
      const known = of.slice(index - far, index + far + 1).filter((one) => one !== null);
      return value === null || known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
    });
  return once(once(values));
}

/** Metres up and down, counted as for tracks; null where no height is known. */
export function climbOf(points: readonly LonLatEle[]): { ascent: number | null; descent: number | null } {
  const builder = new TrackStatisticsBuilder();
  builder.startSegment();
  for (const [lon, lat, ele] of points) builder.add({ lon, lat, ele, time: null });
  const { elevation } = builder.statistics();
  return { ascent: tenths(elevation?.ascent), descent: tenths(elevation?.descent) };
}

/** Metres an hour that somebody climbs, and goes down, on foot (DIN 33466) and by bicycle. */
const climbing: Partial<Record<TravelKind, { readonly up: number; readonly down: number }>> = {
  foot: { up: 300, down: 500 },
  bicycle: { up: 500, down: Infinity },
};
/** Seconds with hills: of the time for the length and the time for the height the greater, and half of the other (DIN 33466). */
export function timeOverHills(kind: TravelKind, flat: number, { ascent, descent }: ReturnType<typeof climbOf>): number {
  const pace = climbing[kind];
  if (pace === undefined || ascent === null || descent === null) return flat;
  const steep = (ascent / pace.up + descent / pace.down) * 3600 || 0;
  return Math.round((Math.max(flat, steep) + Math.min(flat, steep) / 2) * 10) / 10;
}

function tenths(metres: number | undefined): number | null {
  return metres === undefined ? null : Math.round(metres * 10) / 10;
}
