import type { PlantedBug } from './bugs/planted.ts';
import type { Told } from './history.ts';
import { live } from './history.ts';
import type { SetUp } from './host-database.ts';
import { optionsOf } from './options.ts';

export interface Found {
  readonly told: Told;
  /** Decisions of all histories together until it was found. */
  readonly steps: number;
}

/** Lives through seeds in their order until the bug shows; null when it did not within so many steps. */
export async function findBug(bug: PlantedBug, seeds: Iterable<number>, mostSteps: number, setUp?: SetUp): Promise<Found | null> {
  let steps = 0;
  for (const seed of seeds) {
    const told = await live(optionsOf(seed), { bug, setUp });
    steps += told.decisions.length;
    if (told.violation !== null) return { told, steps };
    if (steps >= mostSteps) return null;
  }
  return null;
}

/** The order in which seeds are tried: these first, which meet much in few steps, then all. */
export function* seedsFrom(first: readonly number[]): Generator<number> {
  yield* first;
  for (let seed = 1; ; seed++) if (!first.includes(seed)) yield seed;
}
