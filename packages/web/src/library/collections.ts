import { useEffect, useState } from 'react';
import type { SmartFolder, SmartFolderChange, TrackFacts } from '@cairn/geo';
import { generalSettingsFile, isInSmartFolder } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import type { BrowserDevice } from '../device/index.ts';
import { changedMeanwhile, readOrNull, write } from './acts.ts';
import type { Back } from './acts.ts';
import { idOf } from './opened.ts';
import { dateOf } from './tracks.ts';
import type { TrackItem } from './tracks.ts';
import { useLibrary } from './use-library.ts';
import { work } from './work.ts';

/** Where collections stand: in the settings of all profiles, as OsmAnd's smart folders. */
const settingsKey: FileKey = { type: 'GLOBAL', name: generalSettingsFile };

export interface Collections {
  readonly state: 'reading' | 'read' | 'unreadable';
  readonly list: readonly SmartFolder[];
  /** Hash of the settings that were seen; null where there are none. */
  readonly seen: string | null;
}
const none: Collections = { state: 'read', list: [], seen: null };
const reading: Collections = { state: 'reading', list: [], seen: null };

/** The collections of this account, read anew when the settings change. */
export function useCollections(): Collections {
  const { device, byType } = useLibrary();
  const hash = byType.get(settingsKey.type)?.get(idOf(settingsKey))?.hash ?? null;
  const [read, setRead] = useState(reading);
  useEffect(() => {
    if (device === null) return undefined;
    let wanted = true;
    void readCollections(device).then((found) => {
      if (wanted) setRead(found);
    });
    return () => {
      wanted = false;
    };
  }, [device, hash]);
  return hash === null ? none : read;
}

async function readCollections(device: BrowserDevice): Promise<Collections> {
  try {
    const content = await readOrNull(device, settingsKey);
    if (content === null) return none;
    const list = await work().collectionsIn(content.bytes);
    return { state: list === null ? 'unreadable' : 'read', list: list ?? [], seen: content.hash };
  } catch {
    return { state: 'unreadable', list: [], seen: null };
  }
}

/** Changes them; `seen` is the hash of the settings that the person saw. @throws LibraryError `changed-meanwhile`, SmartFolderError */
export async function changeCollections(device: BrowserDevice, seen: string | null, change: SmartFolderChange): Promise<Back> {
  const there = await readOrNull(device, settingsKey);
  if ((there?.hash ?? null) !== seen) throw changedMeanwhile();
  return write(device, settingsKey, await work().changeCollections(there?.bytes ?? null, change), seen);
}

/** The tracks that fit a collection, as far as that can be told here. */
export function tracksOf(collection: SmartFolder, tracks: readonly TrackItem[]): TrackItem[] {
  return tracks.filter((track) => isInSmartFolder(collection, factsOf(track)));
}

function factsOf(track: TrackItem): TrackFacts {
  const { record, values } = track;
  const { distance = 0, time = null, movingSeconds = null, elevation = null } = record?.statistics ?? {};
  const moving = movingSeconds ?? time?.seconds ?? 0;
  return {
    ...{ name: track.title, folder: track.folder, distance, made: dateOf(track) },
    ...{ duration: (time?.seconds ?? 0) * 1000, moving: moving * 1000, averageSpeed: moving > 0 ? distance / moving : 0 },
    ...{ uphill: elevation?.ascent ?? 0, downhill: elevation?.descent ?? 0, maxAltitude: elevation?.max ?? 0 },
    ...{ color: values['color'] ?? '', width: values['width'] ?? '', waypoints: record?.waypoints ?? 0 },
  };
}
