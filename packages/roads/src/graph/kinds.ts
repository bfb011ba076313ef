import { profileNames, wayAccess, wayDirections } from './access.ts';
import type { Tags } from '../osm/tags.ts';
import { dislike, roadKindOf, speedOf, surfaceOf } from './speeds.ts';
import { roadKinds, surfaceKinds } from './words.ts';

/** Numbers of one kind of way: for each profile and direction a speed and a weight, then what all share. */
export const kindStride = 16;
/** Metres a second for profile p forwards at 2p, backwards at 2p + 1; 0 = closed. */
export const speedAt = (profile: number, backward: number): number => profile * 2 + backward;
/** What a metre weighs in the search, in the same order. */
export const weightAt = (profile: number, backward: number): number => 6 + profile * 2 + backward;
/** Index into `surfaceKinds`, into `roadKinds`; bits of the profiles that may come here only to get to what lies there. */
export const surfaceAt = 12;
export const roadAt = 13;
export const destinationAt = 14;

/** A bicycle that is pushed. */
const pushing = 4 / 3.6;

/** All kinds of ways of an extract, each once: roads share what their tags come to. */
export class KindTable {
  readonly #numbers = new Map<string, number>();
  readonly #rows: number[] = [];

  /** The number of the kind; null when nobody may use the way. */
  of(tags: Tags): number | null {
    const row = rowOf(tags);
    if (row === null) return null;
    const key = row.join(' ');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.#rows.push(...row);
    return number;
  }
  table(): Float32Array {
    return Float32Array.from(this.#rows);
  }
}

function rowOf(tags: Tags): number[] | null {
  const row = new Array<number>(kindStride).fill(0);
  let destination = 0;
  for (const [profile, name] of profileNames.entries()) {
    const access = wayAccess(tags, name);
    if (access === 'no') continue;
    if (access === 'destination') destination |= 1 << profile;
    // Who pushes goes on foot, against a one-way street too.
    const open = access === 'push' ? { forward: true, backward: true } : wayDirections(tags, name);
    for (const [backward, isOpen] of [open.forward, open.backward].entries()) {
      if (!isOpen) continue;
      const speed = access === 'push' ? pushing : speedOf(tags, name, backward === 0) / 3.6;
      row[speedAt(profile, backward)] = speed;
      row[weightAt(profile, backward)] = dislike(tags, name) / speed;
    }
  }
  if (row.every((value) => value === 0)) return null;
  row[surfaceAt] = surfaceKinds.indexOf(surfaceOf(tags));
  row[roadAt] = roadKinds.indexOf(roadKindOf(tags));
  row[destinationAt] = destination;
  return row;
}
