import { PbfReader } from 'pbf';
import { blobsOf } from './blobs.ts';
import { ExtractError, orDamaged } from './extract-error.ts';
import { Strings } from './tags.ts';
import type { Tags } from './tags.ts';

export interface Member {
  readonly type: 'node' | 'way' | 'relation';
  readonly id: number;
  readonly role: string;
}
/** What is told of an extract, in the order of the file. Places are whole units of 1e-7 degrees. */
export interface Visitor {
  /** Only nodes with one of these keys have their tags read; the others come with null. */
  readonly nodeKeys?: readonly string[];
  readonly node?: (id: number, lon: number, lat: number, tags: Tags | null) => void;
  /** Ways and relations without any of these keys are passed over. */
  readonly keys?: readonly string[];
  readonly way?: (id: number, tags: Tags, refs: readonly number[]) => void;
  readonly relation?: (id: number, tags: Tags, members: readonly Member[]) => void;
}

interface Block {
  strings: Strings;
  granularity: number;
  latOffset: number;
  lonOffset: number;
  readonly groups: Uint8Array[];
}

/**
 * Reads an `.osm.pbf` file and tells the visitor what it asked for; the rest is passed over without being decoded.
 * @throws ExtractError when the file is none, is damaged, or needs features that are not known here
 */
export function readExtract(path: string, visitor: Visitor): void {
  for (const { type, bytes } of blobsOf(path)) {
    orDamaged(() => {
      if (type === 'OSMHeader') checkHeader(bytes);
      else if (type === 'OSMData') readBlock(bytes, visitor);
    });
  }
}

const known = new Set(['OsmSchema-V0.6', 'DenseNodes']);
function checkHeader(bytes: Uint8Array): void {
  const required: string[] = [];
  new PbfReader(bytes).readFields((tag: number, into: string[], pbf: PbfReader) => {
    if (tag === 4) into.push(pbf.readString());
  }, required);
  const strange = required.filter((feature) => !known.has(feature));
  if (strange.length > 0) throw new ExtractError(`needs what is not known here: ${strange.join(', ')}`);
}

function readBlock(bytes: Uint8Array, visitor: Visitor): void {
  const block: Block = { strings: new Strings([]), granularity: 100, latOffset: 0, lonOffset: 0, groups: [] };
  new PbfReader(bytes).readFields((tag: number, into: Block, pbf: PbfReader) => {
    if (tag === 1) into.strings = new Strings(stringsIn(pbf.readBytes()));
    else if (tag === 2) into.groups.push(pbf.readBytes());
    else if (tag === 17) into.granularity = pbf.readVarint();
    else if (tag === 19) into.latOffset = pbf.readVarint(true);
    else if (tag === 20) into.lonOffset = pbf.readVarint(true);
  }, block);
  const ofKeys = (keys: readonly string[] = []): Set<number> =>
    new Set(keys.map((key) => block.strings.indexOf(key)).filter((at) => at >= 0));
  const [nodeKeys, keys] = [ofKeys(visitor.nodeKeys), ofKeys(visitor.keys)];
  for (const group of block.groups) {
    new PbfReader(group).readFields((tag: number, into: Block, pbf: PbfReader) => {
      if (tag === 1 && visitor.node !== undefined) readNode(pbf.readBytes(), into, nodeKeys, visitor.node);
      else if (tag === 2 && visitor.node !== undefined) readDense(pbf.readBytes(), into, nodeKeys, visitor.node);
      else if (tag === 3 && visitor.way !== undefined) readWay(pbf.readBytes(), into, keys, visitor.way);
      else if (tag === 4 && visitor.relation !== undefined) readRelation(pbf.readBytes(), into, keys, visitor.relation);
    }, block);
  }
}

function stringsIn(bytes: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = [];
  new PbfReader(bytes).readFields((tag: number, into: Uint8Array[], pbf: PbfReader) => {
    if (tag === 1) into.push(pbf.readBytes());
  }, strings);
  return strings;
}

/** Nanodegrees are granularity × value + offset; ours are a hundredth of that. */
const place = (value: number, granularity: number, offset: number): number => Math.round((offset + granularity * value) / 100);

function readDense(bytes: Uint8Array, block: Block, nodeKeys: ReadonlySet<number>, tell: NonNullable<Visitor['node']>): void {
  const dense = { ids: [] as number[], lats: [] as number[], lons: [] as number[], tags: [] as number[] };
  new PbfReader(bytes).readFields((tag: number, into: typeof dense, pbf: PbfReader) => {
    if (tag === 1) pbf.readPackedSVarint(into.ids);
    else if (tag === 8) pbf.readPackedSVarint(into.lats);
    else if (tag === 9) pbf.readPackedSVarint(into.lons);
    else if (tag === 10) pbf.readPackedVarint(into.tags);
  }, dense);
  const { ids, lats, lons, tags } = dense;
  let [id, lat, lon, at] = [0, 0, 0, 0];
  for (let index = 0; index < ids.length; index++) {
    id += ids[index] ?? 0;
    lat += lats[index] ?? 0;
    lon += lons[index] ?? 0;
    const begin = at;
    let wanted = false;
    while (at < tags.length && tags[at] !== 0) {
      wanted ||= nodeKeys.has(tags[at] ?? 0);
      at += 2;
    }
    const own = wanted ? tagsAt(block.strings, tags, begin, at) : null;
    at += 1;
    tell(id, place(lon, block.granularity, block.lonOffset), place(lat, block.granularity, block.latOffset), own);
  }
}
function tagsAt(strings: Strings, pairs: readonly number[], begin: number, end: number): Tags {
  const tags = new Map<string, string>();
  for (let at = begin; at < end; at += 2) tags.set(strings.get(pairs[at] ?? 0), strings.get(pairs[at + 1] ?? 0));
  return tags;
}

/** An element as it stands in the file: numbers of strings, steps between ids. */
class Element {
  id = 0;
  lat = 0;
  lon = 0;
  readonly keys: number[] = [];
  readonly values: number[] = [];
  readonly refs: number[] = [];
  readonly roles: number[] = [];
  readonly members: number[] = [];
  readonly types: number[] = [];

  hasAny(keys: ReadonlySet<number>): boolean {
    return this.keys.some((key) => keys.has(key));
  }
  tags(strings: Strings): Tags {
    return new Map(this.keys.map((key, index) => [strings.get(key), strings.get(this.values[index] ?? 0)]));
  }
}
function readTagged(tag: number, into: Element, pbf: PbfReader): void {
  if (tag === 2) pbf.readPackedVarint(into.keys);
  else if (tag === 3) pbf.readPackedVarint(into.values);
}

function readNode(bytes: Uint8Array, block: Block, nodeKeys: ReadonlySet<number>, tell: NonNullable<Visitor['node']>): void {
  const node = new Element();
  new PbfReader(bytes).readFields((tag: number, into: Element, pbf: PbfReader) => {
    if (tag === 1) into.id = pbf.readSVarint();
    else if (tag === 8) into.lat = pbf.readSVarint();
    else if (tag === 9) into.lon = pbf.readSVarint();
    else readTagged(tag, into, pbf);
  }, node);
  const tags = node.hasAny(nodeKeys) ? node.tags(block.strings) : null;
  tell(node.id, place(node.lon, block.granularity, block.lonOffset), place(node.lat, block.granularity, block.latOffset), tags);
}

function readWay(bytes: Uint8Array, block: Block, keys: ReadonlySet<number>, tell: NonNullable<Visitor['way']>): void {
  const way = new Element();
  new PbfReader(bytes).readFields((tag: number, into: Element, pbf: PbfReader) => {
    if (tag === 1) into.id = pbf.readVarint(true);
    // Keys come before what they decide about.
    else if (tag === 8 && into.hasAny(keys)) pbf.readPackedSVarint(into.refs);
    else readTagged(tag, into, pbf);
  }, way);
  if (way.hasAny(keys)) tell(way.id, way.tags(block.strings), summed(way.refs));
}

const memberTypes = ['node', 'way', 'relation'] as const;
function readRelation(bytes: Uint8Array, block: Block, keys: ReadonlySet<number>, tell: NonNullable<Visitor['relation']>): void {
  const relation = new Element();
  new PbfReader(bytes).readFields((tag: number, into: Element, pbf: PbfReader) => {
    if (tag === 1) into.id = pbf.readVarint(true);
    else if (tag === 8) pbf.readPackedVarint(into.roles);
    else if (tag === 9) pbf.readPackedSVarint(into.members);
    else if (tag === 10) pbf.readPackedVarint(into.types);
    else readTagged(tag, into, pbf);
  }, relation);
  if (!relation.hasAny(keys)) return;
  const members = summed(relation.members).map((id, index): Member => {
    const type = memberTypes[relation.types[index] ?? 0] ?? 'node';
    return { type, id, role: block.strings.get(relation.roles[index] ?? 0) };
  });
  tell(relation.id, relation.tags(block.strings), members);
}

function summed(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}
