import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readPhoto } from '@cairn/geo';
import { ExtractError, TerrainFolder, readGraphFile } from '@cairn/roads';
import { readExtract } from '../../../packages/roads/src/osm/read.ts';
import { arraysIn } from '../../../packages/roads/src/graph/file.ts';
import { ArchiveError } from '../../../packages/server/src/adapters/tiles/archive.ts';
import { openMbtiles } from '../../../packages/server/src/adapters/tiles/mbtiles.ts';
import { findEntry, readDirectory } from '../../../packages/server/src/adapters/tiles/pmtiles-directory.ts';
import { openPmtiles } from '../../../packages/server/src/adapters/tiles/pmtiles.ts';
import { must, orRefused, orRefusedLater, realFiles, text } from '../target.ts';
import type { Target } from '../target.ts';

let made: string | null = null;
/** A folder of this run, made when the first file needs it. */
function folder(): string {
  if (made === null) {
    const path = mkdtempSync(join(tmpdir(), 'cairn-fuzz-'));
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
    made = path;
  }
  return made;
}
function placed(name: string, bytes: Uint8Array): string {
  const path = join(folder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** A block of data as a whole file, so that changes need no lengths of the frame to be right. */
function framed(block: Uint8Array): Uint8Array {
  const blob = Buffer.concat([varints(0x0a, block.length), block]);
  const header = Buffer.concat([Buffer.from('\x0a\x07OSMData'), varints(0x18, blob.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return new Uint8Array(Buffer.concat([length, header, blob]));
}
function varints(...numbers: number[]): Buffer {
  const bytes: number[] = [];
  for (let number of numbers) {
    for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
    bytes.push(number);
  }
  return Buffer.from(bytes);
}
const field = (tag: number, content: Uint8Array | string): Buffer =>
  Buffer.concat([varints(tag * 8 + 2, content.length), Buffer.from(content)]);
/** Two nodes, a way and a relation, as OpenStreetMap's format writes them. */
const block = new Uint8Array(
  Buffer.concat([
    field(1, Buffer.concat(['', 'highway', 'primary', 'barrier', 'gate', 'type', 'restriction', 'via'].map((word) => field(1, word)))),
    field(
      2,
      field(2, Buffer.concat([field(1, varints(2, 2)), field(8, varints(4, 6)), field(9, varints(8, 10)), field(10, varints(3, 4, 0, 0))])),
    ),
    field(2, field(3, Buffer.concat([varints(8, 1), field(2, varints(1)), field(3, varints(2)), field(8, varints(2, 2))]))),
    field(
      2,
      field(
        4,
        Buffer.concat([
          varints(8, 1),
          field(2, varints(5)),
          field(3, varints(6)),
          field(8, varints(7)),
          field(9, varints(2)),
          field(10, varints(0)),
        ]),
      ),
    ),
    field(2, field(1, Buffer.concat([varints(8, 2), field(2, varints(3)), field(3, varints(4)), varints(64, 4, 72, 4)]))),
  ]),
);
const pmtilesHeader = (): Uint8Array => {
  const directory = Buffer.from([1, 0, 1, 4, 1]);
  const bytes = Buffer.alloc(127 + directory.length + 2 + 4);
  bytes.write('PMTiles\x03', 0, 'latin1');
  for (const [at, value] of [
    [8, 127],
    [16, directory.length],
    [24, 127 + directory.length],
    [32, 2],
    [40, 127],
    [56, 127 + directory.length + 2],
    [64, 4],
  ] as const)
    bytes.writeBigUInt64LE(BigInt(value), at);
  bytes.set([1, 1, 1, 1, 0, 0], 96);
  bytes.set(directory, 127);
  bytes.write('{}', 127 + directory.length);
  return new Uint8Array(bytes);
};
function photo(): Uint8Array {
  const tiff = Buffer.alloc(80);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x8825, 10);
  tiff.writeUInt16LE(4, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt32LE(26, 18);
  tiff.writeUInt16LE(2, 26);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  return new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), length, exif, Buffer.from([0xff, 0xda])]));
}
const refusesGraph = { version: 1, bounds: [0, 0, 1, 1], places: {} };

/** Readers of map data and pictures. */
export const maps: readonly Target[] = [
  {
    name: 'pbf',
    most: 4096,
    words: ['OSMHeader', 'OSMData', 'OsmSchema-V0.6', 'DenseNodes', 'highway'],
    seeds: () => [block],
    run(bytes) {
      for (const file of [framed(bytes), bytes]) {
        let told = 0;
        const count = (): void => void (told += 1);
        orRefused([ExtractError], () =>
          readExtract(placed('a.osm.pbf', file), {
            nodeKeys: ['barrier'],
            keys: ['highway', 'type'],
            node: count,
            way: count,
            relation: count,
          }),
        );
        must(told <= file.length, 'a file tells no more than its bytes can hold');
      }
    },
    work: { perByte: 2000, start: 200_000 },
  },
  {
    name: 'graph',
    most: 4096,
    seeds: () => {
      const head = text(JSON.stringify(refusesGraph));
      const front = Buffer.alloc(16);
      front.write('CAIRNRDS', 0, 'latin1');
      front.writeUInt32LE(head.length, 8);
      return [new Uint8Array(Buffer.concat([front, head, Buffer.alloc(64)]))];
    },
    words: [
      'CAIRNRDS',
      '"places":{',
      '"nodeLon":{"at":0,"length":1}',
      '"index":{"at":0,"length":0}',
      '{"version":1,"bounds":[0,0,1,1],"places":{',
    ],
    run(bytes) {
      const graph = readGraphFile(placed('a.roads', bytes));
      if (graph !== null) arraysIn(graph);
    },
  },
  {
    name: 'srtm',
    most: 8192,
    seeds: () => [new Uint8Array(11 * 11 * 2), gzipSync(new Uint8Array(3 * 3 * 2)), ...realFiles(['osm'], /\.hgt\.zip$/, 8192)],
    words: ['N42E001.hgt', '\u0080\0'],
    async run(bytes) {
      for (const name of ['N42E001.hgt', 'N43E001.hgt.gz', 'N44E001.hgt.zip']) placed(name, bytes);
      const terrain = await TerrainFolder.open(folder());
      const heights = await terrain.heights([42, 43, 44].map((lat) => [1.5, lat + 0.5]));
      for (const height of heights) must(height === null || Math.abs(height) <= 32_768, 'a height is one that a tile can hold');
    },
    work: { perByte: 20_000, start: 10_000_000 },
  },
  {
    name: 'pmtiles',
    most: 4096,
    words: ['PMTiles\u0003', '"attribution":'],
    seeds: () => [pmtilesHeader(), ...realFiles(['tiles', 'broken'], /\.pmtiles$/, 4096)],
    async run(bytes) {
      const entries = orRefused([ArchiveError], () => readDirectory(bytes));
      if (entries !== null) findEntry(entries, 5);
      const archive = await orRefusedLater([ArchiveError], () => openPmtiles(placed('a.pmtiles', bytes)));
      if (archive === null) return;
      try {
        for (const zoom of [0, 1, 12]) await orRefusedLater([ArchiveError], () => archive.tile(zoom, 0, 0));
      } finally {
        await archive.close();
      }
    },
    work: { perByte: 5000, start: 1_000_000 },
  },
  {
    name: 'mbtiles',
    isSlow: true,
    most: 200_000,
    words: ['tiles', 'metadata', 'bounds', 'SQLite format 3\0'],
    seeds: () => realFiles(['tiles', 'broken'], /\.mbtiles$/, 200_000).slice(0, 4),
    async run(bytes) {
      const archive = await orRefusedLater([ArchiveError], () => openMbtiles(placed('a.mbtiles', bytes)));
      if (archive === null) return;
      try {
        // What SQLite says of a damaged page is an error of its own.
        await orRefusedLater([Error], () => archive.tile(0, 0, 0));
      } finally {
        await archive.close();
      }
    },
  },
  {
    name: 'photo',
    most: 4096,
    words: ['Exif\0\0', 'II*\0', 'MM\0*', 'eXIf', 'RIFF', 'WEBP', 'EXIF', '\u0088\u0025', '2020:01:01 10:00:00', '+02:00'],
    seeds: () => [photo()],
    run(bytes) {
      const { at, taken } = readPhoto(Uint8Array.from(bytes));
      if (at !== null) must(Math.abs(at.lat) <= 90 && Math.abs(at.lon) <= 180, 'a photo was taken on the earth');
      must(taken === null || Number.isFinite(taken), 'a moment is a number');
    },
  },
];
