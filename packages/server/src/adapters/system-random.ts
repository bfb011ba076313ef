import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../ports/world.ts';

/** The generator of the operating system; `int` rejects instead of folding, so it has no bias (R51). */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  int: (min, max) => randomInt(min, max),
};
