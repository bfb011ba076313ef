import type { EnginePath, LegAnswer, TripPorts } from '../ports/router.ts';
import type {
  GeocodeAnswer,
  GeocodeQuery,
  LonLat,
  MatchAnswer,
  MatchBody,
  RouteLeg,
  RoutedLeg,
  RoutePath,
  RoutesAnswer,
  RoutesBody,
  RoutingAnswer,
} from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import { climbOf, withHeights } from './heights.ts';
import { profilesOf } from './profiles.ts';
import type { ProfileAt } from './profiles.ts';

/** Whose question it is, and until when the answer matters. */
export interface Asker {
  readonly account: AccountId;
  readonly signal: AbortSignal;
}

/** Plans: which engine is asked, what it is spared, and how its answers become ours (W4). */
export class Planner {
  readonly #ports: TripPorts;
  readonly #profiles: readonly ProfileAt[];

  constructor(ports: TripPorts) {
    this.#ports = ports;
    this.#profiles = profilesOf(ports.engines);
  }

  describe(): RoutingAnswer {
    const { engines, terrain, geocoder } = this.#ports;
    return {
      profiles: this.#profiles.map(({ id, kind, name, engine }) => ({ id, kind, name, engine })),
      engines: engines.map((engine) => ({
        ...{ id: engine.id, name: engine.name, attribution: engine.attribution, matches: engine.matches },
        ...{ alternatives: engine.alternatives, avoidAreas: engine.avoidAreas, state: engine.state(), bounds: engine.bounds() },
      })),
      elevation: terrain === null ? null : { attribution: terrain.attribution },
      geocoder: geocoder === null ? null : { name: geocoder.name, attribution: geocoder.attribution },
    };
  }

  async routes({ legs, alternatives, avoid }: RoutesBody, asker: Asker): Promise<RoutesAnswer> {
    const answers: RoutedLeg[] = [];
    for (const leg of legs) answers.push(await this.#leg(leg, alternatives, avoid, asker));
    return { legs: answers };
  }

  async match({ profile, points }: MatchBody, asker: Asker): Promise<MatchAnswer> {
    const found = this.#profiles.find(({ id }) => id === profile);
    const whole = { kind: 'straight' as const, from: 0, to: points.length - 1 };
    if (found === undefined) return { parts: [{ ...whole, reason: 'no-profile' }] };
    if (!found.at.matches) return { parts: [{ ...whole, reason: 'not-supported' }] };
    const answer = await found.at.match({ points, profile: found.name, signal: asker.signal });
    if ('reason' in answer) return { parts: [{ ...whole, reason: answer.reason }] };
    const parts: MatchAnswer['parts'] = [];
    for (const { from, to, found: part } of answer) {
      if ('reason' in part) parts.push({ kind: 'straight', from, to, reason: part.reason });
      else parts.push({ kind: 'road', from, to, path: await this.#path(part) });
    }
    return { parts };
  }

  async elevations(points: readonly LonLat[]): Promise<(number | null)[]> {
    const { terrain } = this.#ports;
    return terrain === null ? points.map(() => null) : [...(await terrain.heights(points))];
  }

  async places(query: GeocodeQuery, asker: Asker): Promise<GeocodeAnswer> {
    const { geocoder } = this.#ports;
    if (geocoder === null) return { state: 'off', places: [], attribution: '' };
    const places = await geocoder.places({ ...query, signal: asker.signal });
    return { state: places === null ? 'down' : 'ok', places: [...(places ?? [])], attribution: geocoder.attribution };
  }

  async #leg({ from, to, profile }: RouteLeg, alternatives: number, avoid: RoutesBody['avoid'], asker: Asker): Promise<RoutedLeg> {
    const found = this.#profiles.find(({ id }) => id === profile);
    if (found === undefined) return { kind: 'straight', reason: 'no-profile', end: null };
    const heeds = found.at.avoidAreas;
    const answer: LegAnswer = await found.at.route({
      ...{ from, to, profile: found.name, signal: asker.signal },
      alternatives: found.at.alternatives ? alternatives : 0,
      avoid: heeds ? avoid : [],
    });
    if ('reason' in answer) return { kind: 'straight', reason: answer.reason, end: answer.end ?? null };
    return {
      kind: 'road',
      engine: found.engine,
      path: await this.#path(answer.path),
      alternatives: await Promise.all(answer.alternatives.map((path) => this.#path(path))),
      avoided: heeds || avoid.length === 0,
    };
  }

  async #path(path: EnginePath): Promise<RoutePath> {
    const points = await withHeights(path.points, this.#ports.terrain);
    const { distance, duration, spans } = path;
    return { points: [...points], distance, duration, ...climbOf(points), spans: [...spans] };
  }
}
