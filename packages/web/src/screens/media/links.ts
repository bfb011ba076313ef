import type { MediaItem } from '../../library/media.ts';

/** Address of the page of a photo, video or recording. */
export function mediaPath({ key }: Pick<MediaItem, 'key'>): string {
  return `/notes/${key.name.split('/').map(encodeURIComponent).join('/')}`;
}
