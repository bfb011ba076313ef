import type { TroubleKind, TroubleOf } from '@cairn/bench';
import { troubleKinds } from '@cairn/bench';
import { SeededRandom } from '../random.ts';

/** What a seed decides about a world of real devices, a real server and real wires (R28); printed with every failure. */
export interface RealOptions {
  readonly seed: number;
  /** Folders on disk, each with an engine of its own. */
  readonly devices: number;
  /** Phones with OsmAnd's own apps. */
  readonly phones: number;
  /** Acts of the history, before the time without faults. */
  readonly steps: number;
  /** Names that people use. */
  readonly names: number;
  /** Share of the connections that something befalls. */
  readonly troubled: number;
  readonly kinds: readonly TroubleKind[];
  /** How late in the bytes of a connection it happens at most, as a power of ten. */
  readonly reach: number;
  /** Whether the server is killed now and then. */
  readonly kills: boolean;
}

/** Connections that one history may open. */
export const mostConnections = 4_000;

export function realOptionsOf(seed: number): RealOptions {
  const random = new SeededRandom(`real ${seed}`);
  const some = troubleKinds.filter(() => random.chance(0.6));
  return {
    seed,
    devices: random.int(2, 5),
    phones: random.chance(0.4) ? 1 : 0,
    steps: random.int(15, 36),
    names: random.pick([3, 5, 8, 12]),
    troubled: random.pick([0, 0.4, 0.7, 0.9, 1]),
    kinds: some.length === 0 ? troubleKinds : some,
    reach: random.pick([2.4, 3, 3.6, 4.2]),
    kills: random.chance(0.6),
  };
}

/** What befalls each connection of a seed's history, by its number: most of it early in the bytes, some of it late. */
export function troublesOf({ seed, troubled, kinds, reach }: RealOptions): TroubleOf {
  return (connection) => {
    const random = new SeededRandom(`connection ${seed} ${connection}`);
    if (!random.chance(troubled)) return null;
    const kind = random.pick(kinds);
    return {
      kind,
      way: kind === 'truncate' || random.chance(0.6) ? 'down' : 'up',
      after: Math.floor(10 ** (random.fraction() * reach)) - 1,
      ms: kind === 'dribble' ? random.int(1, 4) : random.int(20, 200),
    };
  };
}
