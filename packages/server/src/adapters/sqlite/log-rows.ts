import type { DeletionRow, Row, Shelf } from '../../log/rows.ts';

/** A row of the table `version`, as it lies there. */
export interface VersionRecord {
  readonly account: number;
  readonly seq: number;
  readonly part: number;
  readonly file: number;
  readonly type: string;
  readonly name: string;
  readonly stamp: number;
  readonly device: number | null;
  readonly head: number;
  readonly kind: number;
  readonly shelf: number | null;
  readonly hash: Buffer | null;
  readonly size: number | null;
  readonly stored: number | null;
  readonly client_time: number | null;
  readonly superseded: number | null;
  readonly carried: number | null;
  readonly scope: number | null;
  readonly below: number | null;
  readonly moved_to: string | null;
}

export const versionColumns = [
  ...['account', 'seq', 'part', 'file', 'type', 'name', 'stamp', 'device', 'head', 'kind', 'shelf', 'hash', 'size', 'stored'],
  ...['client_time', 'superseded', 'carried', 'scope', 'below', 'moved_to'],
];

const shelves = ['live', 'trash', 'history'] as const satisfies readonly Shelf[];
const scopes = ['everywhere', 'cloud', 'row'] as const satisfies readonly DeletionRow['scope'][];
const carriedNumber = { carried: 1, revived: 2 } as const;
export const shelfNumber: Readonly<Record<Shelf, number>> = { live: 1, trash: 2, history: 3 };

/** @throws Error when the record is none that this program writes */
export function rowOf(record: VersionRecord): Row {
  const { seq, file, type, name, stamp, device } = record;
  const facts = { seq, part: record.part === 1 ? 1 : 0, file, type, name, stamp, device, head: record.head === 1 } as const;
  if (record.kind === 1) {
    const { hash, size, stored, client_time: clientTime, superseded } = record;
    const shelf = shelves[(record.shelf ?? 0) - 1];
    if (hash === null || size === null || stored === null || clientTime === null || shelf === undefined) throw strange(record);
    return {
      ...facts,
      kind: 'content',
      hash: hash.toString('hex'),
      size,
      stored,
      clientTime,
      shelf,
      superseded,
      carried: record.carried !== null,
      revived: record.carried === carriedNumber.revived,
    };
  }
  if (record.kind === 2) return { ...facts, kind: 'deletion', scope: scopes[(record.scope ?? 1) - 1] ?? 'everywhere', below: record.below };
  if (record.kind === 3 && record.moved_to !== null)
    return { ...facts, kind: 'moved', to: record.moved_to, dismissed: record.carried !== null };
  throw strange(record);
}

/** Column `carried`: of a content and of a mark. */
export function carriedOf(row: Row): number | null {
  if (row.kind === 'deletion') return null;
  if (row.kind === 'moved') return row.dismissed ? carriedNumber.carried : null;
  if (row.revived) return carriedNumber.revived;
  return row.carried ? carriedNumber.carried : null;
}

/** Values in the order of `versionColumns`. */
export function valuesOf(account: number, row: Row): (number | string | Buffer | null)[] {
  const facts = [account, row.seq, row.part, row.file, row.type, row.name, row.stamp, row.device, row.head ? 1 : 0];
  switch (row.kind) {
    case 'content':
      return [
        ...[...facts, 1, shelfNumber[row.shelf], Buffer.from(row.hash, 'hex'), row.size, row.stored, row.clientTime, row.superseded],
        ...[carriedOf(row), null, null, null],
      ];
    case 'deletion':
      return [...facts, 2, null, null, null, null, null, null, null, scopes.indexOf(row.scope) + 1, row.below, null];
    case 'moved':
      return [...facts, 3, null, null, null, null, null, null, carriedOf(row), null, null, row.to];
  }
}

function strange(record: VersionRecord): Error {
  return new Error(`the log of account ${record.account} holds a row that cannot be: ${record.seq}.${record.part}`);
}
