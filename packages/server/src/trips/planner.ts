import type { Engine, EnginePath, LegAnswer, LegQuestion, TripPorts } from '../ports/router.ts';
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
import type { AccountId, Clock } from '../ports/world.ts';
import { OutsideAllowance } from './allowance.ts';
import { climbOf, timeOverHills, withHeights } from './heights.ts';
import { Memory } from './memory.ts';
import { profilesOf } from './profiles.ts';
import type { ProfileAt } from './profiles.ts';

/** Whose question it is, and until when the answer matters. */
export interface Asker {
  readonly account: AccountId;
  readonly signal: AbortSignal;
}

/** Legs of one request that are looked for at a time: a host takes no more questions than twice this. */
const atOnce = 4;

/** Plans: which engine is asked, what it is spared, and how its answers become ours (W4). */
export class Planner {
  readonly #ports: TripPorts;
  readonly #profiles: readonly ProfileAt[];
  readonly #outside: OutsideAllowance;
  /** Points of all remembered ways, and places of all remembered searches. */
  readonly #ways: Memory<LegAnswer>;
  readonly #places: Memory<GeocodeAnswer>;

  constructor(ports: TripPorts, clock: Clock) {
    this.#ports = ports;
    this.#profiles = profilesOf(ports.engines);
    this.#outside = new OutsideAllowance(clock);
    this.#ways = new Memory(clock, 500_000);
    this.#places = new Memory(clock, 20_000);
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
    for (let at = 0; at < legs.length; at += atOnce) {
      const some = legs.slice(at, at + atOnce);
      answers.push(...(await Promise.all(some.map((leg) => this.#leg(leg, alternatives, avoid, asker)))));
    }
    return { legs: answers };
  }

  async match({ profile, points }: MatchBody, asker: Asker): Promise<MatchAnswer> {
    const whole = { kind: 'straight' as const, from: 0, to: points.length - 1 };
    let [found, ...others] = this.#matching(profile);
    if (found === undefined) return { engine: null, parts: [{ ...whole, reason: 'no-profile' }] };
    const mayAsk = (): boolean => this.#outside.take(asker.account);
    const ask = async ({ at, name }: ProfileAt): ReturnType<Engine['match']> =>
      at.matches ? at.match({ points, profile: name, signal: asker.signal, mayAsk }) : { reason: 'not-supported' };
    let answer = await ask(found);
    // Another that knows the kind steps in for one that does not answer.
    for (; 'reason' in answer && others[0] !== undefined; others = others.slice(1)) {
      found = others[0];
      answer = await ask(found);
    }
    if ('reason' in answer) return { engine: null, parts: [{ ...whole, reason: answer.reason }] };
    const parts: MatchAnswer['parts'] = [];
    for (const { from, to, found: part } of answer) {
      if ('reason' in part) parts.push({ kind: 'straight', from, to, reason: part.reason });
      else parts.push({ kind: 'road', from, to, path: await this.#path(part, found) });
    }
    return { engine: found.engine, parts };
  }

  async elevations(points: readonly LonLat[]): Promise<(number | null)[]> {
    const { terrain } = this.#ports;
    return terrain === null ? points.map(() => null) : [...(await terrain.heights(points))];
  }

  async places(query: GeocodeQuery, asker: Asker): Promise<GeocodeAnswer> {
    const { geocoder } = this.#ports;
    const { attribution } = geocoder ?? { attribution: '' };
    // Neither a name nor a place: there is nothing to look for.
    const nothing = query.q === undefined && (query.lon === undefined || query.lat === undefined);
    if (geocoder === null || nothing) return { state: geocoder === null ? 'off' : 'ok', places: [], attribution };
    const question = JSON.stringify(query);
    const known = this.#places.get(question);
    if (known !== undefined) return known;
    const places = this.#outside.take(asker.account) ? await geocoder.places({ ...query, signal: asker.signal }) : 'busy';
    if (typeof places === 'string') return { state: places, places: [], attribution };
    const answer: GeocodeAnswer = { state: 'ok', places: places.slice(0, query.limit), attribution };
    this.#places.put(question, answer, 1 + places.length);
    return answer;
  }

  async #leg({ from, to, profile }: RouteLeg, alternatives: number, avoid: RoutesBody['avoid'], asker: Asker): Promise<RoutedLeg> {
    const found = this.#profiles.find(({ id }) => id === profile);
    if (found === undefined) return { kind: 'straight', reason: 'no-profile', end: null };
    const heeds = found.at.avoidAreas;
    const answer = await this.#ask(found.at, asker, {
      ...{ from, to, profile: found.name, signal: asker.signal },
      alternatives: found.at.alternatives ? alternatives : 0,
      avoid: heeds ? avoid : [],
    });
    if ('reason' in answer) return { kind: 'straight', reason: answer.reason, end: answer.end ?? null };
    // The engine's own heights and those of the terrain are not mixed.
    const isBare = answer.path.points.some(([, , ele]) => ele === null);
    const [start = null, end = null] = isBare ? ((await this.#ports.terrain?.heights([from, to])) ?? []) : [];
    return {
      kind: 'road',
      ends: [start, end],
      engine: found.engine,
      path: await this.#path(answer.path, found),
      alternatives: await Promise.all(answer.alternatives.map((path) => this.#path(path, found))),
      avoided: heeds || avoid.length === 0,
    };
  }

  /** Who attaches tracks to roads for this profile: its own engine, then others that know the same kind. */
  #matching(profile: string): ProfileAt[] {
    const own = this.#profiles.find(({ id }) => id === profile);
    if (own === undefined) return [];
    return [own, ...this.#profiles.filter((other) => other !== own && other.kind === own.kind && own.kind !== 'other' && other.at.matches)];
  }

  /** An engine elsewhere is spared what it was asked already, and what one account asks too much. */
  async #ask(engine: Engine, asker: Asker, question: LegQuestion): Promise<LegAnswer> {
    if (engine.here) return engine.route(question);
    const { from, to, profile, alternatives, avoid } = question;
    const key = JSON.stringify([engine.id, from, to, profile, alternatives, avoid]);
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    if (!this.#outside.take(asker.account)) return { reason: 'engine-busy' };
    const answer = await engine.route(question);
    // That there is no way is worth remembering; that the engine was not to be reached is not.
    const lasts = !('reason' in answer) || ['no-road-near', 'no-way', 'too-far'].includes(answer.reason);
    if (lasts) this.#ways.put(key, answer, 'reason' in answer ? 1 : sizeOf(answer));
    return answer;
  }

  async #path(path: EnginePath, { kind, at }: ProfileAt): Promise<RoutePath> {
    const points = await withHeights(path.points, this.#ports.terrain);
    const { distance, spans } = path;
    const climb = climbOf(points);
    // Other engines have their own idea of hills.
    const duration = at.here ? timeOverHills(kind, path.duration, climb) : path.duration;
    return { points: [...points], distance, duration, ...climb, spans: [...spans] };
  }
}

function sizeOf({ path, alternatives }: Exclude<LegAnswer, { readonly reason: unknown }>): number {
  return [path, ...alternatives].reduce((sum, { points }) => sum + points.length, 0);
}
