import { groupOf } from './names.ts';
import type { Target } from './target.ts';

/** Loads a target, and no more modules than its group needs. @throws Error when there is none */
export async function loadTarget(name: string): Promise<Target> {
  const module = (await import(`./targets/${groupOf(name)}.ts`)) as Readonly<Record<string, readonly Target[]>>;
  const target = Object.values(module)
    .flat()
    .find((one) => one.name === name);
  if (target === undefined) throw new Error(`the target ${name} is on the list, but not in its module`);
  return target;
}
