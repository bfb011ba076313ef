import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { LibraryContext } from '../../library/context.ts';
import { content, linkTo } from '../../library/download.ts';
import { partOf, rangeOf } from '../byte-range.ts';
import { takesGzip } from '../compress.ts';
import type { RawAnswer } from '../handler.ts';

/** One version as a download: packed as it lies where the client takes that, else unpacked on the way. Always inert (R45). */
export async function answerContent(
  ctx: LibraryContext,
  account: number,
  seq: number,
  requested: Readonly<Record<string, string | string[] | undefined>>,
): Promise<RawAnswer> {
  const past = await pastThisServer(ctx, account, seq, requested);
  return past ?? contentAnswer(await content(ctx, account, seq), requested);
}

/** For so long an address of the object store is good, seconds. */
const linkSeconds = 300;
/**
 * Where the operator wants it (`CAIRN_S3_LINKS`), a large content is fetched from the object store itself: by a browser that opens it,
 * and by clients that say so. A page that fetches stays here, and so does who cannot unpack; they get the bytes checked (R09).
 */
async function pastThisServer(
  ctx: LibraryContext,
  account: number,
  seq: number,
  requested: Readonly<Record<string, string | string[] | undefined>>,
): Promise<RawAnswer | null> {
  const { blobs } = ctx;
  const wanted = requested['sec-fetch-mode'] === 'navigate' || requested['x-cairn-redirect'] === 'follow';
  if (blobs.link === undefined || !wanted || !takesGzip(String(requested['accept-encoding'] ?? ''))) return null;
  const url = await linkTo(ctx, account, seq, async (key, { name }) => (await blobs.link?.(key, linkSeconds, attachment(name))) ?? '');
  if (url === null) return null;
  return { status: 302, headers: { location: url, 'cache-control': 'no-store' }, body: new Uint8Array(0) };
}

/** Packed or unpacked as the client takes it; whole, or the bytes of it that were asked for, on whichever of the two it gets (R33). */
export function contentAnswer(
  { version, body }: Awaited<ReturnType<typeof content>>,
  requested: Readonly<Record<string, string | string[] | undefined>>,
): RawAnswer {
  const packed = takesGzip(String(requested['accept-encoding'] ?? ''));
  const length = packed ? version.stored : version.size;
  const etag = `"${version.hash}${packed ? '-gzip' : ''}"`;
  // Who goes on with something else than this gets this from its beginning (RFC 9110, 13.1.5).
  const goesOn = requested['if-range'] === undefined || requested['if-range'] === etag;
  const range = goesOn ? rangeOf(requested['range'], length) : null;
  const stored = body instanceof Uint8Array ? Readable.from([body], { objectMode: false }) : Readable.from(body, { objectMode: false });
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': attachment(version.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    vary: 'accept-encoding',
    etag,
  };
  if (range === 'nothing') {
    stored.destroy();
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${length}` }, body: new Uint8Array(0) };
  }
  const { first, last } = range ?? { first: 0, last: length - 1 };
  // Unpacked, everything may have been given before the end of the stored bytes, where their checksum is looked at.
  const whole = packed ? stored : unpacked(stored);
  const part = packed && range === null ? whole : Readable.from(partOf(whole, { first, last }, length), { objectMode: false });
  return {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
      ...(range === null ? {} : { 'content-range': `bytes ${first}-${last}/${length}` }),
      'content-length': String(last + 1 - first),
    },
    body: part,
  };
}

function unpacked(stored: Readable): Readable {
  const plain = createGunzip();
  stored.once('error', (error) => plain.destroy(error));
  plain.once('close', () => stored.destroy());
  return stored.pipe(plain);
}

/** File name for a download: ASCII for old readers, the whole name as RFC 8187 has it. Only the last part: folders do not travel. */
function attachment(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const ascii = last.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(last.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
