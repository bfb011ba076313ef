import { live } from '../src/history.ts';
import { optionsOf } from '../src/options.ts';
import { describe } from '../src/report.ts';

/** Steps of the default run; more by SIMULATION_STEPS. */
export const defaultSteps = Number(process.env['SIMULATION_STEPS'] ?? 100_000);

/** Lives through every second seed from `first` on until so many steps are done. @returns what failed, in words, and the steps */
export async function liveThrough(first: number, steps: number): Promise<{ readonly failures: readonly string[]; readonly steps: number }> {
  const failures: string[] = [];
  let done = 0;
  for (let seed = first; done < steps; seed += 2) {
    const told = await live(optionsOf(seed));
    done += told.decisions.length;
    if (told.violation !== null) failures.push(describe(told, null));
  }
  return { failures, steps: done };
}
