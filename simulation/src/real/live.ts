import type { TroubleKind } from '@cairn/bench';
import type { Decision } from '../act.ts';
import { drawOf } from '../act.ts';
import { SeededRandom } from '../random.ts';
import { commit } from '../report.ts';
import { Violation } from '../violation.ts';
import { realActs } from './acts.ts';
import type { RealOptions } from './options.ts';
import { settleDown } from './quiet.ts';
import type { RealServer } from './server.ts';
import { RealWorld } from './world.ts';

/** What became of a seed over real wires. */
export interface RealTold {
  readonly options: RealOptions;
  readonly violation: Violation | null;
  readonly trace: readonly string[];
  readonly connections: number;
  readonly acknowledged: number;
  /** Kinds of what befell its connections. */
  readonly troubles: readonly TroubleKind[];
}

/** The acts of a seed; they do not depend on what happens. What the wires and the clock make of them may differ from run to run. */
export function* realDecisionsOf(options: RealOptions): Generator<Decision> {
  const random = new SeededRandom(`real decisions ${options.seed}`);
  const weights: Record<string, number> = {};
  for (const [name, { needs, weight }] of Object.entries(realActs)) {
    const isThere = needs === 'phones' ? options.phones > 0 : needs === undefined || options.kills;
    if (isThere) weights[name] = weight;
  }
  for (let left = options.steps; left > 0; left--) yield { act: random.weighted(weights), draw: random.next() };
}

/** Lives through one history on an account of its own of this server, and the time without faults after it. Ends at the first violation. */
export async function liveReally(options: RealOptions, server: RealServer): Promise<RealTold> {
  const world = await RealWorld.open(options, server);
  let violation: Violation | null = null;
  try {
    await world.begin();
    for (const decision of realDecisionsOf(options)) {
      const words = await realActs[decision.act]?.run(world, drawOf(decision));
      if (words != null) world.trace.add(words);
      world.checkBounds();
    }
    await settleDown(world);
  } catch (error) {
    violation = error instanceof Violation ? error : new Violation('thrown', error instanceof Error ? String(error.stack) : String(error));
  } finally {
    await world.close();
  }
  const { connections } = world.proxy.traffic();
  const troubles = world.troubles.map(({ kind }) => kind);
  return { options, violation, trace: world.trace.tail(400), connections, acknowledged: world.books.acknowledged, troubles };
}

/** What a failure says: the seed and its world, the rule, every act, and how to run it again (R29). */
export function describeReally({ options, violation, trace }: RealTold): string {
  return [
    `seed ${options.seed} over real wires at ${commit()}: ${violation?.message ?? 'nothing'}`,
    `its world: ${JSON.stringify(options)}`,
    `what happened:`,
    ...trace.map((line) => `  ${line}`),
    `again: npm run wires -- --seed ${options.seed}`,
  ].join('\n');
}
