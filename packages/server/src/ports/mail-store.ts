import type { AccountId } from './world.ts';

/** A mail that waits. Its content is sealed with the server's key, so that a dump of the database holds no code (R51). */
export interface SealedMail {
  /** 0 while nobody is registered under the address. */
  readonly account: AccountId;
  readonly sealed: string;
  /** When nobody needs it any more (an expired code), milliseconds. */
  readonly expires: number;
  /** Written for equal work only and never sent (R54). */
  readonly silent: boolean;
}
export interface WaitingMail extends SealedMail {
  readonly id: number;
  readonly tries: number;
}

/** The queue of mails: bounded, survives a restart (R53). */
export interface MailStore {
  queueMail(mail: SealedMail, now: number): Promise<'done' | 'queue-full'>;
  /** The mails that are due, marked so that nobody else takes them before `now + leaseMs`. */
  takeMails(now: number, leaseMs: number, limit: number): Promise<readonly WaitingMail[]>;
  removeMail(id: number): Promise<void>;
  delayMail(id: number, next: number): Promise<void>;
  /** When the next mail is due; null = the queue is empty. */
  nextMail(): Promise<number | null>;
}
