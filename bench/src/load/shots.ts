import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { batchMediaType, encodeBatch } from '@cairn/protocol';
import { track } from '../contents.ts';
import { Random } from '../random.ts';
import type { Shot } from './generator.ts';

/** A file as devices hold it: a track of about 10 kB, its gzip member and its hash. */
interface Sample {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly hash: string;
}

/** Different files; within an account none comes twice before all have come. */
export function samples(count: number): readonly Sample[] {
  const random = new Random(77);
  return Array.from({ length: count }, (_, index) => {
    const plain = Buffer.from(track(random, `Load ${index}`, 10_240));
    return { plain, packed: gzipSync(plain, { level: 6 }), hash: createHash('sha256').update(plain).digest('hex') };
  });
}

function sampleAt(list: readonly Sample[], index: number): Sample {
  const sample = list[index % list.length];
  if (sample === undefined) throw new Error('there are no samples');
  return sample;
}

/** `PUT` of one plain file, as WebDAV clients and simple servers do it. */
export function putShot(list: readonly Sample[], run: string, connection: number, index: number): Shot {
  const { plain } = sampleAt(list, index);
  const head = `PUT /d${connection}/${run}-${index}.gpx HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${plain.length}\r\n\r\n`;
  return { parts: [Buffer.from(head, 'latin1'), plain] };
}

/** `POST /api/v1/upload` of `size` new files with their metadata, as a device does it. `run` sets one run's names apart. */
export function uploadShot(list: readonly Sample[], token: string, run: string, index: number, size: number): Shot {
  const items = Array.from({ length: size }, (_, position) => {
    const number = index * size + position;
    const { packed, hash } = sampleAt(list, number);
    const name = `load/${run}-${number}.gpx`;
    return { header: { type: 'GPX', name, base: 0, clientTime: 1_700_000_000_000 + number, length: packed.length, hash }, body: packed };
  });
  const body = encodeBatch(items);
  const head = [
    'POST /api/v1/upload HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    `Content-Type: ${batchMediaType}`,
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  return { parts: [Buffer.from(`${head}\r\n\r\n`, 'latin1'), body] };
}

/** Every item of the answer to an upload became a new version. */
export function allDone(status: number, body: string, size: number): boolean {
  return status === 200 && body.split('"status":"done"').length - 1 === size;
}
