/** Slow hashing of passwords in bounded workers (R39, R55). The text form carries its own parameters. */
export interface Passwords {
  /** @throws CairnError `busy` when too many wait already. */
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
  /** Whether a hash was made with weaker parameters than those of today. */
  isOutdated(hash: string): boolean;
}
