import { BoundsBuilder } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import type { DerivedRecord, Place, PlacesRecord } from '../../device/index.ts';
import { placeAt } from '../../device/index/place-columns.ts';
import { photoLook } from '../../library/on-map.tsx';
import { opaque } from '../../library/places.ts';
import { work } from '../../library/work.ts';
import { stage } from '../../map/stage.ts';
import type { MapPoint, MapTrack } from '../../map/stage.ts';

/** What a version holds, as far as it can be shown; null when nothing of it can. */
export type Shown = DerivedRecord | null;

/** Reads a version, in the worker. */
export async function shownOf(key: FileKey, bytes: Uint8Array): Promise<Shown> {
  const record = await work().derive(key, bytes);
  return record?.kind === 'companion' ? null : record;
}

/** What merging two contents would come to, found in the worker. @returns null where they contradict each other */
export async function mergeOf(
  key: FileKey,
  contents: { readonly base: Uint8Array | null; readonly ours: Uint8Array; readonly theirs: Uint8Array },
): Promise<{ readonly shown: Shown } | null> {
  const preview = await work().previewMerge(key, contents.base, contents.ours, contents.theirs);
  if (preview === null) return null;
  const { record } = preview;
  return { shown: record?.kind === 'companion' ? null : record };
}

/** Shows one or two versions on the map until the returned function is called; the colours are those of `cloud.css`. @returns null when there is nothing to show */
export function showOnMap(versions: readonly (readonly [name: string, shown: Shown, color: string])[]): (() => void) | null {
  const layers: (() => void)[] = [];
  const box = new BoundsBuilder();
  for (const [name, shown, color] of versions) {
    const layer = `version-${name}`;
    const [points, tracks] = [pointsIn(shown, color), tracksIn(name, shown, color)];
    for (const { lat, lon } of points) box.add({ lat, lon });
    for (const { lines } of tracks)
      for (const line of lines) for (let at = 0; at < line.length; at += 2) box.add({ lat: line[at + 1] ?? 0, lon: line[at] ?? 0 });
    if (points.length > 0) stage.showPoints(layer, points, { clustered: false });
    if (tracks.length > 0) stage.showTracks(layer, tracks);
    layers.push(() => stage.hide(layer));
  }
  const bounds = box.bounds();
  if (bounds === null) return null;
  stage.fit(bounds);
  return () => {
    for (const hide of layers) hide();
  };
}

function pointsIn(shown: Shown, color: string): MapPoint[] {
  if (shown?.kind === 'photo' && shown.at !== null) {
    return [{ id: 'photo', ...shown.at, name: '', ...photoLook, ...(color === '' ? {} : { color }) }];
  }
  if (shown?.kind !== 'places') return [];
  return placesIn(shown).flatMap((place, at) =>
    place.place === null
      ? []
      : [
          {
            id: String(at),
            ...place.place,
            name: place.name,
            icon: place.icon,
            color: color === '' ? opaque(place.color) : color,
            shape: 'circle' as const,
          },
        ],
  );
}
function placesIn({ groups }: PlacesRecord): Place[] {
  return groups.flatMap(({ points }) => Array.from({ length: points.count }, (_, index) => placeAt(points, index)));
}
function tracksIn(name: string, shown: Shown, color: string): MapTrack[] {
  if (shown?.kind !== 'track' || shown.lines.length === 0) return [];
  const lines = shown.lines.map((line) => Float64Array.from(line, (value) => value / 1e7));
  return [{ id: name, name: shown.title, color: color === '' ? '#2468b8' : color, width: 4, arrows: false, lines }];
}

/** One thing in which two versions differ. */
export interface Difference {
  readonly what: string;
  readonly side: 'first' | 'second' | 'both';
  /** Values on the two sides, where there are such. */
  readonly values?: readonly [string, string];
}

/** What differs between two versions of a file of favourites; null for kinds that are not compared by points. */
export function pointDifferences(first: Shown, second: Shown): Difference[] | null {
  if (first?.kind !== 'places' || second?.kind !== 'places') return null;
  const of = (record: typeof first): Map<string, string> => new Map(placesIn(record).map((point) => [point.name, JSON.stringify(point)]));
  const [a, b] = [of(first), of(second)];
  const found: Difference[] = [];
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined) found.push({ what: name, side: 'first' });
    else if (other !== value) found.push({ what: name, side: 'both' });
  }
  for (const name of b.keys()) if (!a.has(name)) found.push({ what: name, side: 'second' });
  return found.sort((x, y) => x.what.localeCompare(y.what));
}
