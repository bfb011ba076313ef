const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** Addresses of the pages of tracks. */
export function folderPath(path: string): string {
  return path === '' ? '/tracks' : `/tracks/folder/${encoded(path)}`;
}
export function collectionPath(name: string): string {
  return `/tracks/collections/${encodeURIComponent(name)}`;
}
export function trackPath(name: string): string {
  return `/tracks/file/${encoded(name)}`;
}
