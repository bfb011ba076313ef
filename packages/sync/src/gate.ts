/** Lets work through while its shares fit; in the order of asking. */
export class Gate {
  #free: number;
  readonly #queue: { share: number; open: () => void }[] = [];
  constructor(free: number) {
    this.#free = free;
  }
  async take(share: number): Promise<void> {
    if (this.#queue.length === 0 && share <= this.#free) {
      this.#free -= share;
      return;
    }
    await new Promise<void>((open) => this.#queue.push({ share, open }));
  }
  give(share: number): void {
    this.#free += share;
    for (let first = this.#queue[0]; first !== undefined && first.share <= this.#free; first = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= first.share;
      first.open();
    }
  }
}
