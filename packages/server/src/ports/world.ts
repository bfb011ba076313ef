import type { Epochs } from '@cairn/protocol';

/** Number of an account; every query carries one. */
export type AccountId = number;

/** Time. Tests and the simulator hold it still. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `fn` once after at least `ms`; the returned function cancels. Never keeps a process alive by itself. */
  after(ms: number, fn: () => void): () => void;
}

/** Randomness fit for secrets. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** Uniform integer, `min` ≤ n < `max`, without modulo bias. */
  int(min: number, max: number): number;
}

/** One mail, text only where the receiver wants it so; addresses are checked before they come here. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text; a code stands alone on a line. */
  readonly text: string;
  /** Language of the text, for the Content-Language header. */
  readonly lang: string;
  /** The code in the text, for an adapter that also shows it on the console. */
  readonly code?: string;
}
/** Sends mail. @throws when the mail was not handed over; the queue tries again. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}

/** Tells readers of an account's log that it grew. Best effort: a missed event costs a delay, never data. */
export interface Events {
  publish(account: AccountId, at: { seq: number } & Epochs): void;
  /** @returns a function that ends the subscription. */
  subscribe(account: AccountId, listener: (at: { seq: number } & Epochs) => void): () => void;
  /** Whether other processes serve the same accounts: then nobody remembers who may come in (R56). */
  readonly shared: boolean;
  /** Tells the other processes that a credential of the account ended. */
  accessChanged(account: AccountId): void;
  /** Calls when another process told so; with null when it may have been any account. @returns a function that ends it. */
  onAccessChanged(listener: (account: AccountId | null) => void): () => void;
}

/** Limits by volume over several processes (R38): what one gives out the others hear of. Best effort, and never an address in clear. */
export interface SharedVolume {
  /** `subject` is a word without blanks; `ms`: by so much later its bucket is full again. */
  tellTaken(subject: string, ms: number): void;
  /** Calls for what other processes told. */
  onTaken(listener: (subject: string, ms: number) => void): void;
}

/** A named lease: at most one holder in all processes; it ends by itself when the holder is gone. */
export interface Lease {
  /** @returns whether this process holds it until `now + ms`. Holding it already extends it. */
  take(name: string, now: number, ms: number): Promise<boolean>;
  release(name: string): Promise<void>;
}

/**
 * Bytes of large contents, one gzip member each, under keys that the server makes (never from user text, R44).
 * Keys are random and used once, so a removal can never hit a later upload of the same content (R06).
 */
export interface Blobs {
  /**
   * Stores the bytes; when it returns they are durable under `key` (written, flushed, renamed into place, folder flushed).
   * On any error nothing is left under `key`. @throws CairnError `storage-full`; any other error means "not stored".
   */
  put(key: string, bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ length: number }>;
  /**
   * Opens for reading from byte `start`. Who knows the `length` of the whole content says it: what is small is read at once then.
   * @throws CairnError `file-not-available` when there is nothing under `key`.
   */
  open(key: string, start?: number, length?: number): Promise<AsyncIterable<Uint8Array>>;
  /** Whether there is something under `key`, whole or not. */
  has(key: string): Promise<boolean>;
  /** Removes; nothing there is no error. */
  remove(key: string): Promise<void>;
  /**
   * An address under which whoever has it reads the bytes for so many seconds, as one gzip member that a client unpacks, past this server;
   * absent where there is none or it is not wanted.
   */
  link?(key: string, seconds: number, disposition: string): Promise<string>;
  /** All keys with the time they were made, in pages; for the collector's look for orphans (R07). Temporary files are listed with `temporary`. */
  list(
    after: string | null,
    limit: number,
  ): Promise<{ items: readonly { key: string; made: number; temporary: boolean }[]; next: string | null }>;
  /** Free space of the place, bytes; null = unknown or unlimited. Also proves that it can be written (R77). */
  probe(): Promise<{ free: number | null }>;
}
