import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { nameFromApps, nameProblem, CairnError } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LibraryContext } from '../library/context.ts';
import { asMap, contentForApp, deleteForApp, removeForApp, takeFromApp } from '../library/from-app.ts';
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

/** Characters up to which an answer is made before it is sent: packed in one go it costs half of what a stream does. */
const wholeLength = 1024 * 1024;

/** A JSON answer: a short one whole, a longer one made while it is sent. */
async function answered(text: AsyncGenerator<string>, isPacked: boolean): Promise<RawAnswer> {
  const headers = { 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding' };
  const packedHeaders = { ...headers, 'content-encoding': 'gzip' };
  const { beginning, isWhole } = await beginningOf(text);
  if (isWhole) {
    const bytes = Buffer.from(beginning);
    if (!isPacked) return { status: 200, headers, body: bytes };
    return { status: 200, headers: packedHeaders, body: await packed(bytes) };
  }
  const plain = Readable.from(continued(beginning, text), { objectMode: false });
  if (!isPacked) return { status: 200, headers, body: plain };
  // A fault ends the answer without its end, which every client notices.
  const body = pipeline(plain, createGzip(packing), () => undefined);
  return { status: 200, headers: packedHeaders, body };
}

async function beginningOf(text: AsyncGenerator<string>): Promise<{ beginning: string; isWhole: boolean }> {
  let beginning = '';
  while (beginning.length < wholeLength) {
    const step = await text.next();
    if (step.done === true) return { beginning, isWhole: true };
    beginning += step.value;
  }
  return { beginning, isWhole: false };
}
async function* continued(beginning: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield beginning;
  yield* rest;
}
