import type { Member } from '../osm/read.ts';
import { readExtract } from '../osm/read.ts';
import type { Tags } from '../osm/tags.ts';
import { conditionalKeys, passesBarrier, profileNames } from './access.ts';
import { withUsualConditions } from './conditional.ts';
import { growingCounts, growingFloats } from './growing.ts';
import { KindTable } from './kinds.ts';
import { restrictionKeys, restrictionOf } from './restrictions.ts';
import type { Restriction } from './restrictions.ts';

/** The roads of an extract as they were read: ways with their vertices, not yet cut into edges. */
export interface Gathered {
  /** Ids of the ways, and where their vertices begin; one more than there are ways. */
  readonly wayIds: Float64Array;
  readonly wayStart: Uint32Array;
  readonly wayKind: Uint32Array;
  readonly wayName: Uint32Array;
  /** The seconds that a ferry says its crossing takes; ways that say nothing are absent. */
  readonly crossings: ReadonlyMap<number, number>;
  /** Vertices of the ways, as indices into `lons` and `lats`. */
  readonly vertices: Uint32Array;
  /** Units of 1e-7 degrees; `absent` where the extract lacks the node. */
  readonly lons: Int32Array;
  readonly lats: Int32Array;
  /** Bits of the profiles that do not get past this vertex. */
  readonly blocked: Uint8Array;
  /** Vertices that something stands on: they end an edge. */
  readonly special: Uint8Array;
  readonly ids: Float64Array;
  readonly kinds: Float32Array;
  readonly names: readonly string[];
  readonly restrictions: readonly Restriction[];
}
export const absent = 0x7fffffff;

/**
 * Reads what somebody can travel on. The file is read twice: ways first, then only those nodes that they need, so that memory follows the
 * roads and not the extract.
 * @throws ExtractError as `readExtract`
 */
export function gather(path: string): Gathered {
  const [wayIds, refs] = [growingFloats(), growingFloats()];
  const [wayStart, wayKind, wayName] = [growingCounts(), growingCounts(), growingCounts()];
  const crossings = new Map<number, number>();
  const kinds = new KindTable();
  const names = new NameTable();
  const restrictions: Restriction[] = [];
  readExtract(path, {
    keys: ['highway', 'route', ...restrictionKeys],
    way(id, said, nodes) {
      if (nodes.length < 2) return;
      const tags = withUsualConditions(said, conditionalKeys);
      const kind = kinds.of(tags);
      if (kind === null) return;
      const crossing = tags.get('route') === 'ferry' ? secondsOf(tags.get('duration')) : null;
      if (crossing !== null) crossings.set(wayIds.length, crossing);
      wayIds.push(id);
      wayStart.push(refs.length);
      wayKind.push(kind);
      wayName.push(names.of(tags));
      for (const node of nodes) refs.push(node);
    },
    relation(_id: number, tags: Tags, members: readonly Member[]) {
      restrictions.push(...restrictionOf(tags, members));
    },
  });
  wayStart.push(refs.length);
  const all = refs.take();
  const ids = distinct(all);
  const vertices = new Uint32Array(all.length);
  for (let index = 0; index < all.length; index++) vertices[index] = indexIn(ids, all[index] ?? 0);
  return {
    ...{ wayIds: wayIds.take(), wayStart: wayStart.take(), wayKind: wayKind.take(), wayName: wayName.take(), crossings, vertices, ids },
    ...placesOf(path, ids),
    ...{ kinds: kinds.table(), names: names.list, restrictions },
  };
}

/** Where the vertices are, and what stands on them. */
function placesOf(path: string, ids: Float64Array): Pick<Gathered, 'lons' | 'lats' | 'blocked' | 'special'> {
  const lons = new Int32Array(ids.length).fill(absent);
  const lats = new Int32Array(ids.length).fill(absent);
  const blocked = new Uint8Array(ids.length);
  const special = new Uint8Array(ids.length);
  let expected = 0;
  readExtract(path, {
    nodeKeys: ['barrier'],
    node(id, lon, lat, tags) {
      // Nodes come sorted by id, as a rule: then the next one is where the last one was, or one further.
      while ((ids[expected] ?? Infinity) < id) expected++;
      if (ids[expected] !== id) {
        const sought = indexIn(ids, id);
        if (ids[sought] !== id) return;
        expected = sought;
      }
      lons[expected] = lon;
      lats[expected] = lat;
      if (tags === null) return;
      special[expected] = 1;
      const usual = withUsualConditions(tags, conditionalKeys);
      for (const [profile, name] of profileNames.entries()) {
        if (!passesBarrier(usual, name)) blocked[expected] = (blocked[expected] ?? 0) | (1 << profile);
      }
    },
  });
  return { lons, lats, blocked, special };
}

function distinct(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (let index = 0; index < sorted.length; index++) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) sorted[count++] = sorted[index] ?? 0;
  }
  return sorted.slice(0, count);
}

/** The first place that is not less than the value. */
function indexIn(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

class NameTable {
  readonly list: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);
  of(tags: Tags): number {
    const name = tags.get('name') ?? tags.get('ref') ?? '';
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.length);
    this.list.push(name);
    return this.list.length - 1;
  }
}

/** `00:25`, `1:30:00` or minutes alone (https://wiki.openstreetmap.org/wiki/Key:duration). */
function secondsOf(duration: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(?:(\d{1,3}):)?(\d{1,3})(?::(\d{2}))?$/.exec(duration ?? '') ?? [];
  if (minutes === undefined) return null;
  const total = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return total > 0 ? total : null;
}
