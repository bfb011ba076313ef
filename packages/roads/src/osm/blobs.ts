import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync, zstdDecompressSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import { ExtractError, orDamaged } from './extract-error.ts';

/** Bounds of the format: https://wiki.openstreetmap.org/wiki/PBF_Format#File_format */
const mostHeaderBytes = 64 * 1024;
const mostBlobBytes = 32 * 1024 * 1024;

export interface Blob {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * The blobs of an `.osm.pbf` file one after the other, unpacked. Reads and waits: for worker threads and tests.
 * @throws ExtractError when it is no such file, damaged, or cut off
 */
export function* blobsOf(path: string): Generator<Blob> {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    let at = 0;
    const take = (length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      let got = 0;
      while (got < length) {
        const read = readSync(file, bytes, got, length - got, at + got);
        if (read === 0) throw new ExtractError('ends in the middle');
        got += read;
      }
      at += length;
      return bytes;
    };
    while (at < size) {
      const four = take(4);
      const headerLength = new DataView(four.buffer).getUint32(0);
      if (headerLength > mostHeaderBytes) throw new ExtractError('is no .osm.pbf file');
      const header = { type: '', length: 0 };
      const headerBytes = take(headerLength);
      orDamaged(() => new PbfReader(headerBytes).readFields(readHeader, header));
      if (header.type === '' || header.length > mostBlobBytes) throw new ExtractError('is no .osm.pbf file');
      yield { type: header.type, bytes: unpacked(take(header.length)) };
    }
  } finally {
    closeSync(file);
  }
}

function readHeader(tag: number, header: { type: string; length: number }, pbf: PbfReader): void {
  if (tag === 1) header.type = pbf.readString();
  else if (tag === 3) header.length = pbf.readVarint();
}

interface Packed {
  raw: Uint8Array | null;
  zlib: Uint8Array | null;
  zstd: Uint8Array | null;
}

function unpacked(blob: Uint8Array): Uint8Array {
  const packed: Packed = { raw: null, zlib: null, zstd: null };
  const plain = orDamaged(() => {
    new PbfReader(blob).readFields((tag: number, into: Packed, pbf: PbfReader) => {
      if (tag === 1) into.raw = pbf.readBytes();
      else if (tag === 3) into.zlib = pbf.readBytes();
      else if (tag === 7) into.zstd = pbf.readBytes();
    }, packed);
    const most = { maxOutputLength: mostBlobBytes };
    if (packed.zlib !== null) return inflateSync(packed.zlib, most);
    return packed.zstd === null ? packed.raw : zstdDecompressSync(packed.zstd, most);
  });
  if (plain !== null) return plain;
  throw new ExtractError('is packed in a way that is not known here; write it again with osmium cat');
}
