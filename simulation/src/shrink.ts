import type { Decision } from './act.ts';
import type { PlantedBug } from './bugs/planted.ts';
import type { Told } from './history.ts';
import { live } from './history.ts';

/** Histories that a shrinking lives through at most. */
const mostTries = 1500;
/** How far apart two decisions that need each other may be. */
const reach = 8;

/**
 * Takes decisions away from a failing history as long as the same rule is still violated (R29): first large parts, then small ones,
 * until no single one can go. Decisions draw from numbers of their own, so what is left does not change by what is taken away.
 */
export async function shrink(failed: Told, bug?: PlantedBug): Promise<Told> {
  const rule = failed.violation?.rule;
  if (rule === undefined) return failed;
  const search = new Search(failed, rule, bug);
  for (let part = Math.ceil(failed.decisions.length / 2); part > 1; part = Math.ceil(part / 2)) await search.withoutParts(part);
  for (let before = Number.POSITIVE_INFINITY; search.length < before;) {
    before = search.length;
    await search.withoutParts(1);
    await search.withoutPairs();
  }
  return search.best;
}

class Search {
  best: Told;
  readonly #rule: string;
  readonly #bug: PlantedBug | undefined;
  #tries = 0;

  constructor(failed: Told, rule: string, bug: PlantedBug | undefined) {
    this.best = failed;
    this.#rule = rule;
    this.#bug = bug;
  }
  get length(): number {
    return this.best.decisions.length;
  }

  /** Takes away each stretch of so many decisions that is not needed, from the end on. */
  async withoutParts(part: number): Promise<void> {
    for (let from = this.length - part; from > -part; from -= part) {
      const start = Math.max(0, from);
      await this.#try((_, index) => index < start || index >= start + part);
    }
  }
  /** Takes away two at once, which need each other: a sync and the message that it sends. */
  async withoutPairs(): Promise<void> {
    for (let one = this.length - 2; one >= 0; one--) {
      for (let other = one + 1; other < Math.min(this.length, one + reach); other++) {
        if (await this.#try((_, index) => index !== one && index !== other)) break;
      }
    }
  }

  async #try(isKept: (decision: Decision, index: number) => boolean): Promise<boolean> {
    const decisions = this.best.decisions.filter(isKept);
    if (decisions.length === this.length || this.#tries++ >= mostTries) return false;
    const told = await live(this.best.options, { bug: this.#bug, setUp: this.best.setUp, decisions, withoutQuiet: !this.best.wasQuiet });
    if (told.violation?.rule !== this.#rule) return false;
    this.best = told;
    return true;
  }
}
