import type { Bug } from './bug.ts';
import { appBugs } from './app-bugs.ts';
import { deviceBugs } from './device-bugs.ts';
import { serverBugs } from './server-bugs.ts';

/** A mistake that can be planted; each world gets one of its own. */
export interface PlantedBug {
  readonly name: string;
  readonly words: string;
  /** It reads tables that only this store has. */
  readonly only?: 'sqlite';
  readonly plant: () => Bug;
}

/** All of them (R30): the simulator is worth something as long as it finds each. */
export const plantedBugs: readonly PlantedBug[] = [...serverBugs, ...deviceBugs, ...appBugs];

/** @throws Error when there is none of that name */
export function bugNamed(name: string): PlantedBug {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (found === undefined) throw new Error(`There is no bug ${name}. There are: ${plantedBugs.map((bug) => bug.name).join(', ')}`);
  return found;
}
