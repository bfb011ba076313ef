import type { Clock } from '../ports/world.ts';

/** Roads change by the week. */
const keptMs = 6 * 3_600_000;

/** Answers of other hosts, so that the same question is not put to them twice; the longest unused are forgotten first. */
export class Memory<T> {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #answers = new Map<string, { readonly value: T; readonly size: number; readonly at: number }>();
  #size = 0;

  /** `most`: sizes of all answers together; what a size is, the caller says. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }
  get(question: string): T | undefined {
    const known = this.#answers.get(question);
    if (known === undefined) return undefined;
    this.#drop(question, known.size);
    if (this.#clock.now() - known.at > keptMs) return undefined;
    this.#keep(question, known);
    return known.value;
  }
  put(question: string, value: T, size: number): void {
    const known = this.#answers.get(question);
    if (known !== undefined) this.#drop(question, known.size);
    this.#keep(question, { value, size, at: this.#clock.now() });
    for (const [oldest, { size: freed }] of this.#answers) {
      if (this.#size <= this.#most) return;
      this.#drop(oldest, freed);
    }
  }

  #keep(question: string, answer: { readonly value: T; readonly size: number; readonly at: number }): void {
    this.#answers.set(question, answer);
    this.#size += answer.size;
  }
  #drop(question: string, size: number): void {
    this.#answers.delete(question);
    this.#size -= size;
  }
}
