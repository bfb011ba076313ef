/** Modules of `targets` with the names of what they hold, known without loading them; a test holds the two lists together. */
export const groups = {
  documents: ['xml', 'gpx', 'favourites', 'gpx-edit', 'plan', 'kml', 'tcx', 'fit'],
  archives: ['zip', 'osf', 'gzip'],
  texts: ['info', 'merge-points', 'merge-items', 'names', 'places'],
  maps: ['pbf', 'graph', 'srtm', 'pmtiles', 'mbtiles', 'photo'],
  wire: ['multipart', 'batch', 'events', 'client', 'notices'],
} as const satisfies Record<string, readonly string[]>;
type Group = keyof typeof groups;

export const targetNames: readonly string[] = Object.values(groups).flat();

/** The module of a target. @throws Error when there is no such target */
export function groupOf(target: string): Group {
  for (const [group, names] of Object.entries(groups)) if ((names as readonly string[]).includes(target)) return group as Group;
  throw new Error(`there is no target ${target}: ${targetNames.join(', ')}`);
}
