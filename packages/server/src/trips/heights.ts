import { TrackStatisticsBuilder } from '@cairn/geo';
import type { LonLatEle, TravelKind } from '@cairn/protocol';
import type { Terrain } from '../ports/router.ts';

/** The engine's own heights where it has any for the whole way, else those of the terrain, so that a profile never mixes two sources. */
export async function withHeights(points: readonly LonLatEle[], terrain: Terrain | null): Promise<readonly LonLatEle[]> {
  if (terrain === null || points.every(([, , ele]) => ele !== null)) return points;
  const heights = await terrain.heights(points);
  return points.map(([lon, lat], index) => [lon, lat, heights[index] ?? null]);
}

/** Metres up and down, counted as for tracks; null where no height is known. */
export function climbOf(points: readonly LonLatEle[]): { ascent: number | null; descent: number | null } {
  const builder = new TrackStatisticsBuilder();
  builder.startSegment();
  for (const [lon, lat, ele] of points) builder.add({ lon, lat, ele, time: null });
  const { elevation } = builder.statistics();
  return { ascent: elevation?.ascent ?? null, descent: elevation?.descent ?? null };
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
