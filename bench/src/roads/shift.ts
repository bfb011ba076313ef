import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { PbfReader, PbfWriter } from 'pbf';

/** A field of a protobuf message as it stands in it. */
interface Field {
  readonly tag: number;
  readonly type: number;
  /** The value: a number, or the bytes of a text, a list or a message. */
  readonly value: number | Uint8Array;
}
/** What one copy of an extract adds: to every id, and to places in nanodegrees. */
export interface Shift {
  readonly ids: number;
  readonly lon: number;
  readonly lat: number;
}
/** A road in a straight line between two nodes of the finished extract. */
export interface Link {
  readonly id: number;
  readonly refs: readonly [number, number];
}

/**
 * Writes an extract many times its size: copies of a real one, moved and renumbered, in the order of its kind (all nodes, all ways, all
 * relations), with links between them so that ways lead from copy to copy. Tags stay as they are.
 */
export function writeCopies(source: string, into: string, shifts: readonly Shift[], links: readonly Link[]): void {
  const blobs = blobsOf(readFileSync(source));
  const file = openSync(into, 'w');
  try {
    for (const { type, bytes } of blobs) if (type === 'OSMHeader') writeBlob(file, type, withoutBounds(bytes));
    for (const group of [[1, 2], [3], [4]]) {
      for (const shift of shifts) {
        for (const { type, bytes } of blobs) {
          const moved = type === 'OSMData' ? movedBlock(bytes, shift, group) : null;
          if (moved !== null) writeBlob(file, type, moved);
        }
      }
      if (group[0] === 3 && links.length > 0) writeBlob(file, 'OSMData', blockOfLinks(links));
    }
  } finally {
    closeSync(file);
  }
}

function* blobsIn(file: Buffer): Generator<{ readonly type: string; readonly bytes: Uint8Array }> {
  for (let at = 0; at < file.length;) {
    const headerEnd = at + 4 + file.readUInt32BE(at);
    const header = fieldsOf(file.subarray(at + 4, headerEnd));
    const type = header.find(({ tag }) => tag === 1)?.value;
    const length = Number(header.find(({ tag }) => tag === 3)?.value ?? 0);
    const blob = fieldsOf(file.subarray(headerEnd, headerEnd + length));
    const packed = blob.find(({ tag }) => tag === 3)?.value;
    const raw = blob.find(({ tag }) => tag === 1)?.value;
    if (!(type instanceof Uint8Array)) throw new Error('the source is no .osm.pbf file');
    const bytes = packed instanceof Uint8Array ? inflateSync(packed) : raw;
    if (!(bytes instanceof Uint8Array)) throw new Error('the source is packed in a way that is not known here');
    yield { type: Buffer.from(type).toString(), bytes };
    at = headerEnd + length;
  }
}
const blobsOf = (file: Buffer): { readonly type: string; readonly bytes: Uint8Array }[] => [...blobsIn(file)];

function writeBlob(file: number, type: string, bytes: Uint8Array): void {
  const blob = new PbfWriter();
  blob.writeVarintField(2, bytes.length);
  blob.writeBytesField(3, deflateSync(bytes));
  const body = blob.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, body.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  writeSync(file, Buffer.concat([length, head, body]));
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const pbf = new PbfReader(bytes);
  while (pbf.pos < pbf.length) {
    const key = pbf.readVarint();
    const [tag, type] = [key >> 3, key & 7];
    fields.push({ tag, type, value: type === 0 ? pbf.readVarint(true) : pbf.readBytes() });
  }
  return fields;
}
function messageOf(fields: readonly Field[]): Uint8Array {
  const pbf = new PbfWriter();
  for (const { tag, value } of fields) {
    if (typeof value === 'number') pbf.writeVarintField(tag, value);
    else pbf.writeBytesField(tag, value);
  }
  return pbf.finish();
}
/** The box of the source is not that of the copies. */
const withoutBounds = (bytes: Uint8Array): Uint8Array => messageOf(fieldsOf(bytes).filter(({ tag }) => tag !== 1));

/** The block moved, with the groups of these kinds alone; null when it has none. */
function movedBlock(bytes: Uint8Array, shift: Shift, kinds: readonly number[]): Uint8Array | null {
  let groups = 0;
  const fields = fieldsOf(bytes).flatMap((field): Field[] => {
    if (field.tag === 19 || field.tag === 20) return [];
    if (field.tag !== 2 || typeof field.value === 'number') return [field];
    const parts = fieldsOf(field.value).filter(({ tag }) => kinds.includes(tag));
    groups += parts.length;
    return parts.length === 0 ? [] : [{ ...field, value: messageOf(parts.map((part) => movedElement(part, shift))) }];
  });
  if (groups === 0) return null;
  const place = ({ tag, value }: { tag: number; value: number }): Field => ({ tag, type: 0, value });
  return messageOf([...fields, place({ tag: 19, value: shift.lat }), place({ tag: 20, value: shift.lon })]);
}

/** Where an element keeps ids, and where lists of steps from id to id. */
const idsOf: Readonly<Record<number, { readonly id: number; readonly signed: boolean; readonly lists: readonly number[] }>> = {
  1: { id: 1, signed: true, lists: [] },
  2: { id: -1, signed: false, lists: [1] },
  3: { id: 1, signed: false, lists: [8] },
  4: { id: 1, signed: false, lists: [9] },
};
function movedElement(part: Field, shift: Shift): Field {
  const places = idsOf[part.tag];
  if (places === undefined || typeof part.value === 'number') return part;
  const fields = fieldsOf(part.value).map((field): Field => {
    if (field.tag === places.id && typeof field.value === 'number')
      return { ...field, value: field.value + shift.ids * (places.signed ? 2 : 1) };
    if (places.lists.includes(field.tag) && typeof field.value !== 'number') return { ...field, value: movedSteps(field.value, shift.ids) };
    return field;
  });
  return { ...part, value: messageOf(fields) };
}
/** Only the first of a list of steps carries the shift. */
function movedSteps(bytes: Uint8Array, ids: number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const pbf = new PbfReader(bytes);
  const first = pbf.readSVarint();
  const written = new PbfWriter();
  written.writeSVarint(first + ids);
  return Buffer.concat([written.finish(), bytes.subarray(pbf.pos)]);
}

function blockOfLinks(links: readonly Link[]): Uint8Array {
  const strings = new PbfWriter();
  for (const text of ['', 'highway', 'primary']) strings.writeStringField(1, text);
  const group = new PbfWriter();
  for (const { id, refs } of links) {
    const way = new PbfWriter();
    way.writeVarintField(1, id);
    way.writePackedVarint(2, [1]);
    way.writePackedVarint(3, [2]);
    way.writePackedSVarint(8, [refs[0], refs[1] - refs[0]]);
    group.writeBytesField(3, way.finish());
  }
  const block = new PbfWriter();
  block.writeBytesField(1, strings.finish());
  block.writeBytesField(2, group.finish());
  return block.finish();
}
