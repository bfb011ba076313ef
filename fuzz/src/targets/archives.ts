import { gzipSync } from 'node:zlib';
import {
  ImportError,
  OsfError,
  XmlError,
  ZipError,
  bytesAccess,
  entryNameProblem,
  layOutOsf,
  openZip,
  parcelLimits,
  plainMember,
  readFolderArchive,
  readKmz,
  readOsf,
  writeZip,
} from '@cairn/geo';
import { CairnError, meaningOfFile, nameProblem } from '@cairn/protocol';
import { followMember } from '../../../packages/server/src/adapters/unpack/follow.ts';
import { inspectMember } from '../../../packages/server/src/adapters/unpack/inspect.ts';
import { must, orRefusedLater, realFiles, text } from '../target.ts';
import type { Target } from '../target.ts';

async function archiveOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(Object.entries(files).map(([name, bytes]) => plainMember(name, null, bytes)))) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
const fileLimit = 1024 * 1024;

/** Readers of packed things. */
export const archives: readonly Target[] = [
  {
    name: 'zip',
    most: 16_384,
    words: ['PK\u0003\u0004', 'PK\u0001\u0002', 'PK\u0005\u0006', 'PK\u0006\u0006', '../', 'doc.kml', '\u0001\0'],
    seeds: async () => [
      await archiveOf({ 'a.gpx': text('<gpx/>'), 'f/b.txt': text('x'.repeat(500)), 'ü.kml': text('<kml/>') }),
      ...realFiles(['kml', 'zip', 'broken', 'derived'], /\.(kmz|zip|osf)$/, 16_384),
    ],
    async run(bytes) {
      const archive = await orRefusedLater([ZipError], () => openZip(bytesAccess(bytes), { limits: parcelLimits }));
      if (archive === null) return;
      let plain = 0;
      for (const entry of archive.entries.slice(0, 20)) {
        must(entryNameProblem(entry.name) === null, 'no entry has a name that is unsafe to unpack');
        if (plain + entry.plainSize > 4_000_000) continue;
        const content = await orRefusedLater([ZipError], () => archive.bytes(entry, 4_000_000));
        if (content === null) continue;
        must(content.length === entry.plainSize, 'an entry is as long as the list says');
        plain += content.length;
      }
      await orRefusedLater([ZipError, XmlError, ImportError], () => readKmz(bytesAccess(bytes)));
    },
    work: { perByte: 20_000, start: 10_000_000 },
  },
  {
    name: 'osf',
    most: 4096,
    words: [
      '{',
      '}',
      '[',
      ']',
      ',',
      'null',
      '1e999',
      '\\u0000',
      '"items":',
      '"prefs":[]',
      '..',
      '/',
      '__proto__',
      '"type":"GPX"',
      '"type":"FILE"',
      '"subtype":"voice"',
    ],
    seeds: () => {
      const [first] = layOutOsf([
        { type: 'GPX', name: 'a.gpx', info: text('{"color":"red"}') },
        { type: 'FILE', name: 'voice/de-tts/x.js', info: null },
        { type: 'QUICK_ACTIONS', name: 'QUICK_ACTIONS.json', info: null },
      ]);
      return [first?.kind === 'bytes' ? first.bytes : text('{"version":1,"items":[]}')];
    },
    async run(bytes) {
      const files = { 'items.json': bytes, 'tracks/a.gpx': text('x'), 'voice/de-tts/x.js': text('y'), '.cairn/names.json': bytes };
      const archive = await openZip(bytesAccess(await archiveOf(files)));
      const contents = await orRefusedLater([OsfError], () => readOsf(archive));
      const keys = [
        ...(contents?.files.map(({ key }) => key) ?? []),
        ...((await orRefusedLater([OsfError], () => readFolderArchive(archive))) ?? []).map(({ key }) => key),
      ];
      for (const { name } of keys) {
        must(nameProblem(name) === null, 'every name is one that the cloud takes');
        meaningOfFile(name.split('/'));
      }
    },
    work: { perByte: 20_000, start: 2_000_000 },
  },
  {
    name: 'gzip',
    most: 8192,
    words: ['\u001f\u008b\u0008'],
    seeds: () => [
      gzipSync('<gpx/>'),
      gzipSync('x'.repeat(5000), { level: 1 }),
      gzipSync(''),
      // A header with every field that there is: extra, name, comment, its own checksum.
      Buffer.concat([
        Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66, 110, 0, 99, 0, 1, 2]),
        gzipSync('abc').subarray(10),
      ]),
      Buffer.concat([gzipSync('one'), gzipSync('two')]),
    ],
    async run(bytes) {
      const member = Uint8Array.from(bytes);
      const whole = inspectMember(member, fileLimit);
      const passed = await orRefusedLater([CairnError], async () => {
        const followed = followMember(inPieces(member, 5), fileLimit);
        let length = 0;
        for await (const piece of followed.pieces) length += piece.length;
        must(length === member.length, 'a member passes by unchanged');
        return followed.facts();
      });
      const facts = whole instanceof CairnError ? null : whole;
      must(JSON.stringify(facts) === JSON.stringify(passed), 'both readers of a member say the same of it');
      if (facts !== null) must(facts.size <= fileLimit, 'nothing unpacks to more than the limit');
    },
  },
];

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
