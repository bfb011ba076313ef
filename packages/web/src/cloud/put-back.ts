import { blobAccess, openZip, readOsf } from '@cairn/geo';
import type { OsfFile, ZipArchive } from '@cairn/geo';
import { dashed } from '../device/index/reason.ts';
import type { Reason } from '../device/index/reason.ts';
import { batchLimits } from './batch-limits.ts';
import { cloud } from './client.ts';

/** What became of a container that was put back (W5). */
export interface PutBack {
  readonly stored: number;
  /** Were there already, byte for byte. */
  readonly same: number;
  readonly left: readonly { readonly name: string; readonly reason: Reason }[];
}

/** Largest content that is unpacked here at once, bytes. */
const largest = 512 * 1024 * 1024;

/**
 * Uploads every file of a container on top of what the cloud has: equal ones stay, others become the newest version. In shares, so that
 * what was taken before a fault or `signal` stays and a second try sends nothing twice. @throws OsfError, ZipError, ApiError
 */
export async function putBack(file: File, onProgress: (done: number, total: number) => void, signal: AbortSignal): Promise<PutBack> {
  const archive = await openZip(blobAccess(file));
  const { files, left } = await readOsf(archive);
  const kept = files.filter(({ isMap }) => !isMap);
  const heads = await headsNow(signal);
  const result = {
    stored: 0,
    same: 0,
    left: left.map(({ name, why }): { name: string; reason: Reason } => ({ name, reason: { code: `left-${dashed(why)}` } })),
  };
  let done = 0;
  for await (const share of shares(archive, kept)) {
    signal.throwIfAborted();
    const items = share.map(({ source: { key }, packed, modified }) => ({
      header: { ...key, base: heads.get(`${key.type}/${key.name}`) ?? 0, clientTime: modified, length: packed.length },
      body: packed,
    }));
    const { results } = await cloud.upload({ items, signal });
    for (const [at, one] of results.entries()) {
      if (one.status === 'done') result.stored += 1;
      else if (one.status === 'same') result.same += 1;
      else result.left.push({ name: share[at]?.source.key.name ?? '', reason: { code: one.error.code } });
    }
    done += share.length;
    onProgress(done, kept.length);
  }
  return result;
}

/** The newest version of every name, deletions included: what an upload must say that it knows. */
async function headsNow(signal: AbortSignal): Promise<Map<string, number>> {
  const heads = new Map<string, number>();
  for (let cursor = 0, more = true; more;) {
    const answer = await cloud.changes({ query: { cursor }, signal });
    for (const { type, name, seq } of answer.changes) heads.set(`${type}/${name}`, seq);
    ({ cursor, more } = answer);
  }
  return heads;
}

interface Packed {
  readonly source: OsfFile;
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly modified: number;
}

/** Packs content by content, and gives them together as one request takes them. */
async function* shares(archive: ZipArchive, files: readonly OsfFile[]): AsyncGenerator<Packed[]> {
  let share: Packed[] = [];
  let bytes = 0;
  for (const source of files) {
    const { content } = source;
    const plain = content instanceof Uint8Array ? content : await archive.bytes(content, largest);
    const packed = await gzipped(plain);
    if (share.length > 0 && (bytes + packed.length > batchLimits.bytes || share.length >= batchLimits.items)) {
      yield share;
      [share, bytes] = [[], 0];
    }
    share.push({ source, packed, modified: content instanceof Uint8Array ? Date.now() : (content.time ?? Date.now()) });
    bytes += packed.length;
  }
  if (share.length > 0) yield share;
}

async function gzipped(plain: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([new Uint8Array(plain)]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
