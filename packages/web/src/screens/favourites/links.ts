import type { PlaceItem } from '../../library/places.ts';

/** Addresses of the pages of favourites. A group is told by its file and its name, for a file may hold several. */
export function groupPath(file: string, group: string): string {
  return `/favourites/in/${encodeURIComponent(file)}?${new URLSearchParams({ group }).toString()}`;
}
export function placePath({ file, group, index }: Pick<PlaceItem, 'file' | 'group' | 'index'>): string {
  return `/favourites/at/${encodeURIComponent(file)}?${new URLSearchParams({ group, point: String(index) }).toString()}`;
}
export function newPlacePath(group: string): string {
  return `/favourites/new?${new URLSearchParams({ group }).toString()}`;
}
