import { createGzip } from 'node:zlib';
import { bytesAccess, gzipMemberAt, plainMember, writeZip } from '@cairn/geo';
import type { ZipMember } from '@cairn/geo';
import type { ContentVersion } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';
import { contentsOf, memberOf } from './export.ts';

/** A document of the archive beside its files, such as the devices. */
export interface OwnDocument {
  readonly name: string;
  readonly json: unknown;
}

/** Version of the layout; raised when what was written before could not be read the same way. */
const layoutVersion = 1;
/** Sequence numbers that are read from the log at a time. */
const pageSeqs = 5000;

/**
 * Everything that is kept of an account, as one archive (R74; docs/developers/formats.md): every version that can be restored with its times, deletions
 * and renames, each content once, and `documents`. Contents go in as they are stored. Like `exportFiles` it is the whole or breaks off.
 * @throws CairnError
 */
export async function* exportAccount(
  ctx: LibraryContext,
  account: AccountId,
  documents: readonly OwnDocument[],
): AsyncGenerator<Uint8Array> {
  const { lines, contents } = await versionsOf(ctx, account);
  const about = { format: 'cairn-account', version: layoutVersion, made: ctx.clock.now() };
  const members = async function* (): AsyncGenerator<ZipMember> {
    for (const { name, json } of [{ name: 'cairn.json', json: about }, ...documents]) {
      yield plainMember(name, null, Buffer.from(`${JSON.stringify(json, null, 1)}\n`));
    }
    yield await gzipMemberAt({ name: 'versions.jsonl', time: null, plainSize: lines.plainSize }, bytesAccess(lines.gzip));
    for await (const [version, body] of contentsOf(ctx, account, contents)) yield await memberOf(contentName(version.hash), version, body);
  };
  yield* writeZip(members());
}

/** Where a content lies in the archive. */
function contentName(hash: string): string {
  return `contents/${hash.slice(0, 2)}/${hash}`;
}

/** The log as lines of JSON, packed, and one version of each content. */
async function versionsOf(
  ctx: LibraryContext,
  account: AccountId,
): Promise<{ readonly lines: { readonly gzip: Uint8Array; readonly plainSize: number }; readonly contents: readonly ContentVersion[] }> {
  const { seq: newest } = await ctx.store.logState(account);
  const contents = new Map<string, ContentVersion>();
  let plainSize = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (let after = 0; after < newest; after += pageSeqs) {
      const versions = await ctx.store.versions(account, after, Math.min(newest, after + pageSeqs));
      for (const version of versions) if (version.kind === 'content' && !contents.has(version.hash)) contents.set(version.hash, version);
      const text = Buffer.from(versions.map((version) => `${JSON.stringify(version)}\n`).join(''));
      plainSize += text.length;
      yield text;
    }
  }
  const packed = createGzip();
  const parts: Uint8Array[] = [];
  const gathering = (async () => {
    for await (const part of packed) parts.push(part as Uint8Array);
  })();
  try {
    for await (const text of lines()) if (!packed.write(text)) await new Promise((resolve) => packed.once('drain', resolve));
    packed.end();
    await gathering;
  } catch (error) {
    packed.destroy();
    await gathering.catch(() => undefined);
    throw error;
  }
  return { lines: { gzip: Buffer.concat(parts), plainSize }, contents: [...contents.values()] };
}
