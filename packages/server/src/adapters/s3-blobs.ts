import { CairnError } from '@cairn/protocol';
import type { Blobs } from '../ports/world.ts';
import { Breaker } from './s3-breaker.ts';
import type { S3Patience, S3Settings } from './s3-client.ts';
import { S3Requests } from './s3-client.ts';
import { S3Fault } from './s3-fault.ts';
import { pageOf } from './s3-pages.ts';
import { readObject } from './s3-read.ts';
import { Uploads } from './s3-upload.ts';

const keyForm = /^[0-9a-f]{32}$/;
const unfinishedForm = /^([0-9a-f]{32})\.part$/;
/** Written to prove that the bucket can be written; no key has this form. */
const probeName = 'probe';
/** For how long a look at the bucket is good, milliseconds: readiness flips well within 10 s (R77). */
const looksGoodMs = 4000;

export interface S3Options {
  readonly patience?: Partial<S3Patience>;
  /** Bytes of a part of a large content; stores want at least 5 MiB for all but the last. */
  readonly partBytes?: number;
  /** Waits before the second and the later tries, milliseconds. */
  readonly pausesMs?: readonly number[];
  /** Milliseconds that rise. */
  readonly now?: () => number;
  /** Whether downloads may go past this server. */
  readonly links?: boolean;
}

/** `Blobs` that also give addresses for downloads past this server. */
export interface S3Blobs extends Blobs {
  close(): void;
}

/**
 * Contents as objects of any store that speaks S3, named by their keys. Every byte that is sent carries checksums that the store
 * verifies, and nothing is acknowledged whose checksum was not seen at the store: where an answer is missing or odd, a look decides,
 * in doubt by reading back (R01, R20).
 */
export function s3Blobs(settings: S3Settings, options: S3Options = {}): S3Blobs {
  const now = options.now ?? (() => performance.now());
  const requests = new S3Requests(settings, { connectMs: 3000, answerMs: 10_000, pieceMs: 30_000, ...options.patience });
  const breaker = new Breaker(now);
  const pauses = options.pausesMs ?? [100, 500, 2000];
  const uploads = new Uploads({ requests, breaker, pauses, partBytes: options.partBytes ?? 8 * 1024 * 1024 });
  let looked = Number.NEGATIVE_INFINITY;
  // Whether the last write went through. At the start nobody knows.
  let writable = false;

  async function proveWritable(): Promise<void> {
    await uploads.putWhole(probeName, Buffer.from('cairn'));
    writable = true;
  }

  return {
    async put(key, bytes) {
      if (!keyForm.test(key)) throw new Error('a key of a content is 32 hexadecimal digits');
      try {
        const length = bytes instanceof Uint8Array ? await uploads.putWhole(key, bytes) : await uploads.putStream(key, bytes);
        writable = true;
        return { length };
      } catch (error) {
        if (error instanceof S3Fault) writable = false;
        throw spoken(error, 'write');
      }
    },
    async open(key, start = 0) {
      if (!keyForm.test(key)) throw new CairnError('file-not-available');
      try {
        return await readObject({ requests, breaker, pauses }, key, start);
      } catch (error) {
        throw spoken(error, 'read');
      }
    },
    async has(key) {
      if (!keyForm.test(key)) return false;
      try {
        return (await uploads.patiently(() => requests.head(key))) !== null;
      } catch (error) {
        throw spoken(error, 'read');
      }
    },
    async remove(key) {
      try {
        const [, unfinished] = unfinishedForm.exec(key) ?? [];
        if (unfinished !== undefined) await uploads.abortAll(unfinished);
        else if (keyForm.test(key)) await uploads.patiently(() => requests.remove(key));
      } catch (error) {
        throw spoken(error, 'write');
      }
    },
    async list(after, limit) {
      try {
        const { items, next } = await pageOf((work) => uploads.patiently(work), requests, after, limit);
        // Other names in the bucket are not ours to judge.
        return { items: items.filter(({ key }) => keyForm.test(key) || unfinishedForm.test(key)), next };
      } catch (error) {
        throw spoken(error, 'read');
      }
    },
    async probe() {
      try {
        if (!writable) await proveWritable();
        else if (now() - looked > looksGoodMs) await breaker.around(() => requests.look());
        looked = now();
        return { free: null };
      } catch (error) {
        throw spoken(error, 'write');
      }
    },
    ...(options.links === true ? { link: (key, seconds, disposition) => requests.link(key, seconds, disposition) } : {}),
    close: () => requests.client.destroy(),
  };
}

/** Faults in the words of the catalogue; errors of others pass unchanged. */
function spoken(error: unknown, doing: 'read' | 'write'): unknown {
  if (!(error instanceof S3Fault)) return error;
  if (error.kind === 'absent' && doing === 'read') return new CairnError('file-not-available', {}, { cause: error });
  if (error.kind === 'full') return new CairnError('storage-full', {}, { cause: error });
  if (error.kind === 'refused' && doing === 'write') return new CairnError('read-only', {}, { cause: error });
  return new CairnError('busy', { seconds: 5 }, { cause: error });
}
