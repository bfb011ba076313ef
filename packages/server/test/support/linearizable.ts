/** One call of a concurrent history: what was asked, what was answered, and when on one clock. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
  readonly begun: number;
  readonly ended: number;
}
/** What a thing does when it is asked one call at a time. */
export interface Model<State, Input, Output> {
  /** States that may follow when `input` is answered with `output`; none when it cannot be. */
  step(state: State, input: Input, output: Output): readonly State[];
  /** Equal for equal states. */
  key(state: State): string;
}

/**
 * Whether there is an order of the calls that the model explains and in which no call comes before one that had ended when it began
 * (Herlihy and Wing 1990). Tries the orders depth first and remembers what was done from which state, as Lowe 2017 describes.
 */
export function isLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  first: State,
  calls: readonly Call<Input, Output>[],
): boolean {
  const seen = new Set<string>();
  const search = (state: State, left: readonly Call<Input, Output>[]): boolean => {
    if (left.length === 0) return true;
    const here = `${model.key(state)} ${left.map((call) => call.begun).join(',')}`;
    if (seen.has(here)) return false;
    seen.add(here);
    const soonest = Math.min(...left.map((call) => call.ended));
    for (const call of left) {
      if (call.begun > soonest) continue;
      const rest = left.filter((other) => other !== call);
      if (model.step(state, call.input, call.output).some((next) => search(next, rest))) return true;
    }
    return false;
  };
  return search(first, calls);
}
