import type { PlaceItem } from '../../library/places.ts';

/** Addresses of the pages of favourites. A group is told by its file and its name, for a file may hold several. */
export function groupPath(file: string, group: string): string {
  return `/favourites/in/${encodeURIComponent(file)}?${new URLSearchParams({ group }).toString()}`;
}
/** A favourite is told by its name and position, which stay when others come and go. */
export function placePath({ file, group, key }: Pick<PlaceItem, 'file' | 'group' | 'key'>): string {
  return `/favourites/at/${encodeURIComponent(file)}?${new URLSearchParams({ group, place: key }).toString()}`;
}
export function newPlacePath(group: string): string {
  return `/favourites/new?${new URLSearchParams({ group }).toString()}`;
}
