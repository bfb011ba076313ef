import { gunzipSync, gzipSync } from 'node:zlib';
import { renameInCompanion } from '@cairn/geo';
import { mainOf } from '@cairn/protocol';
import type { LogOperation } from '../log/operations.ts';
import type { ContentRow } from '../log/rows.ts';
import type { Rewritten, StoredContent } from '../ports/log-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { LibraryContext } from './context.ts';

/** Larger companions than this are carried along as they are; real ones have some hundred bytes. */
const largest = 256 * 1024;

/**
 * Companions for the new name of their file: only the value `file` changes (data-formats 4.3, 7). One that is not as OsmAnd
 * writes them is carried along byte for byte.
 */
export async function rewriteCompanions(
  ctx: LibraryContext,
  account: AccountId,
  operation: LogOperation,
  companions: readonly ContentRow[],
): Promise<{ rewritten: Rewritten[]; bytes: Uint8Array<ArrayBuffer> }> {
  const rewritten: Rewritten[] = [];
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let rest = companions; rest.length > 0;) {
    const page = await ctx.store.contents(
      account,
      rest.map((row) => row.seq),
      4 * largest,
    );
    const members: Uint8Array[] = [];
    for (const [index, item] of page.items.entries()) {
      const row = rest[index];
      const member = row === undefined || item === null ? null : smallMember(item, page.bytes);
      // Its own bytes again: the store has them and needs no new ones.
      members.push(row === undefined || member === null ? new Uint8Array(0) : renamed(member, row, operation));
    }
    const packet = gather(members);
    const { bytes, found } = await ctx.unpacker.inspect(packet, largest);
    for (const [index, row] of rest.slice(0, page.items.length).entries()) {
      const facts = found[index];
      const place = packet.members[index];
      if (facts === undefined || place === undefined || facts instanceof Error) {
        rewritten.push({ seq: row.seq, content: { ...row, storedHash: '', place: { at: 0 } } });
      } else {
        rewritten.push({ seq: row.seq, content: { ...facts, place: { at: at + place.at } } });
      }
    }
    parts.push(bytes);
    at += bytes.length;
    rest = rest.slice(page.items.length);
  }
  return { rewritten, bytes: gather(parts).bytes };
}

function smallMember(item: StoredContent, bytes: Uint8Array): Uint8Array | null {
  if (!('at' in item.place) || item.version.size > largest) return null;
  return bytes.subarray(item.place.at, item.place.at + item.version.stored);
}

function renamed(member: Uint8Array, row: ContentRow, operation: LogOperation): Uint8Array {
  const [from, to] = [mainOf(row.name), newMainName(row, operation)];
  const plain = gunzipSync(member, { maxOutputLength: largest });
  const changed = from === null || to === null ? plain : renameInCompanion(plain, from, to);
  return changed === plain ? member : gzipSync(changed);
}

/** Name that the file of a companion gets. */
function newMainName(row: ContentRow, operation: LogOperation): string | null {
  if (operation.op === 'rename-folder') {
    const main = mainOf(row.name);
    return main === null ? null : operation.to + main.slice(operation.name.length);
  }
  return 'to' in operation ? (operation.to ?? null) : null;
}

function gather(parts: readonly Uint8Array[]): { bytes: Uint8Array<ArrayBuffer>; members: { at: number; length: number }[] } {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const members: { at: number; length: number }[] = [];
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    members.push({ at, length: part.length });
    at += part.length;
  }
  return { bytes, members };
}
