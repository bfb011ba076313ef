import { Readable, pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { nameFromApps, nameProblem, CairnError } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { LibraryContext } from '../library/context.ts';
import { asMap, contentForApp, deleteForApp, removeForApp, takeFromApp } from '../library/from-app.ts';
import { takesGzip } from './compress.ts';
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
      return streamed(text, takesGzip(headers['accept-encoding'] ?? ''));
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

/** A JSON answer that is made while it is sent. */
function streamed(text: AsyncGenerator<string>, packed: boolean): RawAnswer {
  const plain = Readable.from(text, { objectMode: false });
  const headers = { 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding' };
  if (!packed) return { status: 200, headers, body: plain };
  const zipped = createGzip({ level: constants.Z_BEST_SPEED });
  // A fault ends the answer without its end, which every client notices.
  const body = pipeline(plain, zipped, () => undefined);
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body };
}
