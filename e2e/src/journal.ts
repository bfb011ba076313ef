/** What the server acknowledged, kept outside of it: what a crash must not lose (R02). */
export interface Entry {
  readonly name: string;
  readonly seq: number;
  readonly hash: string;
  /** Set when a removal of this content was sent; whether it was done is not known until it is acknowledged. */
  removal?: 'sent' | 'acknowledged';
}

export class Journal {
  readonly #entries = new Map<number, Entry>();
  /** Hashes of everything that was ever sent: whatever is listed must be one of them. */
  readonly sent = new Set<string>();

  acknowledge(entry: Entry): void {
    this.#entries.set(entry.seq, entry);
  }
  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }
  get(seq: number): Entry | undefined {
    return this.#entries.get(seq);
  }
}
