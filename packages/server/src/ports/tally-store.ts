/** At most `max` events of `subject` in any `windowMs` (sliding, exact). */
export interface Allowed {
  readonly subject: string;
  readonly windowMs: number;
  readonly max: number;
}
export type Counted = { readonly outcome: 'counted'; readonly id: number } | { readonly outcome: 'over'; readonly waitMs: number };

/** Counters that must survive a restart: mails, guesses (R38, R52, R53). Subjects carry no address in clear. */
export interface TallyStore {
  /** Counts one event against all of `rules`, or against none when one is over. Rules may share a subject. */
  count(rules: readonly Allowed[], now: number): Promise<Counted>;
  /** Takes an event back, e.g. a password try that was right. */
  uncount(subject: string, id: number): Promise<void>;
  /** Drops what no window, code or session needs any more. */
  pruneAccounts(now: number): Promise<void>;
}
