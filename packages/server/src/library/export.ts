import { gunzipSync } from 'node:zlib';
import { bytesAccess, gzipMember, gzipMemberAt, layOutFolder, layOutOsf, plainMember, writeZip } from '@cairn/geo';
import type { OsfEntry, OsfRow, ZipMember } from '@cairn/geo';
import { CairnError, companionOf, isCompanion, isErrorName, mainOf } from '@cairn/protocol';
import type { ContentVersion, FileKey } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';
import { download } from './download.ts';

/** `zip`: the folder of a device. `osf`: OsmAnd's container, which OsmAnd imports. */
export type ExportFormat = 'zip' | 'osf';

/** Names that are read from the log at a time, and contents that are asked for at a time. */
const pageRows = 5000;
const contentsAtATime = 500;
/** Companions up to so many plain bytes stand in the list of a container; real ones have some hundred. */
const largestCompanion = 256 * 1024;

/**
 * Everything that an account has in the cloud now, as one archive (W5, O4): contents go in as they are stored, nothing is unpacked but
 * companions for the list of a container, and nothing is kept but the list of names. What begins is the whole or breaks off: a content
 * that is missing or damaged ends the stream with an error. @throws CairnError
 */
export async function* exportFiles(
  ctx: LibraryContext,
  account: AccountId,
  which: { readonly format: ExportFormat; readonly types: readonly string[] | null },
): AsyncGenerator<Uint8Array> {
  const files = await liveFiles(ctx, account, which.types);
  const keys = [...files.values()];
  const layout = which.format === 'osf' ? layOutOsf(await rowsOf(ctx, account, files)) : layOutFolder(keys);
  yield* writeZip(membersOf(ctx, account, layout, files));
}

type Files = ReadonlyMap<string, ContentVersion>;

/** Live contents by name, companions and marks of folders among them, in the order of types and names. */
async function liveFiles(ctx: LibraryContext, account: AccountId, types: readonly string[] | null): Promise<Files> {
  const found: ContentVersion[] = [];
  for (let cursor = 0, more = true; more;) {
    const page = await ctx.store.changes({ account, cursor, limit: pageRows, types });
    for (const version of page.changes) if (version.kind === 'content') found.push(version);
    ({ cursor, more } = page);
  }
  found.sort((one, other) => compareText(one.type, other.type) || compareText(one.name, other.name));
  return new Map(found.map((version) => [textOf(version), version]));
}

/** Rows of a container: a companion goes with its file where it is small enough to stand in the list, else it is a row of its own. */
async function rowsOf(ctx: LibraryContext, account: AccountId, files: Files): Promise<OsfRow[]> {
  const listed = [...files.values()].filter((version) => mainIn(files, version) !== null && version.size <= largestCompanion);
  const infos = new Map<string, Uint8Array>();
  for await (const [version, body] of contentsOf(ctx, account, listed)) {
    infos.set(textOf(version), gunzipSync(await wholeOf(body), { maxOutputLength: largestCompanion }));
  }
  const rows: OsfRow[] = [];
  for (const version of files.values()) {
    if (infos.has(textOf(version))) continue;
    const { type, name } = version;
    const info = isCompanion(name) ? null : (infos.get(textOf({ type, name: companionOf(name) })) ?? null);
    rows.push({ type, name, info });
  }
  return rows;
}
function mainIn(files: Files, { type, name }: FileKey): ContentVersion | null {
  const main = mainOf(name);
  return main === null ? null : (files.get(textOf({ type, name: main })) ?? null);
}

/** The members of the archive in the order of the layout; each content is asked for when its turn comes. */
async function* membersOf(ctx: LibraryContext, account: AccountId, layout: readonly OsfEntry[], files: Files): AsyncGenerator<ZipMember> {
  const wanted = layout.flatMap((entry) => (entry.kind === 'file' ? [versionOf(files, entry.key)] : []));
  const contents = contentsOf(ctx, account, wanted);
  try {
    for (const entry of layout) {
      if (entry.kind === 'folder') yield plainMember(entry.name, null, new Uint8Array(0));
      else if (entry.kind === 'bytes') yield plainMember(entry.name, null, entry.bytes);
      else {
        const next = await contents.next();
        if (next.done === true) throw new CairnError('file-not-available');
        const [version, body] = next.value;
        yield await memberOf(entry.name, version, body);
      }
    }
  } finally {
    await contents.return(undefined);
  }
}
function versionOf(files: Files, key: FileKey): ContentVersion {
  const version = files.get(textOf(key));
  if (version === undefined) throw new Error('the layout names a file that is not in the account');
  return version;
}

/** A stored content as a member of an archive, with the time that its device gave it. */
export async function memberOf(name: string, version: ContentVersion, body: Body): Promise<ZipMember> {
  const about = { name, time: version.clientTime > 0 ? version.clientTime : version.stamp, plainSize: version.size };
  return body instanceof Uint8Array ? gzipMemberAt(about, bytesAccess(body)) : gzipMember(about, body, version.stored);
}

type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Stored contents of versions in their order. @throws CairnError `file-not-available`, `data-damaged`: an export is whole or it is none */
export async function* contentsOf(
  ctx: LibraryContext,
  account: AccountId,
  versions: readonly ContentVersion[],
): AsyncGenerator<readonly [ContentVersion, Body], void> {
  for (let start = 0; start < versions.length; start += contentsAtATime) {
    const some = versions.slice(start, start + contentsAtATime);
    let index = 0;
    const seqs = some.map(({ seq }) => seq);
    for await (const { header, body } of download(ctx, account, seqs)) {
      const version = some[index++];
      if (version === undefined) break;
      if (header.error !== undefined) throw new CairnError(isErrorName(header.error.code) ? header.error.code : 'data-damaged');
      yield [version, body];
    }
    if (index < some.length) throw new CairnError('file-not-available');
  }
}

async function wholeOf(body: Body): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
function textOf({ type, name }: FileKey): string {
  return `${type}\0${name}`;
}
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
