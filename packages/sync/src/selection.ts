import { categoryOf, mainOf } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';

/**
 * Whether one of these entries covers the file: a category (`my-places`), a type (`GPX`), or a folder or group (`GPX/Alps`,
 * `FAVOURITES/favorites-Home.gpx`). A companion goes where its file goes (S7); one whose content alone a browser has thrown away is named itself
 * (W7).
 */
export function isCovered(key: FileKey, entries: readonly string[]): boolean {
  if (entries.length === 0) return false;
  const path = `${key.type}/${mainOf(key.name) ?? key.name}`;
  const category = categoryOf(key);
  const own = `${key.type}/${key.name}`;
  return entries.some((entry) => entry === category || path === entry || own === entry || path.startsWith(`${entry}/`));
}

/** The type that an entry lies in; null for a category. */
export function typeOfEntry(entry: string): string | null {
  if (entry === 'settings' || entry === 'my-places' || entry === 'resources') return null;
  return entry.split('/', 1)[0] ?? entry;
}
