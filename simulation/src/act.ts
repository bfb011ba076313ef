import type { OptionalKind } from './options.ts';
import { SeededRandom } from './random.ts';
import type { World } from './world.ts';

/** One decision of a history: which act, and the numbers that it draws from. It can be replayed without the ones before it. */
export interface Decision {
  readonly act: string;
  readonly draw: number;
}

/** A kind of act. `run` does it as far as the world allows at the moment and tells what it did; null = nothing was there to do. */
export interface Act {
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** Left out in histories without this kind. */
  readonly kind?: OptionalKind;
  readonly run: (world: World, draw: SeededRandom) => Promise<string | null> | string | null;
}

/** The numbers of one decision. */
export const drawOf = (decision: Decision): SeededRandom => new SeededRandom(decision.draw);
