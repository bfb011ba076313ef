import { useEffect } from 'react';
import { stage } from '../map/stage.ts';
import type { MapPoint, MapTrack } from '../map/stage.ts';
import type { Line } from '../device/index.ts';
import { useOpenedTrack } from './opened-track.ts';
import { hiddenGroup, hiddenTrack, useHidden } from './hidden.ts';
import { isHiddenByFile, opaque } from './places.ts';
import type { PlaceItem, PlacesView } from './places.ts';
import type { TrackItem } from './tracks.ts';
import { useOpenLibrary, usePlaces, useTracks } from './use-library.ts';

/** Names of our layers on the map. */
export const placesLayer = 'favourites';
export const tracksLayer = 'tracks';
export const openTrackLayer = 'open track';
export const waypointsLayer = 'waypoints';

/** Keeps the map showing the favourites and tracks of whoever is here, whatever screen is open. */
export function OnMap(): null {
  useOpenLibrary();
  const places = usePlaces();
  const tracks = useTracks();
  const hidden = useHidden();
  const opened = useOpenedTrack();
  useEffect(() => stage.showPoints(placesLayer, pointsOf(places, hidden)), [places, hidden]);
  useEffect(() => {
    stage.showTracks(tracksLayer, tracks.all.filter(({ name }) => name !== opened && !hidden.has(hiddenTrack(name))).flatMap(lineOf));
  }, [tracks, hidden, opened]);
  return null;
}

function pointsOf({ groups }: PlacesView, hidden: ReadonlySet<string>): MapPoint[] {
  const points: MapPoint[] = [];
  for (const { id, group, items } of groups) {
    if (hidden.has(hiddenGroup(id))) continue;
    for (const item of items) if (!isHiddenByFile(group, item.place)) points.push(...pointOf(item));
  }
  return points;
}

const shapes: Readonly<Record<string, MapPoint['shape']>> = { square: 'square', octagon: 'octagon' };
export function pointOf({ id, place }: PlaceItem): MapPoint[] {
  if (place.place === null) return [];
  const shape = shapes[place.background] ?? 'circle';
  return [{ id, ...place.place, name: place.name, icon: place.icon, color: opaque(place.color), shape }];
}

function lineOf({ name, title, record, look }: TrackItem): MapTrack[] {
  if (record === null || record.lines.length === 0) return [];
  return [{ id: name, name: title, ...look, lines: record.lines.map(degrees) }];
}

const drawn = new WeakMap<Line, Float64Array>();
function degrees(line: Line): Float64Array {
  const known = drawn.get(line);
  if (known !== undefined) return known;
  const values = Float64Array.from(line, (value) => value / 1e7);
  drawn.set(line, values);
  return values;
}
