import type { LonLat, TravelKind } from '@cairn/protocol';
import type { Engine, EnginePart, EngineProfile, LegAnswer, LegQuestion, NoWay } from '../../ports/router.ts';
import type { Outward } from '../outward.ts';
import { matchElsewhere } from './match-elsewhere.ts';
import type { Matching } from './match-elsewhere.ts';

/** What tells one kind of engine from another: how it is asked, and how its answers read. */
export interface Dialect {
  readonly profiles: readonly EngineProfile[];
  readonly alternatives: boolean;
  readonly avoidAreas: boolean;
  /** Null = the answer could not be read. */
  readonly ask: (host: Outward, question: LegQuestion) => Promise<LegAnswer | 'down' | 'busy' | null>;
  /** How tracks are attached to roads; null where the engine does not. */
  readonly matching: Matching | null;
}
export interface RemoteFacts {
  readonly id: string;
  readonly name: string;
  readonly attribution: string;
}

/** An engine at a configured address. What it gets wrong is a value (see `Engine`). */
export function remoteEngine(facts: RemoteFacts, host: Outward, dialect: Dialect): Engine {
  return {
    ...facts,
    profiles: dialect.profiles,
    alternatives: dialect.alternatives,
    avoidAreas: dialect.avoidAreas,
    matches: dialect.matching !== null,
    here: false,
    state: () => (host.isDown ? 'down' : 'ready'),
    bounds: () => null,
    async route(question) {
      const answer = await dialect.ask(host, question);
      if (answer === null) return { reason: 'refused' };
      if (answer === 'down' || answer === 'busy') return { reason: answer === 'down' ? 'engine-down' : 'engine-busy' };
      return answer;
    },
    match: async (question): Promise<readonly EnginePart[] | NoWay> =>
      dialect.matching === null ? { reason: 'not-supported' } : matchElsewhere(host, dialect.matching, question),
    close: async () => undefined,
  };
}

const kinds: readonly TravelKind[] = ['car', 'bicycle', 'foot', 'other'];
/**
 * Reads `car:driving,bicycle:cycling` of the option `profiles`.
 * @throws Error whose message is the end of a sentence that begins with the name of the setting
 */
export function profilesOf(said: string | undefined, usual: string): EngineProfile[] {
  return (said ?? usual).split(',').map((pair) => {
    const [word = '', ...rest] = pair.split(':');
    const kind = kinds.find((one) => one === word);
    const name = rest.join(':');
    if (kind === undefined || !/^[\w.:-]{1,64}$/.test(name))
      throw new Error(`"${pair}" is no profile; write them like car:driving,bicycle:cycling`);
    return { kind, name };
  });
}

/** A ring whose last corner is its first, as GeoJSON wants it. */
export function closedRing(ring: readonly LonLat[]): LonLat[] {
  const [first] = ring;
  return first === undefined ? [] : [...ring, first];
}

/** Degrees in plain digits; JavaScript writes very small numbers otherwise. */
export const degrees = (value: number): string => value.toFixed(7).replace(/\.?0+$/, '');
