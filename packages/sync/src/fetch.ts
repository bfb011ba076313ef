import { isMap } from '@cairn/protocol';
import type { ChangesAnswer, FileKey } from '@cairn/protocol';
import type { Agreement } from './agreement.ts';
import type { Base, CloudState } from './facts.ts';
import { idOf } from './keys.ts';
import type { Locals } from './locals.ts';
import type { BaseRow, Cloud, CloudRow } from './ports.ts';
import { ownUploads } from './own-uploads.ts';
import { isCovered, typeOfEntry } from './selection.ts';
import type { Work } from './work.ts';

/** What a look at the log brought. */
export interface Fetched {
  /** Names about which there is news. */
  readonly fresh: readonly FileKey[];
  /** Something was deleted: what was refused for want of space may go through now. */
  readonly isSpaceFreed: boolean;
  /** The account began anew or was restored: every name must be judged again. */
  readonly isAnew: boolean;
}

type Source = Pick<Work, 'agreement' | 'cloud' | 'unanswered'>;

/**
 * Reads the log from the cursor on; one request when there is little news. A raised epoch (T7) drops all that was agreed on and
 * pauses; a raised data epoch (R27) compares with the whole log again, where "unknown to the server" is never "deleted".
 * @throws CloudError
 */
export async function fetchNews({ agreement, cloud, unanswered }: Source): Promise<Fetched> {
  const fresh: FileKey[] = [];
  let isSpaceFreed = false;
  let isAnew = false;
  for (let more = true; more;) {
    const answer = await cloud.changes(agreement.cursor);
    const known = agreement.epochs;
    if (known !== null && (answer.epoch !== known.epoch || answer.dataEpoch !== known.dataEpoch)) {
      await beginAnew(agreement, cloud, answer, answer.epoch > known.epoch);
      isAnew = true;
      continue;
    }
    for (const row of answer.changes) {
      if (row.kind === 'deletion') isSpaceFreed = true;
      if (!isOff(agreement, row) && agreement.note(row)) fresh.push({ type: row.type, name: row.name });
    }
    agreement.readTo(answer.cursor, answer);
    more = answer.more;
  }
  if (unanswered.size > 0) await ownUploads(agreement, unanswered, cloud);
  return { fresh, isSpaceFreed, isAnew };
}

async function beginAnew(agreement: Agreement, cloud: Cloud, epochs: ChangesAnswer, isReset: boolean): Promise<void> {
  if (isReset) {
    await agreement.restart(epochs, [], { paused: true, refused: [], relist: [], unmergeable: [] });
    return;
  }
  const kept: BaseRow[] = [];
  const { rows } = await wholeLog(cloud);
  const heads = new Map(rows.map((row) => [idOf(row), row]));
  for (const [id, row] of agreement.allBases()) if (isStill(row.base, heads.get(id))) kept.push(row);
  await agreement.restart(epochs, kept, { refused: [], unmergeable: [] });
}
/** Whether the log still says what was agreed on. Sequence numbers alone do not tell after a restore: they are given out again. */
function isStill(base: Base, head: CloudState | undefined): boolean {
  if (head?.seq !== base.seq) return false;
  if (base.kind === 'content') return head.kind === 'content' && head.hash === base.hash;
  if (base.kind === 'cloud-only-deleted') return head.kind === 'deletion' && head.scope === 'cloud';
  return head.kind !== 'content';
}

async function wholeLog(cloud: Cloud, types?: readonly string[]): Promise<{ rows: CloudRow[] }> {
  const rows: CloudRow[] = [];
  let cursor = 0;
  for (let more = true; more;) {
    const answer = await cloud.changes(cursor, types);
    rows.push(...answer.changes);
    ({ cursor, more } = answer);
  }
  return { rows };
}

/**
 * Lists afresh what was switched on again (S7): a file missing here is downloaded, never deleted there.
 * Needs a whole look at the device before. @throws CloudError
 */
export async function relist({ agreement, cloud }: Source, locals: Locals): Promise<void> {
  const entries = agreement.memo.relist ?? [];
  if (entries.length === 0) return;
  const types = entries.map(typeOfEntry);
  const named = types.filter((type) => type !== null);
  const { rows } = await (named.length === types.length ? wholeLog(cloud, [...new Set(named)]) : wholeLog(cloud));
  const missing: FileKey[] = [];
  for (const [id, { key, base }] of agreement.allBases()) {
    const isMissing = locals.get(id) === undefined && !locals.isUnknown(id);
    if (base.kind === 'content' && isMissing && isCovered(key, entries)) missing.push(key);
  }
  await agreement.agree([], missing);
  for (const row of rows) if (isCovered(row, entries)) agreement.note(row);
  await agreement.checkpoint({ relist: [] });
}

/** Switched off, not listed afresh yet, or a map, which stays on its device (S9). What is off is passed over by the cursor. */
export function isOff({ memo }: Agreement, key: FileKey): boolean {
  return isMap(key) || isCovered(key, memo.off) || isCovered(key, memo.relist ?? []);
}
