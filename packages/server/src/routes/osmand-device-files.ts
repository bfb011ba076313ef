import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { nameFromApps, nameProblem, CairnError } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LibraryContext } from '../library/context.ts';
import { asMap, contentForApp, deleteForApp, removeForApp, takeFromApp } from '../library/from-app.ts';
import { release } from '../memory.ts';
import { packed, packing, takesGzip } from './compress.ts';
import type { RawAnswer } from './handler.ts';
import type { AppHandlers } from './osmand-device.ts';
import { listing } from './osmand-device-listing.ts';
import { contentAnswer } from './v1/content.ts';

export type AppFileRoute = 'appUpload' | 'appDeleteFile' | 'appDeleteVersion' | 'appList' | 'appDownload' | 'appCheck';

const ok = { status: 'ok' } as const;

/** Files as OsmAnd's apps know them; no rule lives here. */
export function appFileHandlers(ctx: LibraryContext): AppHandlers<AppFileRoute> {
  return {
    async appUpload({ who, params, file }) {
      const { type, name } = params;
      const clienttime = clientTime(params.clienttime);
      const { stamp, size, received } = await takeFromApp(ctx, who, { type, name, clientTime: clienttime }, file);
      return { filesize: size, zipfilesize: received, updatetime: stamp, clienttime, type, name, ...ok };
    },
    async appDeleteFile({ who, params }) {
      await deleteForApp(ctx, who, keyOf(params));
      return ok;
    },
    async appDeleteVersion({ who, params }) {
      await removeForApp(ctx, who, keyOf(params), Number(params.updatetime));
      return ok;
    },
    async appList({ who, params, headers }) {
      const types = (params.type ?? '').split(',').map((type) => type.trim());
      const named = types.filter((type) => type !== '');
      const name = params.name === undefined || params.name === '' ? null : keyOf({ type: '', name: params.name }).name;
      const text = listing(ctx, who, { types: named.length === 0 ? null : named, name, allVersions: params.allVersions === 'true' });
      return answered(text, takesGzip(headers['accept-encoding'] ?? ''));
    },
    async appDownload({ who, params, headers }) {
      const stamp = params.updatetime === undefined ? null : Number(params.updatetime);
      return contentAnswer(await contentForApp(ctx, who, keyOf(params), stamp), headers);
    },
    async appCheck({ params }) {
      const isOne = params.type.toLowerCase() === 'file' && asMap(params) !== null;
      return { status: isOne && nameProblem(params.name) === null ? 'present' : 'not-present' };
    },
  };
}

/** The file that an app means: CR and LF may be written as in listings (C48). @throws CairnError `name-refused` (C26) */
function keyOf({ type, name: shown }: FileKey): FileKey {
  const name = nameFromApps(shown);
  const reason = nameProblem(name);
  if (reason !== null) throw new CairnError('name-refused', { reason, type, name });
  return { type, name };
}

/** Whatever the app says of its time is taken as it is, and what is no whole number as not said (R26, C29). */
function clientTime(text: string | undefined): number {
  const number = text === undefined || text.trim() === '' ? 0 : Number(text);
  return Number.isSafeInteger(number) && !Object.is(number, -0) ? number : 0;
}

/** Bytes up to which an answer is made before it is sent: packed in one go it costs half of what a stream does. */
const wholeBytes = 1024 * 1024;
/** Packed bytes that a longer answer is sent in. */
const streamChunk = 64 * 1024;

/** A JSON answer: a short one whole, a longer one made while it is sent. The memory of pieces is given back as soon as they are packed. */
async function answered(pieces: AsyncGenerator<Uint8Array>, isPacked: boolean): Promise<RawAnswer> {
  const headers = { 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding' };
  const packedHeaders = { ...headers, 'content-encoding': 'gzip' };
  const { beginning, isWhole } = await beginningOf(pieces);
  if (!isPacked)
    return { status: 200, headers, body: isWhole ? oneOf(beginning) : Readable.from(continued(beginning, pieces), { objectMode: false }) };
  if (!isWhole) return { status: 200, headers: packedHeaders, body: packedStream(continued(beginning, pieces)) };
  const bytes = oneOf(beginning);
  const body = await packed(bytes);
  release(bytes);
  return { status: 200, headers: packedHeaders, body };
}

/** A fault ends the answer without its end, which every client notices. */
function packedStream(pieces: AsyncIterable<Uint8Array>): Readable {
  const gzip = createGzip({ ...packing, chunkSize: streamChunk });
  const closed = new Promise<never>((_, reject) => gzip.once('close', () => reject(new Error('nobody reads on'))));
  closed.catch(() => undefined);
  const written = promisify((piece: Uint8Array, done: (error?: Error | null) => void) => gzip.write(piece, done));
  const pass = async (): Promise<void> => {
    for await (const piece of pieces) {
      await Promise.race([written(piece), closed]);
      release(piece);
    }
    gzip.end();
  };
  pass().catch((error: unknown) => gzip.destroy(error instanceof Error ? error : new Error(String(error))));
  return gzip;
}

async function beginningOf(pieces: AsyncGenerator<Uint8Array>): Promise<{ beginning: Uint8Array[]; isWhole: boolean }> {
  const beginning: Uint8Array[] = [];
  for (let length = 0; length < wholeBytes; length += beginning.at(-1)?.length ?? 0) {
    const step = await pieces.next();
    if (step.done === true) return { beginning, isWhole: true };
    beginning.push(step.value);
  }
  return { beginning, isWhole: false };
}
const oneOf = (pieces: readonly Uint8Array[]): Uint8Array => (pieces.length === 1 ? pieces[0] : undefined) ?? Buffer.concat(pieces);

async function* continued(beginning: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* beginning;
  yield* rest;
}
