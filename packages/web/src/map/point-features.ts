import type { Feature, FeatureCollection, Point } from 'geojson';
import { pictureId } from './pictures.ts';
import type { MapPoint } from './stage.ts';

/** Points as they travel to the worker: a few long columns, handed over at once. */
export interface PackedPoints {
  /** Longitude and latitude in turn; NaN for what is off the earth. */
  readonly places: Float64Array<ArrayBuffer>;
  /** Names, each ended by U+0000. */
  readonly names: string;
  readonly pictures: readonly string[];
  /** Which of `pictures` each has. */
  readonly picture: Uint32Array<ArrayBuffer>;
}

export function packedPoints(points: readonly MapPoint[]): PackedPoints {
  const places = new Float64Array(points.length * 2);
  const picture = new Uint32Array(points.length);
  const known = new Map<string, { readonly at: number; readonly id: string }>();
  const names: string[] = [];
  for (const [index, point] of points.entries()) {
    const isOnEarth = Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180;
    places[index * 2] = isOnEarth ? point.lon : NaN;
    places[index * 2 + 1] = isOnEarth ? point.lat : NaN;
    names.push(point.name.replaceAll('\u0000', ' '));
    const look = `${point.icon}\n${point.color}\n${point.shape}`;
    const its = known.get(look) ?? { at: known.size, id: pictureId(point) };
    known.set(look, its);
    picture[index] = its.at;
  }
  return { places, names: names.join('\u0000'), pictures: Array.from(known.values(), ({ id }) => id), picture };
}

/** The same as features, whose ids are their numbers. */
export function pointsToFeatures({ places, names, pictures, picture }: PackedPoints): FeatureCollection<Point> {
  const texts = names.split('\u0000');
  const features: Feature<Point>[] = [];
  for (let index = 0; index < picture.length; index++) {
    const [lon, lat] = [places[index * 2] ?? NaN, places[index * 2 + 1] ?? NaN];
    if (Number.isNaN(lon) || Number.isNaN(lat)) continue;
    features.push({
      type: 'Feature',
      id: index,
      properties: { name: texts[index] ?? '', picture: pictures[picture[index] ?? 0] ?? '' },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    });
  }
  return { type: 'FeatureCollection', features };
}
