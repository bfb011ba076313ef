import { Readable } from 'node:stream';
import { Coalescer } from '@cairn/protocol';
import type { LibraryContext } from '../../library/context.ts';
import type { OwnDocument } from '../../library/export-account.ts';
import { exportAccount } from '../../library/export-account.ts';
import { exportFiles } from '../../library/export.ts';
import type { ExportFormat } from '../../library/export.ts';
import type { RawAnswer } from '../handler.ts';

/**
 * An archive as it is made; its length is not known before. What fails before the first byte is an ordinary error; later the
 * connection breaks off, so that nobody takes a part for the whole.
 */
export function answerExport(
  ctx: LibraryContext,
  account: number,
  which: { readonly format: ExportFormat; readonly types: readonly string[] | null },
): Promise<RawAnswer> {
  return answerArchive(exportFiles(ctx, account, which), `OsmAnd ${dayOf(ctx)}.${which.format}`);
}

/** Everything that is kept of an account (R74), with the documents about it. */
export async function answerAccountExport(
  ctx: LibraryContext,
  account: number,
  documents: () => Promise<readonly OwnDocument[]>,
): Promise<RawAnswer> {
  return answerArchive(exportAccount(ctx, account, await documents()), `Cairn ${dayOf(ctx)}.zip`);
}

const dayOf = (ctx: LibraryContext): string => new Date(ctx.clock.now()).toISOString().slice(0, 10);

async function answerArchive(pieces: AsyncGenerator<Uint8Array>, name: string): Promise<RawAnswer> {
  const first = await pieces.next();
  return {
    status: 200,
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
    body: Readable.from(from(first, pieces), { objectMode: false, highWaterMark: 256 * 1024 }),
  };
}

/** Small parts are gathered into pieces worth sending: an archive of small files is thousands of them. */
async function* from(first: IteratorResult<Uint8Array>, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.done === true) return;
    const out = new Coalescer();
    yield* out.add(first.value);
    for await (const piece of rest) yield* out.add(piece);
    yield* out.flush();
  } finally {
    await rest.return(undefined);
  }
}
