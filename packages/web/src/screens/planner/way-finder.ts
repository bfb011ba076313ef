import { ApiError } from '@cairn/protocol';
import type { NoRoad } from '@cairn/protocol';
import { wayOfPath } from '@cairn/geo';
import type { Coordinates, Leg, Plan, Way } from '@cairn/geo';
import { useSyncExternalStore } from 'react';
import { cloud } from '../../cloud/client.ts';
import { draftNow, fillIn, onDraft } from './draft.ts';
import { heightsWanted, withHeights } from './heights.ts';
import { askedLeg } from './leg-key.ts';
import type { AskedLeg } from './leg-key.ts';
import { offered } from './profiles.ts';
import type { RoutingFacts } from './profiles.ts';

/** Why a leg is a straight line. `offline`: the server cannot be reached. */
export type NoWay = NoRoad | 'offline';
/** Reasons that pass by themselves. */
const passing: ReadonlySet<NoWay> = new Set(['engine-preparing', 'engine-down', 'engine-busy', 'offline']);
/** Legs of one request: the first answer of a long plan comes soon. */
const atOnce = 25;
/** Ways that are kept: an undo or a second thought finds them here. */
const mostKept = 6000;
const waitMs = 8_000;

type Found = { readonly way: Way } | { readonly reason: NoWay };

/** Finds the ways of the draft along roads, and the heights of its straight lines. Only what has changed is asked for. */
class WayFinder {
  #facts: RoutingFacts | null = null;
  readonly #kept = new Map<string, Way>();
  readonly #reasons = new Map<string, NoWay>();
  #asking: { readonly keys: ReadonlySet<string>; readonly stop: AbortController } | null = null;
  #retry = 0;
  #stop: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();
  #shown: ReadonlyMap<string, NoWay> = new Map();

  /** Works until the returned function is called. */
  start(): () => void {
    const end = onDraft(() => this.#look());
    const online = (): void => this.#again();
    window.addEventListener('online', online);
    this.#stop = () => {
      end();
      window.removeEventListener('online', online);
      this.#asking?.stop.abort();
      clearTimeout(this.#retry);
    };
    this.#look();
    return () => this.#stop?.();
  }
  /** What the server offers now. */
  setFacts(facts: RoutingFacts | null): void {
    this.#facts = facts;
    this.#again();
  }
  /** Asks again for what was refused for a passing reason. */
  #again(): void {
    for (const [key, reason] of this.#reasons) if (passing.has(reason) || reason === 'no-profile') this.#reasons.delete(key);
    this.#look();
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** Reasons by key of the leg. */
  readonly reasons = (): ReadonlyMap<string, NoWay> => this.#shown;
  #tell(): void {
    this.#shown = new Map(this.#reasons);
    for (const listener of [...this.#listeners]) listener();
  }

  /** How a leg is asked for; null for one that needs no engine. */
  asked(leg: Leg, from: Coordinates, to: Coordinates): AskedLeg | null {
    if (leg.kind !== 'road' || this.#facts === null) return null;
    const profile = offered(this.#facts, leg.profile);
    return askedLeg(profile?.id ?? leg.profile, from, to, draftNow().steps.now.avoid);
  }
  /** What is known of a leg already. */
  known(asked: AskedLeg): Way | null {
    return this.#kept.get(asked.key) ?? null;
  }

  /** The ways of legs, as soon as possible: for one that is being dragged. @throws what `signal` was aborted with */
  async find(legs: readonly AskedLeg[], signal: AbortSignal): Promise<void> {
    const open = legs.filter(({ key, profile }) => !this.#kept.has(key) && this.#facts?.profiles.some(({ id }) => id === profile) === true);
    if (open.length > 0) this.#keep(open, await ask(open, signal));
  }

  #look(): void {
    const plan = draftNow().steps.now;
    const legs = this.#openLegs(plan);
    if (legs.some(({ key }) => this.#kept.has(key))) {
      // The change of the draft looks again.
      fillIn((current) => this.#filled(current));
      return;
    }
    const wanted = new Map(legs.filter(({ key }) => !this.#reasons.has(key)).map((leg) => [leg.key, leg]));
    const asking = this.#asking;
    if (asking !== null && [...asking.keys].some((key) => wanted.has(key))) return;
    asking?.stop.abort();
    this.#asking = null;
    const next = [...wanted.values()].slice(0, atOnce);
    if (next.length > 0) void this.#ask(next);
    else void this.#askHeights(plan);
  }

  #openLegs({ points, legs }: Plan): AskedLeg[] {
    return legs.flatMap((leg, at): AskedLeg[] => {
      const [from, to] = [points[at], points[at + 1]];
      if (leg.kind !== 'road' || leg.way !== null || from === undefined || to === undefined) return [];
      const asked = this.asked(leg, from, to);
      return asked === null ? [] : [asked];
    });
  }
  /** A plan with the ways that are known. */
  #filled(plan: Plan): Plan {
    const legs = plan.legs.map((leg, at): Leg => {
      const [from, to] = [plan.points[at], plan.points[at + 1]];
      if (leg.kind !== 'road' || leg.way !== null || from === undefined || to === undefined) return leg;
      const asked = this.asked(leg, from, to);
      const way = asked === null ? null : this.known(asked);
      return way === null ? leg : { ...leg, way };
    });
    return legs.every((leg, at) => leg === plan.legs[at]) ? plan : { ...plan, legs };
  }

  async #ask(legs: readonly AskedLeg[]): Promise<void> {
    const stop = new AbortController();
    const mine = { keys: new Set(legs.map(({ key }) => key)), stop };
    this.#asking = mine;
    const known = legs.filter(({ profile }) => this.#facts?.profiles.some(({ id }) => id === profile) === true);
    for (const leg of legs) if (!known.includes(leg)) this.#reasons.set(leg.key, 'no-profile');
    try {
      if (known.length > 0) this.#keep(known, await ask(known, stop.signal));
    } catch (error) {
      if (stop.signal.aborted) return;
      const reason = reasonOf(error);
      for (const { key } of known) this.#reasons.set(key, reason);
      this.#retryIn(error instanceof ApiError ? (error.retryAfterMs ?? waitMs) : waitMs);
    }
    if (this.#asking === mine) this.#asking = null;
    this.#tell();
    this.#look();
  }
  #retryIn(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#again(), Math.max(1000, ms));
  }

  #keep(legs: readonly AskedLeg[], found: readonly Found[]): void {
    for (const [at, { key }] of legs.entries()) {
      const one = found[at];
      if (one === undefined) continue;
      if ('way' in one) {
        this.#kept.set(key, one.way);
        this.#reasons.delete(key);
      } else {
        this.#reasons.set(key, one.reason);
        if (passing.has(one.reason)) this.#retryIn(waitMs);
      }
    }
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(key);
    }
  }

  /** Another way that the engine knows is taken for a leg. */
  take(asked: AskedLeg, way: Way): void {
    this.#kept.set(asked.key, way);
  }

  async #askHeights(plan: Plan): Promise<void> {
    const wanted = this.#facts?.elevation == null ? [] : heightsWanted(plan, this.#reasons);
    if (wanted.length === 0) return;
    const stop = new AbortController();
    const mine = { keys: new Set<string>(wanted.map(({ key }) => key)), stop };
    this.#asking = mine;
    try {
      const points = wanted.flatMap(({ line }) => line);
      const { elevations } = await cloud.elevations({ body: { points }, signal: stop.signal });
      if (this.#asking === mine) this.#asking = null;
      for (const { key } of wanted) this.#reasons.set(key, 'not-supported');
      fillIn((current) => withHeights(current, wanted, elevations));
    } catch {
      // Straight lines do without heights; they are asked for again with the next change.
      if (this.#asking === mine) this.#asking = null;
    }
  }
}

async function ask(legs: readonly AskedLeg[], signal: AbortSignal): Promise<Found[]> {
  const body = legs.map(({ profile, from, to }) => ({
    profile,
    from: [from.lon, from.lat] satisfies [number, number],
    to: [to.lon, to.lat] satisfies [number, number],
  }));
  const avoid = (legs[0]?.avoid ?? []).map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat]));
  const answer = await cloud.routes({ body: { legs: body, avoid }, signal });
  return legs.map(({ from, to }, at): Found => {
    const leg = answer.legs[at];
    if (leg === undefined) return { reason: 'refused' };
    return leg.kind === 'road' ? { way: wayOfPath(leg.path, from, to, leg.ends) } : { reason: leg.reason };
  });
}

function reasonOf(error: unknown): NoWay {
  if (!(error instanceof ApiError)) return 'offline';
  if (error.kind !== 'refused') return 'offline';
  return error.status === 429 ? 'engine-busy' : 'engine-down';
}

export const finder = new WayFinder();

/** Why legs are straight lines, by their keys. */
export function useReasons(): ReadonlyMap<string, NoWay> {
  return useSyncExternalStore(finder.onChange, finder.reasons);
}
