import { dateOf } from '../../library/tracks.ts';
import type { TrackItem } from '../../library/tracks.ts';

export const trackOrders = ['name', 'newest', 'longest', 'largest'] as const;
export type TrackOrder = (typeof trackOrders)[number];

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function orderedTracks(tracks: readonly TrackItem[], order: TrackOrder): readonly TrackItem[] {
  return tracks.toSorted((a, b) => {
    if (order === 'newest') return dateOf(b) - dateOf(a);
    if (order === 'longest') return (b.record?.statistics.distance ?? -1) - (a.record?.statistics.distance ?? -1);
    if (order === 'largest') return b.size - a.size;
    return names.compare(a.title, b.title);
  });
}

/** Whether each word that is looked for is in the name, the folder or the description. */
export function isTrackFound({ name, record }: TrackItem, words: readonly string[]): boolean {
  const text = `${name} ${record?.title ?? ''} ${record?.description ?? ''}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}
