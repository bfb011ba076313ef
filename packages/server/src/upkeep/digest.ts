import { createHash } from 'node:crypto';
import type { CopiedRow, StoreSnapshot } from '../ports/table-copy.ts';
import type { AccountId } from '../ports/world.ts';

/** What all rows of an account, or of the server (null), come to, by table: the number of rows, and a sum that every cell of each row is in. */
export type Digest = ReadonlyMap<string, string>;

/** The same for the same rows, in whatever order a store gives them and however it keeps them. */
export async function digestOf(snapshot: StoreSnapshot, account: AccountId | null): Promise<Digest> {
  const digests = new Map<string, string>();
  for (const { name, ofAccount } of snapshot.tables) {
    if (ofAccount !== (account !== null)) continue;
    const sum = new Uint32Array(8);
    let count = 0;
    for await (const rows of snapshot.rows(name, account)) {
      for (const row of rows) {
        const own = createHash('sha256').update(textOf(row)).digest();
        for (let word = 0; word < sum.length; word++) sum[word] = (sum[word] ?? 0) + own.readUInt32LE(4 * word);
        count += 1;
      }
    }
    if (count > 0) digests.set(name, `${count} ${Buffer.from(sum.buffer).toString('hex')}`);
  }
  return digests;
}

/** A digest in one word. */
export function markOfDigest(digest: Digest): string {
  return createHash('sha256')
    .update(JSON.stringify([...digest].sort()))
    .digest('hex');
}

/** Tables in which two digests differ. */
export function differences(one: Digest, other: Digest): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((table) => one.get(table) !== other.get(table)).sort();
}

function textOf(row: CopiedRow): string {
  const cells = Object.keys(row)
    .sort()
    .map((column) => {
      const cell = row[column] ?? null;
      return [column, cell instanceof Uint8Array ? { bytes: Buffer.from(cell).toString('hex') } : cell];
    });
  return JSON.stringify(cells);
}
