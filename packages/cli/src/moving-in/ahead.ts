/** What is read ahead: so many at a time, and so many bytes as far as they are known. */
const atATime = 6;
const bytesAhead = 48 * 1024 * 1024;

/**
 * Does `fetch` for each step, some ahead of the reader, and gives the results in the order of the steps. When the reader leaves or one
 * of them throws, those under way are waited for and given to `drop`.
 */
export async function* ahead<Step, Got>(
  steps: readonly Step[],
  work: {
    readonly fetch: (step: Step) => Promise<Got>;
    readonly sizeOf: (step: Step) => number;
    readonly drop: (got: Got) => Promise<void>;
  },
): AsyncGenerator<readonly [Step, Got]> {
  const begun: { step: Step; size: number; got: Promise<Got> }[] = [];
  let [next, bytes] = [0, 0];
  try {
    for (;;) {
      for (
        let step = steps[next];
        step !== undefined && begun.length < atATime && (bytes === 0 || bytes < bytesAhead);
        step = steps[next]
      ) {
        const size = work.sizeOf(step);
        const got = work.fetch(step);
        got.catch(() => undefined);
        begun.push({ step, size, got });
        bytes += size;
        next += 1;
      }
      const first = begun.shift();
      if (first === undefined) return;
      bytes -= first.size;
      yield [first.step, await first.got];
    }
  } finally {
    for (const { got } of begun) await got.then(work.drop, () => undefined);
  }
}
