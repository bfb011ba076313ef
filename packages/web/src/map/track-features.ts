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

/** Tracks as they travel: a few long columns, handed over at once, however many there are. */
export interface PackedTracks {
  /** Longitude and latitude in turn, of all lines. */
  readonly places: Float64Array<ArrayBuffer>;
  /** Where each line begins among the numbers of `places`, and where the last one ends. */
  readonly lineStart: Uint32Array<ArrayBuffer>;
  /** Where the lines of each track begin, and where those of the last one end. */
  readonly trackStart: Uint32Array<ArrayBuffer>;
  readonly looks: readonly Pick<TrackLines, 'color' | 'width' | 'arrows'>[];
  /** Which of `looks` each has. */
  readonly look: Uint32Array<ArrayBuffer>;
}

export function packedTracks(tracks: readonly Omit<TrackLines, 'index'>[]): PackedTracks {
  const lines = tracks.flatMap((track) => track.lines);
  const lineStart = new Uint32Array(lines.length + 1);
  for (const [at, line] of lines.entries()) lineStart[at + 1] = (lineStart[at] ?? 0) + line.length;
  const places = new Float64Array(lineStart[lines.length] ?? 0);
  for (const [at, line] of lines.entries()) places.set(line, lineStart[at]);
  const trackStart = new Uint32Array(tracks.length + 1);
  const look = new Uint32Array(tracks.length);
  const known = new Map<string, number>();
  const looks: PackedTracks['looks'][number][] = [];
  for (const [at, { lines: own, color, width, arrows }] of tracks.entries()) {
    trackStart[at + 1] = (trackStart[at] ?? 0) + own.length;
    const key = `${color} ${width} ${arrows ? 1 : 0}`;
    const its = known.get(key) ?? looks.push({ color, width, arrows }) - 1;
    known.set(key, its);
    look[at] = its;
  }
  return { places, lineStart, trackStart, looks, look };
}

/** The same, track by track, without a copy of their places. */
export function unpackedTracks({ places, lineStart, trackStart, looks, look }: PackedTracks): TrackLines[] {
  return Array.from(look, (its, index): TrackLines => {
    const [from, to] = [trackStart[index] ?? 0, trackStart[index + 1] ?? 0];
    const lines = Array.from({ length: to - from }, (_, at) => places.subarray(lineStart[from + at], lineStart[from + at + 1]));
    return { index, lines, ...(looks[its] ?? { color: '#000000', width: 1, arrows: false }) };
  });
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
