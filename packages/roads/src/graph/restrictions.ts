import type { Member } from '../osm/read.ts';
import type { Tags } from '../osm/tags.ts';
import { profileNames } from './access.ts';
import { withUsualConditions } from './conditional.ts';

/** A turn that is banned, or the only one allowed (https://wiki.openstreetmap.org/wiki/Relation:restriction). Ids of OpenStreetMap. */
export interface Restriction {
  readonly kind: 'no' | 'only';
  readonly from: number;
  readonly via: { readonly node: number } | { readonly ways: readonly number[] };
  readonly to: number;
  /** Bits of the profiles that must heed it. */
  readonly mask: number;
}

const carBit = 1;
const bicycleBit = 2;
const footBit = 4;
const ofKey: Readonly<Record<string, number>> = {
  restriction: carBit | bicycleBit,
  'restriction:motor_vehicle': carBit,
  'restriction:motorcar': carBit,
  'restriction:bicycle': bicycleBit,
  'restriction:foot': footBit,
};
const exceptions: Readonly<Record<string, number>> = {
  motorcar: carBit,
  motor_vehicle: carBit,
  vehicle: carBit | bicycleBit,
  bicycle: bicycleBit,
};

/** Keys of relations that are turn restrictions, with a condition or without. */
export const restrictionKeys = Object.keys(ofKey).flatMap((key) => [key, `${key}:conditional`]);

/** What a relation forbids to profiles of the graph. */
export function restrictionOf(said: Tags, members: readonly Member[]): Restriction[] {
  if (said.get('type') !== 'restriction') return [];
  const tags = withUsualConditions(said, Object.keys(ofKey));
  const excepted = (tags.get('except') ?? '').split(/[;,]\s*/).reduce((mask, word) => mask | (exceptions[word] ?? 0), 0);
  const ways = (role: string): number[] => members.filter((member) => member.role === role && member.type === 'way').map(({ id }) => id);
  const viaNodes = members.filter((member) => member.role === 'via' && member.type === 'node').map(({ id }) => id);
  const viaWays = ways('via');
  const via =
    viaNodes.length === 1 && viaWays.length === 0
      ? { node: viaNodes[0] ?? 0 }
      : viaNodes.length === 0 && viaWays.length > 0
        ? { ways: viaWays }
        : null;
  if (via === null) return [];
  return Object.entries(ofKey).flatMap(([key, bits]) => {
    const value = tags.get(key) ?? '';
    const kind = /^no_/.test(value) ? 'no' : /^only_/.test(value) ? 'only' : null;
    const mask = bits & ~excepted & ((1 << profileNames.length) - 1);
    if (kind === null || mask === 0) return [];
    // `no_entry` may have several ways in, `no_exit` several out.
    return ways('from').flatMap((from) => ways('to').map((to) => ({ kind, from, via, to, mask }) as const));
  });
}
