import type { MessagePort } from 'node:worker_threads';
import type { Cell } from '../host-database.ts';

/** What the thread of the database is asked for, one after the other. */
export type Asked =
  /** A call of the store. */
  | { readonly what: 'call'; readonly name: string; readonly args: readonly unknown[] }
  /** A statement beside the store. `?` stands for each of the values. */
  | { readonly what: 'rows'; readonly text: string; readonly values: readonly Cell[] }
  /** Copies one database, opens it and leaves the one before. */
  | { readonly what: 'open'; readonly from: 'empty' | 'backup' }
  | { readonly what: 'back-up' }
  | { readonly what: 'fill'; readonly isFull: boolean };

/** What it answers with. An error loses its class on the way: `details` are those of an entry of the catalogue. */
export type Answered =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string | null; readonly details: object | null; readonly message: string };

/** Between this thread and the other: where it is, by what it is spoken to, and how often it has answered. */
export interface ThreadPlace {
  readonly url: string;
  readonly port: MessagePort;
  readonly answered: Int32Array;
}
