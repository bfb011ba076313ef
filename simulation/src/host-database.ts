import type { Store } from '@cairn/server';
import type { Kept, LogRow } from './log-rows.ts';

export type Cell = number | string | Uint8Array | null;

/** A statement beside the server's own code, with `?` for each value; what its rows look like. */
export interface Question<Row extends object = object> {
  readonly text: string;
  /** Never set. */
  readonly row?: Row | undefined;
}
export const question = <Row extends object>(text: string): Question<Row> => ({ text });

/** The tables of the server. Answers at once. */
export interface Tables {
  all<Row extends object>(asked: Question<Row>, ...values: readonly Cell[]): readonly Row[];
  /** For its effect. */
  run(text: string, ...values: readonly Cell[]): void;
}

/** The database that the server of a world stands on. Every call of its store has happened when it is made: nobody comes in between. */
export interface HostDatabase {
  readonly store: Store;
  readonly tables: Tables;
  /** Tables that have nothing of an account any more once it is deleted for good. */
  readonly ofAccounts: readonly string[];
  /** The log of all accounts. */
  rows(): readonly LogRow[];
  /** Contents in the database with a number above this one, and all that lie on the disk. */
  contents(above: number): readonly Kept[];
  /** Another number after anything was written. */
  changes(): number;
  /** It takes no more, or takes what it likes again (R11). */
  fill(isFull: boolean): void;
  /** Makes a backup. @returns what opens it, once this one is closed */
  backUp(): () => HostDatabase;
  close(): Promise<void>;
}

/** What a world stands on. */
export interface SetUp {
  readonly name: 'sqlite' | 'postgres';
  /** An empty database of a world's own. */
  open(): HostDatabase;
}
