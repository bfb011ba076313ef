/** Memory that many requests share: who finds none left does without (R35). */
export class Room {
  #free: number;

  /** @param bytes how much there is */
  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** @returns whether so many bytes are the caller's now, until it gives them back */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}
