import { TrackStatisticsBuilder } from '@cairn/geo';
import type { LonLatEle } from '@cairn/protocol';
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
