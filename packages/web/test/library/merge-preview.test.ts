import { describe, expect, test } from 'vitest';
import { previewMerge } from '../../src/library/tasks/merge.ts';

const key = { type: 'FAVOURITES', name: 'favorites-Huts.gpx' };
const group = (...places: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    `<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">${places.join('')}</gpx>`,
  );
const place = (name: string, lat: number, words = ''): string =>
  `<wpt lat="${lat}" lon="8"><name>${name}</name><desc>${words}</desc><type>Huts</type></wpt>`;

describe('S6 the preview of a merge', () => {
  test('S6 shows what both sides added, and what one side deleted is gone', () => {
    const [kept, gone] = [place('Kept', 46.1), place('Gone', 46.2)];
    const preview = previewMerge(key, group(kept, gone), group(kept, gone, place('Here', 46.3)), group(kept, place('There', 46.4)));
    expect(preview?.record?.kind).toBe('places');
    expect(JSON.stringify(preview?.record)).toMatch(/Kept.*Here.*There|Kept.*There.*Here/);
    expect(JSON.stringify(preview?.record)).not.toContain('Gone');
  });

  test('S6 says that there is none where both sides changed the same place otherwise, and for kinds without a merge', () => {
    const sides = [group(place('Hut', 46.1)), group(place('Hut', 46.1, 'soup')), group(place('Hut', 46.1, 'no soup'))] as const;
    expect(previewMerge(key, ...sides)).toBeNull();
    expect(previewMerge({ type: 'GPX', name: 'a.gpx' }, ...sides)).toBeNull();
  });
});
