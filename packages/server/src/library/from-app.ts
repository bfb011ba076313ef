import { Buffer } from 'node:buffer';
import { CairnError, checkNewKey, isErrorName, isMap, typeProblem } from '@cairn/protocol';
import type { ContentVersion, FileKey, WriteResult } from '@cairn/protocol';
import { megabytes } from '../log/limits.ts';
import type { NewContent } from '../ports/log-store.ts';
import type { MemberFacts } from '../ports/unpacker.ts';
import { wholeFactor } from './context.ts';
import type { Asker, LibraryContext } from './context.ts';
import { contentOf } from './download.ts';
import { operate } from './operate.ts';
import { circumstances, removeQuietly } from './upload.ts';

/** Most maps that one device may record: more than there are in the world, and not without bound. */
const mostMaps = 5000;
/** Room for what gzip adds to content that does not shrink. */
const gzipSlack = 1024 * 1024;

export interface AppFile extends FileKey {
  /** As the app said; never used for ordering (R26). */
  readonly clientTime: number;
}
/** What an upload of an app is answered with. */
export interface Taken {
  readonly stamp: number;
  /** Plain bytes; 0 for a map whose bytes were not sent. */
  readonly size: number;
  /** Bytes that arrived. */
  readonly received: number;
}

/**
 * Takes one file of an app: whatever the head is, as a version of its own (C24, C28). A map is recorded and its bytes are dropped.
 * @throws CairnError of the catalogue; nothing is kept then (C35)
 */
export async function takeFromApp(ctx: LibraryContext, who: Asker, file: AppFile, body: AsyncIterable<Uint8Array>): Promise<Taken> {
  await ctx.space.check();
  checkNewKey(file);
  const map = asMap(file);
  return map === null ? takeContent(ctx, who, file, body) : takeMap(ctx, who, { ...map, clientTime: file.clientTime }, body);
}

/** The key of a map, in whatever case its type was written; null for any other file (C79). */
export function asMap(key: FileKey): FileKey | null {
  const map = { type: key.type.toUpperCase(), name: key.name };
  return isMap(map) ? map : null;
}

async function takeContent(ctx: LibraryContext, who: Asker, file: AppFile, body: AsyncIterable<Uint8Array>): Promise<Taken> {
  const { writer, ...limits } = await circumstances(ctx, who);
  const { fileLimit } = limits.allowance;
  const { type, name, clientTime } = file;
  const put = async (facts: MemberFacts, place: NewContent['place'], bytes: Uint8Array): Promise<Taken> => {
    const item = { type, name, clientTime, base: null, alwaysNew: true, content: { ...facts, place } };
    const { outcomes, at, unused } = await ctx.store.put({ writer, limits, bytes, items: [item] });
    for (const key of unused) await removeQuietly(ctx, key);
    const [outcome] = outcomes;
    if (outcome?.status === 'refused') throw new CairnError(outcome.code, outcome.details);
    if (outcome?.status !== 'done') throw new Error('an upload was neither taken nor refused');
    ctx.events.publish(who.account, at);
    return { stamp: outcome.version.stamp, size: facts.size, received: facts.stored };
  };

  const { beginning, rest } = await readUpTo(body, ctx.inlineBytes);
  if (rest === null) {
    const { facts, bytes } = await inspected(ctx, beginning, fileLimit);
    return put(facts, { at: 0 }, bytes);
  }
  const key = Buffer.from(ctx.random.bytes(16)).toString('hex');
  ctx.inFlight.add(key);
  try {
    return await put(await store(ctx, key, joined(beginning, rest), fileLimit), { key }, new Uint8Array(0));
  } finally {
    ctx.inFlight.delete(key);
  }
}

/** Puts a content that is not kept beside the metadata under its key: gathered first if it is small and there is room, else as it comes. */
async function store(ctx: LibraryContext, key: string, body: AsyncIterable<Uint8Array>, fileLimit: number): Promise<MemberFacts> {
  const most = wholeFactor * ctx.inlineBytes;
  let pieces = body;
  if (ctx.wholeRoom.take(most)) {
    try {
      const { beginning, rest } = await readUpTo(body, most);
      if (rest === null) return await storeWhole(ctx, key, beginning, fileLimit);
      pieces = joined(beginning, rest);
    } finally {
      ctx.wholeRoom.giveBack(most);
    }
  }
  const followed = ctx.unpacker.follow(bounded(pieces, fileLimit), fileLimit);
  await ctx.blobs.put(key, followed.pieces);
  return followed.facts();
}
async function storeWhole(ctx: LibraryContext, key: string, member: Uint8Array<ArrayBuffer>, fileLimit: number): Promise<MemberFacts> {
  const { facts, bytes } = await inspected(ctx, member, fileLimit);
  await ctx.blobs.put(key, bytes);
  return facts;
}

/** @throws CairnError of the catalogue, for what is not taken */
async function inspected(
  ctx: LibraryContext,
  member: Uint8Array<ArrayBuffer>,
  fileLimit: number,
): Promise<{ facts: MemberFacts; bytes: Uint8Array<ArrayBuffer> }> {
  const packet = { bytes: member, members: [{ at: 0, length: member.length }] };
  const { bytes, found } = await ctx.unpacker.inspect(packet, fileLimit);
  const [facts] = found;
  if (facts === undefined || facts instanceof CairnError) throw facts ?? new CairnError('not-gzip');
  return { facts, bytes };
}

async function takeMap(ctx: LibraryContext, who: Asker, map: AppFile, body: AsyncIterable<Uint8Array>): Promise<Taken> {
  if (who.device === null) throw new CairnError('forbidden', { reason: 'maps are recorded by devices' });
  const { allowance } = await circumstances(ctx, who);
  if (allowance.types !== null && !allowance.types.includes(map.type)) throw new CairnError('plan-lacks-type', { type: map.type });
  const { size, received } = await measure(ctx, body, allowance.fileLimit);
  const { name, clientTime } = map;
  const known = { device: who.device, name, size: size === 0 ? null : size, clientTime };
  const recorded = await ctx.store.recordMap(who.account, known, mostMaps, ctx.clock.now());
  if (recorded === null) throw new CairnError('too-many-files', { limit: mostMaps });
  return { stamp: recorded.stamp, size, received };
}

/** Reads a body that is not kept to its end, and how long it is unpacked: 0 when that is not known. */
async function measure(
  ctx: LibraryContext,
  body: AsyncIterable<Uint8Array>,
  fileLimit: number,
): Promise<{ size: number; received: number }> {
  let received = 0;
  const source = body[Symbol.asyncIterator]();
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (let piece = await source.next(); piece.done !== true; piece = await source.next()) {
      received += piece.value.length;
      if (received > fileLimit + gzipSlack) throw new CairnError('file-too-large', { limitMb: megabytes(fileLimit) });
      yield piece.value;
    }
  }
  const followed = ctx.unpacker.follow(counted(), fileLimit);
  try {
    await readToEnd(followed.pieces);
    return { size: followed.facts().size, received };
  } catch (error) {
    if (!(error instanceof CairnError) || received > fileLimit + gzipSlack) throw error;
    await readToEnd(counted());
    return { size: 0, received };
  }
}

/** Deletes a file for an app: what is not there, or only a map of another device, is deleted already (C59, C60). */
export async function deleteForApp(ctx: LibraryContext, who: Asker, key: FileKey): Promise<void> {
  refuseType(key);
  const map = asMap(key);
  if (map !== null && who.device !== null) {
    await ctx.store.forgetMap(who.account, who.device, map.name, null);
    return;
  }
  const { results } = await operate(ctx, who, [{ op: 'delete', ...key, base: null, scope: 'everywhere' }]);
  const [result] = results;
  if (result?.status === 'refused' && result.error.code !== 'file-not-available') throw asThrown(result.error);
}

/** Removes one row for an app (C61, C62; `log/remove-version.ts`). @throws CairnError `file-not-available` */
export async function removeForApp(ctx: LibraryContext, who: Asker, key: FileKey, stamp: number): Promise<void> {
  refuseType(key);
  const map = asMap(key);
  if (map !== null && who.device !== null) {
    if (await ctx.store.forgetMap(who.account, who.device, map.name, stamp)) return;
    throw new CairnError('file-not-available');
  }
  const { results } = await operate(ctx, who, [{ op: 'remove-version', ...key, stamp }]);
  const [result] = results;
  if (result?.status === 'refused') throw asThrown(result.error);
}

/** The content that an app means by name and stamp, the newest without one. @throws CairnError `file-not-available`, `data-damaged` */
export async function contentForApp(
  ctx: LibraryContext,
  who: Asker,
  key: FileKey,
  stamp: number | null,
): Promise<{ version: ContentVersion; body: Uint8Array | AsyncIterable<Uint8Array> }> {
  return contentOf(ctx, who.account, await ctx.store.appContent(who.account, { ...key, stamp }));
}

function refuseType(key: FileKey): void {
  const reason = typeProblem(key.type);
  if (reason !== null) throw new CairnError('name-refused', { reason, ...key });
}
/** A refusal of one item as the error of the whole request. */
function asThrown({ code, details }: Extract<WriteResult, { status: 'refused' }>['error']): Error {
  return isErrorName(code) ? new CairnError(code, details) : new Error(`refused with ${code}`);
}
async function readToEnd(body: AsyncIterable<Uint8Array>): Promise<void> {
  const pieces = body[Symbol.asyncIterator]();
  while ((await pieces.next()).done !== true);
}

async function readUpTo(
  body: AsyncIterable<Uint8Array>,
  most: number,
): Promise<{ beginning: Uint8Array<ArrayBuffer>; rest: AsyncIterator<Uint8Array> | null }> {
  const source = body[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await source.next();
    if (next.done === true) return { beginning: gathered(pieces, length), rest: null };
    pieces.push(next.value);
    length += next.value.length;
    if (length > most) return { beginning: gathered(pieces, length), rest: source };
  }
}
function gathered(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
async function* joined(beginning: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield beginning;
  for (let piece = await rest.next(); piece.done !== true; piece = await rest.next()) yield piece.value;
}
async function* bounded(source: AsyncIterable<Uint8Array>, fileLimit: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const piece of source) {
    length += piece.length;
    if (length > fileLimit + gzipSlack) throw new CairnError('file-too-large', { limitMb: megabytes(fileLimit) });
    yield piece;
  }
}
