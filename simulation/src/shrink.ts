import type { Decision } from './act.ts';
import type { PlantedBug } from './bugs/planted.ts';
import type { Told } from './history.ts';
import { live } from './history.ts';

/** Histories that a shrinking lives through at most. */
const mostTries = 400;

/**
 * Takes decisions away from a failing history as long as the same rule is still violated (R29): first large parts, then small ones,
 * until no single one can go. Decisions draw from numbers of their own, so what is left does not change by what is taken away.
 */
export async function shrink(failed: Told, bug?: PlantedBug): Promise<Told> {
  const rule = failed.violation?.rule;
  if (rule === undefined) return failed;
  let best = failed;
  let tries = 0;
  const isStill = async (decisions: readonly Decision[]): Promise<boolean> => {
    tries++;
    const told = await live(failed.options, { bug, decisions });
    if (told.violation?.rule !== rule) return false;
    best = told;
    return true;
  };
  for (let part = Math.ceil(best.decisions.length / 2); part >= 1 && tries < mostTries; ) {
    let isShorter = false;
    for (let from = best.decisions.length - part; from > -part && tries < mostTries; from -= part) {
      const start = Math.max(0, from);
      const rest = [...best.decisions.slice(0, start), ...best.decisions.slice(start + part)];
      if (rest.length < best.decisions.length && (await isStill(rest))) isShorter = true;
    }
    if (part > 1) part = Math.ceil(part / 2);
    else if (!isShorter) break;
  }
  return best;
}
