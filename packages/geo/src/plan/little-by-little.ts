/** Work that can be left for a moment wherever it yields: a page goes on between, however long the plan. */
export type LittleByLittle<T> = Generator<undefined, T, undefined>;

/** Does it without a pause. */
export function atOnce<T>(work: LittleByLittle<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
