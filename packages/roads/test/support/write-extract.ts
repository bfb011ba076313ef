import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

export interface MadeNode {
  readonly id: number;
  readonly lon: number;
  readonly lat: number;
  readonly tags?: Readonly<Record<string, string>>;
}
export interface MadeWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}
export interface MadeRelation {
  readonly id: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly members: readonly { readonly type: 'node' | 'way'; readonly ref: number; readonly role: string }[];
}

/** Writes a small `.osm.pbf` file: nodes one by one, as the format also allows, and packed as the real ones are where `dense`. */
export function writeExtract(
  path: string,
  { nodes, ways, relations = [] }: { nodes: readonly MadeNode[]; ways: readonly MadeWay[]; relations?: readonly MadeRelation[] },
  { dense = true, features = ['OsmSchema-V0.6', 'DenseNodes'] }: { dense?: boolean; features?: readonly string[] } = {},
): void {
  const strings = new Table();
  const group = new PbfWriter();
  if (dense) group.writeBytesField(2, denseNodes(nodes, strings));
  else for (const node of nodes) group.writeBytesField(1, plainNode(node, strings));
  for (const way of ways) group.writeBytesField(3, wayOf(way, strings));
  for (const relation of relations) group.writeBytesField(4, relationOf(relation, strings));
  const block = new PbfWriter();
  block.writeBytesField(1, strings.bytes());
  block.writeBytesField(2, group.finish());
  const header = new PbfWriter();
  for (const feature of features) header.writeStringField(4, feature);
  writeFileSync(path, Buffer.concat([blob('OSMHeader', header.finish()), blob('OSMData', block.finish())]));
}

class Table {
  readonly #numbers = new Map<string, number>([['', 0]]);
  of(text: string): number {
    const known = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, known);
    return known;
  }
  bytes(): Uint8Array {
    const table = new PbfWriter();
    for (const text of this.#numbers.keys()) table.writeStringField(1, text);
    return table.finish();
  }
}

const units = (degrees: number): number => Math.round(degrees * 1e7);
const steps = (values: readonly number[]): number[] => values.map((value, index) => value - (values[index - 1] ?? 0));

function denseNodes(nodes: readonly MadeNode[], strings: Table): Uint8Array {
  const dense = new PbfWriter();
  dense.writePackedSVarint(1, steps(nodes.map(({ id }) => id)));
  dense.writePackedSVarint(8, steps(nodes.map(({ lat }) => units(lat))));
  dense.writePackedSVarint(9, steps(nodes.map(({ lon }) => units(lon))));
  const tags = nodes.flatMap((node) => [
    ...Object.entries(node.tags ?? {}).flatMap(([key, value]) => [strings.of(key), strings.of(value)]),
    0,
  ]);
  dense.writePackedVarint(10, tags);
  return dense.finish();
}
function plainNode({ id, lon, lat, tags = {} }: MadeNode, strings: Table): Uint8Array {
  const node = new PbfWriter();
  node.writeSVarintField(1, id);
  writeTags(node, tags, strings);
  node.writeSVarintField(8, units(lat));
  node.writeSVarintField(9, units(lon));
  return node.finish();
}
function wayOf({ id, refs, tags }: MadeWay, strings: Table): Uint8Array {
  const way = new PbfWriter();
  way.writeVarintField(1, id);
  writeTags(way, tags, strings);
  way.writePackedSVarint(8, steps(refs));
  return way.finish();
}
function relationOf({ id, tags, members }: MadeRelation, strings: Table): Uint8Array {
  const relation = new PbfWriter();
  relation.writeVarintField(1, id);
  writeTags(relation, tags, strings);
  relation.writePackedVarint(
    8,
    members.map(({ role }) => strings.of(role)),
  );
  relation.writePackedSVarint(9, steps(members.map(({ ref }) => ref)));
  relation.writePackedVarint(
    10,
    members.map(({ type }) => (type === 'node' ? 0 : 1)),
  );
  return relation.finish();
}
function writeTags(into: PbfWriter, tags: Readonly<Record<string, string>>, strings: Table): void {
  into.writePackedVarint(
    2,
    Object.keys(tags).map((key) => strings.of(key)),
  );
  into.writePackedVarint(
    3,
    Object.values(tags).map((value) => strings.of(value)),
  );
}

export function blob(type: string, bytes: Uint8Array): Buffer {
  const body = new PbfWriter();
  body.writeVarintField(2, bytes.length);
  body.writeBytesField(3, deflateSync(bytes));
  const packed = body.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, packed.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, packed]);
}
