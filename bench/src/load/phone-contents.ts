import { gzipSync } from 'node:zlib';
import { track } from '../contents.ts';
import { Random } from '../random.ts';

/** A file as it travels: the gzip member that a phone sends, and how long its content is. */
export interface PhoneFile {
  readonly type: 'GPX' | 'FILE';
  /** Ending of its name. */
  readonly ending: '.gpx' | '.jpg';
  readonly member: Buffer;
  readonly size: number;
}

/** Length of a member, bytes (R31): what travels and is stored, so a track is some four times as long unpacked. */
const memberBytes = { least: 20_000, most: 200_000 };

/** Different files, half of them tracks, half photos that do not shrink, of sizes spread evenly. */
export function phoneFiles(count: number, seed: number): readonly PhoneFile[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => {
    const length = random.whole(memberBytes.least, memberBytes.most);
    if (index % 2 === 1) {
      const photo = random.bytes(length - 64);
      return { type: 'FILE', ending: '.jpg', member: gzipSync(photo, { level: 1 }), size: photo.length };
    }
    return { type: 'GPX', ending: '.gpx', ...packedTrack(random, index, length) };
  });
}

/** A track of which a piece is packed first, to learn how much it shrinks. */
function packedTrack(random: Random, index: number, length: number): { member: Buffer; size: number } {
  const trial = track(random, `Tour ${index}`, 60_000);
  const shrinks = trial.length / gzipSync(trial).length;
  const plain = Buffer.from(track(random, `Tour ${index}`, Math.round(length * shrinks)));
  return { member: gzipSync(plain), size: plain.length };
}

/** The file of an index; the list begins again after its end. */
export function fileAt(list: readonly PhoneFile[], index: number): PhoneFile {
  const file = list[index % list.length];
  if (file === undefined) throw new Error('there are no files');
  return file;
}
