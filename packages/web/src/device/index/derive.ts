import { readFavourites, readPhoto } from '@cairn/geo';
import type { Favourite } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import { columnsOf } from './place-columns.ts';
import { reasonOf } from './reason.ts';
import { derivedKind } from './records.ts';
import type { DerivedRecord, Place, PlacesRecord } from './records.ts';
import { trackRecord } from './track-record.ts';

/** What lists and the map need of a content; null for kinds that need nothing. Contents that cannot be read say so and stay as they are (R42). */
export function derive(key: FileKey, plain: Uint8Array): DerivedRecord | null {
  try {
    switch (derivedKind(key)) {
      case 'places':
        return placesRecord(plain);
      case 'track':
        return trackRecord(plain);
      case 'companion':
        return { kind: 'companion', values: objectIn(plain) };
      case 'photo':
        return { kind: 'photo', ...readPhoto(plain) };
      case null:
        return null;
    }
  } catch (error) {
    // Whatever a stranger's file brings about, the file stays and the next one is read.
    return { kind: 'unreadable', reason: reasonOf(error) };
  }
}

function placesRecord(plain: Uint8Array): PlacesRecord {
  const { groups } = readFavourites(plain);
  return {
    kind: 'places',
    groups: groups.map((group) => ({ ...group, points: columnsOf(group.points.map(placeOf)) })),
  };
}
/** What the index leaves out is read from the file when a place is opened. */
export function placeOf(favourite: Favourite): Place {
  const { name, place, elevation, time, description, comment, address, links } = favourite;
  const { color, icon, background, hidden, visited, created, pickup, calendarEvent } = favourite;
  const texts = { name, description, comment, address, links };
  return { ...texts, place, elevation, time, color, icon, background, hidden, visited, created, pickup, calendarEvent };
}
function objectIn(plain: Uint8Array): Record<string, unknown> {
  const json: unknown = JSON.parse(new TextDecoder().decode(plain));
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
}
