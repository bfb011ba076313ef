import type { TroubleKind } from '@cairn/bench';
import type { RealTold } from './live.ts';
import { describeReally, liveReally } from './live.ts';
import { realOptionsOf } from './options.ts';
import { RealServer } from './server.ts';

/** Histories that one server serves, each on an account of its own, before what it keeps is looked at. */
const seedsPerServer = 50;

export interface RealReport {
  readonly seeds: number;
  /** Contents that were acknowledged. */
  readonly acknowledged: number;
  readonly connections: number;
  readonly troubles: ReadonlyMap<TroubleKind, number>;
  /** What failed, in words. */
  readonly failures: readonly string[];
}

/** Lives through seeds one after the other, over real wires (R28). */
export async function runReally(from: number, seeds: number, finished: (told: RealTold) => void = () => undefined): Promise<RealReport> {
  const failures: string[] = [];
  const troubles = new Map<TroubleKind, number>();
  let [acknowledged, connections] = [0, 0];
  for (let first = from; first < from + seeds; first += seedsPerServer) {
    const last = Math.min(first + seedsPerServer, from + seeds) - 1;
    const server = await RealServer.start();
    try {
      for (let seed = first; seed <= last; seed++) {
        const told = await liveReally(realOptionsOf(seed), server);
        acknowledged += told.acknowledged;
        connections += told.connections;
        for (const kind of told.troubles) troubles.set(kind, (troubles.get(kind) ?? 0) + 1);
        if (told.violation !== null) failures.push(describeReally(told));
        finished(told);
      }
      const wrong = await server.stopAndVerify();
      if (wrong !== null) failures.push(`the server of the seeds ${first} to ${last}: ${wrong}`);
    } finally {
      await server.discard();
    }
  }
  return { seeds, acknowledged, connections, troubles, failures };
}
