import type { Feature, FeatureCollection, MultiLineString, Position } from 'geojson';

/** A track as it travels to the worker. */
export interface TrackLines {
  /** Place in its layer: the id of the feature. */
  readonly index: number;
  readonly color: string;
  readonly width: number;
  readonly arrows: boolean;
  readonly lines: readonly Float64Array[];
}

/** Lines as features; a step over the antimeridian is carried on beyond ±180, so that it is drawn the short way. */
export function linesToFeatures(tracks: readonly TrackLines[]): FeatureCollection<MultiLineString> {
  return {
    type: 'FeatureCollection',
    features: tracks.map(({ index, color, width, arrows, lines }): Feature<MultiLineString> => ({
      type: 'Feature',
      id: index,
      properties: { color, width, arrows: arrows ? 1 : 0 },
      geometry: { type: 'MultiLineString', coordinates: lines.map(positionsOf) },
    })),
  };
}

function positionsOf(line: Float64Array): Position[] {
  const positions: Position[] = [];
  let turn = 0;
  let last = line[0] ?? 0;
  for (let at = 0; at + 1 < line.length; at += 2) {
    const lon = line[at] ?? 0;
    const lat = line[at + 1] ?? 0;
    // Not a number, or off the earth: such points are not drawn.
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) continue;
    if (lon - last > 180) turn -= 360;
    else if (lon - last < -180) turn += 360;
    last = lon;
    positions.push([lon + turn, lat]);
  }
  return positions;
}
