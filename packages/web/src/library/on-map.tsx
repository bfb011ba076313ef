import { useEffect } from 'react';
import { stage } from '../map/stage.ts';
import type { MapPoint, MapTrack } from '../map/stage.ts';
import type { Line } from '../device/index.ts';
import { useOpenedTrack } from './opened-track.ts';
import { hiddenGroup, hiddenTrack, useHidden } from './hidden.ts';
import { isHiddenAt } from '../device/index/place-columns.ts';
import { useMedia } from './media.ts';
import type { MediaItem } from './media.ts';
import { opaque } from './places.ts';
import type { GroupItem, PlacesView } from './places.ts';
import type { TrackItem } from './tracks.ts';
import { useOpenLibrary, usePlaces, useTracks } from './use-library.ts';

/** Names of our layers on the map. */
export const placesLayer = 'favourites';
export const tracksLayer = 'tracks';
export const openTrackLayer = 'open track';
export const waypointsLayer = 'waypoints';
export const mediaLayer = 'media';

/** Keeps the map showing the favourites and tracks of whoever is here, whatever screen is open. */
export function OnMap(): null {
  useOpenLibrary();
  const places = usePlaces();
  const tracks = useTracks();
  const media = useMedia();
  const hidden = useHidden();
  const opened = useOpenedTrack();
  useEffect(() => soon(() => stage.showPoints(placesLayer, pointsOf(places, hidden))), [places, hidden]);
  useEffect(() => {
    const shownTracks = () => tracks.all.filter(({ name }) => name !== opened && !hidden.has(hiddenTrack(name)));
    return soon(() => stage.showTracks(tracksLayer, shownTracks().flatMap(lineOf)));
  }, [tracks, hidden, opened]);
  useEffect(() => stage.showPoints(mediaLayer, media.flatMap(mediaPoint)), [media]);
  return null;
}

/** Tens of thousands of things are prepared in a task of their own, after the screen has been drawn. @returns what calls it off */
function soon(show: () => void): () => void {
  const timer = setTimeout(show);
  return () => clearTimeout(timer);
}

/** How photos, videos and recordings look on the map. */
export const photoLook = { icon: 'photo', color: '#44546a', shape: 'square' } as const;

function mediaPoint({ key, at }: MediaItem): MapPoint[] {
  return at === null ? [] : [{ id: key.name, lat: at.lat, lon: at.lon, name: '', ...photoLook }];
}

function pointsOf({ groups }: PlacesView, hidden: ReadonlySet<string>): MapPoint[] {
  const points: MapPoint[] = [];
  for (const group of groups) if (!group.group.hidden && !hidden.has(hiddenGroup(group.id))) points.push(...pointsOfGroup(group));
  return points;
}

const shapes: Readonly<Record<string, MapPoint['shape']>> = { square: 'square', octagon: 'octagon' };
const shown = new WeakMap<GroupItem, readonly MapPoint[]>();
/** The points of a group that its file does not hide. */
function pointsOfGroup(group: GroupItem): readonly MapPoint[] {
  const known = shown.get(group);
  if (known !== undefined) return known;
  const { points: columns } = group.group;
  const looks = columns.looks.map(({ icon, color, background }) => ({
    ...{ icon, color: opaque(color), shape: shapes[background] ?? ('circle' as const) },
  }));
  const points: MapPoint[] = [];
  for (const item of group.items) {
    const at = item.at;
    const look = looks[columns.look[item.index] ?? 0];
    if (at === null || look === undefined || isHiddenAt(columns, item.index)) continue;
    points.push({ id: item.id, lat: at.lat, lon: at.lon, name: item.name, icon: look.icon, color: look.color, shape: look.shape });
  }
  shown.set(group, points);
  return points;
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
