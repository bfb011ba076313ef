import type { AccountId } from './world.ts';

/** A number of contents, and their stored bytes. */
export interface ContentAmount {
  readonly contents: number;
  readonly bytes: number;
}
/** A place in the row of all contents: by account, then by plain hash (hex). */
export interface ContentMark {
  readonly account: AccountId;
  readonly hash: string;
}
export interface KeptContent extends ContentMark {
  /** SHA-256 of the stored bytes, hex. */
  readonly storedHash: string;
  readonly stored: number;
  /** Where it lies in `Blobs`. Null: in the store, which looked at it: `whole` says whether it is what was stored. */
  readonly key: string | null;
  readonly whole: boolean;
}

/** What the upkeep of a server asks of its store: the brake of the collector (R08) and the slow look at every content (R10). */
export interface KeepStore {
  /** Contents that a collection would remove now. */
  dueForCollection(now: number, graceMs: number): Promise<ContentAmount>;
  /** All contents that there are. Reads through them all: for rare questions. */
  allContents(): Promise<ContentAmount>;
  /** Contents that something refers to, behind a mark; fewer than `limit` are the last. */
  keptContents(after: ContentMark | null, limit: number): Promise<readonly KeptContent[]>;
  /** Of these, those that something refers to at this moment. */
  stillKept(marks: readonly ContentMark[]): Promise<readonly ContentMark[]>;
  /** Remembers a word about the server under a name. */
  note(name: string, text: string): Promise<void>;
  noted(name: string): Promise<string | null>;
}
