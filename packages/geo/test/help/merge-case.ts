import type { PointsKind } from '../../src/merge-points.ts';
import type { Extra, G, P } from './points.ts';

export const food: G = { name: 'Food', color: '#ffeecc22', icon: 'special_star', background: 'circle' };
export const bakery: P = {
  name: 'Bakery',
  lat: 47.37,
  lon: 8.54,
  type: 'Food',
  time: '2026-05-02T10:00:00Z',
  ext: { 'osmand:address': 'Main street 1' },
};
export const bar: P = { name: 'Bar', lat: 47.38, lon: 8.55, type: 'Food', time: '2026-05-03T10:00:00Z' };
export const cafe: P = { name: 'Café', lat: 47.39, lon: 8.56, type: 'Food' };
export const deli: P = { name: 'Deli', lat: 47.4, lon: 8.57, type: 'Food' };
export const ext = (point: P, more: Record<string, string>): P => ({ ...point, ext: { ...point.ext, ...more } });

/** One version of a file: its points, its groups, other parts. */
export type Version = readonly [points: readonly P[], groups?: readonly G[], extra?: Extra] | null;
export interface Case {
  readonly title: string;
  readonly base: Version;
  readonly ours: Version;
  readonly theirs: Version;
  /** Names in order of the merged file; null for a conflict. */
  readonly names: readonly string[] | null;
  /** What else must be in the merged text, or in the reasons. */
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
  readonly kind?: PointsKind;
}
export const both = [bakery, bar];
