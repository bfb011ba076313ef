import type { Act, Decision } from './act.ts';
import { drawOf } from './act.ts';
import { phoneActs } from './app/phone-acts.ts';
import { noBug } from './bugs/bug.ts';
import type { PlantedBug } from './bugs/planted.ts';
import { cloudActs } from './cloud-acts.ts';
import { faultActs } from './fault-acts.ts';
import type { SetUp } from './host-database.ts';
import { settleDown } from './liveness.ts';
import type { Options } from './options.ts';
import { personActs } from './person-acts.ts';
import { SeededRandom } from './random.ts';
import { onSqlite } from './sqlite-database.ts';
import { Violation } from './violation.ts';
import { World } from './world.ts';

/** Every kind of act there is, by name. */
export const acts: Readonly<Record<string, Act>> = { ...personActs, ...cloudActs, ...faultActs, ...phoneActs };

export interface Told {
  readonly options: Options;
  readonly setUp: SetUp;
  /** Decisions carried out; the last one is the one that failed. */
  readonly decisions: readonly Decision[];
  readonly violation: Violation | null;
  /** Whether it lived through to the quiet time. */
  readonly wasQuiet: boolean;
  /** What happened, newest last. */
  readonly trace: readonly string[];
  readonly digest: string;
}
export interface HistoryOptions {
  readonly bug?: PlantedBug | undefined;
  /** What the server stands on; SQLite unless told. */
  readonly setUp?: SetUp | undefined;
  /** Instead of those of the seed. */
  readonly decisions?: readonly Decision[];
  /** Ends with the last decision. */
  readonly withoutQuiet?: boolean;
}

/** Lives through one history and the quiet time after it. Ends at the first violation. */
export async function live(
  options: Options,
  { bug, setUp = onSqlite, decisions, withoutQuiet = false }: HistoryOptions = {},
): Promise<Told> {
  const world = new World(options, bug?.plant() ?? noBug, setUp);
  const done: Decision[] = [];
  let violation: Violation | null = null;
  let wasQuiet = false;
  try {
    await world.begin();
    for (const decision of decisions ?? decisionsOf(options)) {
      done.push(decision);
      await step(world, decision);
    }
    wasQuiet = !withoutQuiet;
    if (wasQuiet) await settleDown(world);
  } catch (error) {
    violation =
      error instanceof Violation ? error : new Violation('thrown', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const told = { options, setUp, decisions: done, violation, wasQuiet, trace: world.trace.tail(200), digest: world.digest() };
  await world.close();
  return told;
}

/** The decisions of a seed; they do not depend on what happens. */
export function* decisionsOf(options: Options): Generator<Decision> {
  const random = new SeededRandom(`decisions ${options.seed}`);
  const weights: Record<string, number> = {};
  for (const [name, act] of Object.entries(acts)) {
    // What phones do is left out where there are none.
    if (options.phones === 0 && name in phoneActs) continue;
    if (act.kind === undefined || !options.without.includes(act.kind)) weights[name] = act.weight;
  }
  for (let left = options.steps; left > 0; left--) yield { act: random.weighted(weights), draw: random.next() };
}

async function step(world: World, decision: Decision): Promise<void> {
  const act = acts[decision.act];
  if (act === undefined) throw new Error(`there is no act ${decision.act}`);
  const told = await act.run(world, drawOf(decision));
  await world.rest();
  if (told !== null) world.trace.add(told);
  await world.check();
}
