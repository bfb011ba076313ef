import type { Coordinates } from '../geodesy.ts';
import { emptyPlan, gap, newLeg, sameGoing } from './model.ts';
import type { Going, Leg, Plan, PlanPlace, PlanPoint, Ring } from './model.ts';
import { reversedWay } from './way.ts';

/** Where a new point is, and what it is called. */
export interface NewPlanPoint extends Coordinates {
  readonly name?: string;
}

function pointOf(plan: Plan, { lat, lon, name = '' }: NewPlanPoint): PlanPoint {
  return { id: plan.next, lat, lon, name };
}

/** Goes on to a point from the last one. */
export function addPoint(plan: Plan, place: NewPlanPoint, going: Going): Plan {
  const legs = plan.points.length === 0 ? [] : [...plan.legs, newLeg(going)];
  return { ...plan, points: [...plan.points, pointOf(plan, place)], legs, next: plan.next + 1 };
}

/** Goes through a point on leg `leg`; both halves go as the leg did. */
export function insertPoint(plan: Plan, leg: number, place: NewPlanPoint): Plan {
  const old = legAt(plan, leg);
  return {
    ...plan,
    points: plan.points.toSpliced(leg + 1, 0, pointOf(plan, place)),
    legs: plan.legs.toSpliced(leg, 1, newLeg(old), newLeg(old)),
    next: plan.next + 1,
  };
}

/** Puts a point elsewhere; the ways to and from it are looked for anew. */
export function movePlanPoint(plan: Plan, index: number, { lat, lon, name }: NewPlanPoint): Plan {
  const old = pointAt(plan, index);
  const legs = plan.legs.map((leg, at) => (at === index || at === index - 1 ? newLeg(leg) : leg));
  return { ...plan, points: plan.points.with(index, { ...old, lat, lon, name: name ?? old.name }), legs };
}

export function namePoint(plan: Plan, index: number, name: string): Plan {
  const old = pointAt(plan, index);
  return old.name === name ? plan : { ...plan, points: plan.points.with(index, { ...old, name }) };
}

/** Takes a point out; its neighbours are joined as the leg before it went, or by a gap where one of its two legs was one. */
export function removePoint(plan: Plan, index: number): Plan {
  pointAt(plan, index);
  const points = plan.points.toSpliced(index, 1);
  const [before, after] = [plan.legs[index - 1], plan.legs[index]];
  if (before === undefined) return { ...plan, points, legs: plan.legs.slice(1) };
  if (after === undefined) return { ...plan, points, legs: plan.legs.slice(0, -1) };
  const joined = before.kind === 'gap' || after.kind === 'gap' ? gap : newLeg(before);
  return { ...plan, points, legs: plan.legs.toSpliced(index - 1, 2, joined) };
}

/** Goes another way from point `leg` to the next. */
export function changeLeg(plan: Plan, leg: number, going: Going): Plan {
  if (sameGoing(legAt(plan, leg), going)) return plan;
  return { ...plan, legs: plan.legs.with(leg, newLeg(going)) };
}

/** Goes the same way on every leg; gaps stay. */
export function changeAllLegs(plan: Plan, going: Going): Plan {
  const legs = plan.legs.map((leg) => (leg.kind === 'gap' || sameGoing(leg, going) ? leg : newLeg(going)));
  return legs.every((leg, at) => leg === plan.legs[at]) ? plan : { ...plan, legs };
}

/** From the end to the beginning. Roads are looked for anew: many go one way only. */
export function reverse(plan: Plan): Plan {
  return { ...plan, points: plan.points.toReversed(), legs: plan.legs.map(turned).reverse() };
}
function turned(leg: Leg): Leg {
  if (leg.kind !== 'straight' || leg.way === null) return newLeg(leg);
  return { kind: 'straight', way: reversedWay(leg.way) };
}

/** There, and the same way back. */
export function outAndBack(plan: Plan): Plan {
  if (plan.points.length < 2) return plan;
  const back = plan.points.slice(0, -1).reverse();
  return {
    ...plan,
    points: [...plan.points, ...back.map((point, at) => ({ ...point, id: plan.next + at }))],
    legs: [...plan.legs, ...plan.legs.map(turned).reverse()],
    next: plan.next + back.length,
  };
}

/** Back to where the plan began. */
export function roundTrip(plan: Plan, going: Going): Plan {
  const [first, last] = [plan.points[0], plan.points.at(-1)];
  if (first === undefined || last === undefined || plan.points.length < 2) return plan;
  return first.lat === last.lat && first.lon === last.lon ? plan : addPoint(plan, first, going);
}

/** Ends a stretch at a point: what follows begins with the next one. */
export function splitAfter(plan: Plan, index: number): Plan {
  return changeLeg(plan, index, gap);
}
/** Joins what a gap parts. */
export function joinGap(plan: Plan, leg: number, going: Going): Plan {
  return legAt(plan, leg).kind === 'gap' ? changeLeg(plan, leg, going) : plan;
}

/** Leaves out what is before a point. */
export function cutBefore(plan: Plan, index: number): Plan {
  pointAt(plan, index);
  return { ...plan, points: plan.points.slice(index), legs: plan.legs.slice(index) };
}
/** Leaves out what is behind a point. */
export function cutAfter(plan: Plan, index: number): Plan {
  pointAt(plan, index);
  return { ...plan, points: plan.points.slice(0, index + 1), legs: plan.legs.slice(0, index) };
}

/** Another plan behind this one, joined as told, with its places. */
export function joinPlan(plan: Plan, other: Plan, going: Going): Plan {
  const shift = plan.next;
  const own = <T extends { readonly id: number }>(one: T): T => ({ ...one, id: one.id + shift });
  const between = plan.points.length > 0 && other.points.length > 0 ? [newLeg(going)] : [];
  return {
    points: [...plan.points, ...other.points.map(own)],
    legs: [...plan.legs, ...between, ...other.legs],
    avoid: plan.avoid,
    places: [...plan.places, ...other.places.map((place) => ({ ...own(place), origin: null }))],
    next: shift + other.next,
  };
}

/** The points of a run of the plan are replaced by other points with their legs: what a track becomes that is attached to roads. */
export function replaceRun(plan: Plan, from: number, to: number, run: Pick<Plan, 'points' | 'legs'>): Plan {
  const points = run.points.map((point, at) => ({ ...point, id: plan.next + at }));
  return {
    ...plan,
    points: plan.points.toSpliced(from, to - from + 1, ...points),
    legs: plan.legs.toSpliced(from, to - from, ...run.legs),
    next: plan.next + points.length,
  };
}

export type NewPlanPlace = Omit<PlanPlace, 'id' | 'origin'>;
export function addPlanPlace(plan: Plan, place: NewPlanPlace): Plan {
  return { ...plan, places: [...plan.places, { ...place, id: plan.next, origin: null }], next: plan.next + 1 };
}
export function changePlanPlace(plan: Plan, id: number, change: Partial<NewPlanPlace>): Plan {
  return { ...plan, places: plan.places.map((place) => (place.id === id ? { ...place, ...change } : place)) };
}
export function removePlanPlace(plan: Plan, id: number): Plan {
  return { ...plan, places: plan.places.filter((place) => place.id !== id) };
}

/** Stays out of an area: roads are looked for anew. */
export function avoidArea(plan: Plan, ring: Ring): Plan {
  return { ...plan, avoid: [...plan.avoid, ring], legs: plan.legs.map(lookedForAnew) };
}
/** Goes through an area again. */
export function allowArea(plan: Plan, index: number): Plan {
  return { ...plan, avoid: plan.avoid.toSpliced(index, 1), legs: plan.legs.map(lookedForAnew) };
}
function lookedForAnew(leg: Leg): Leg {
  return leg.kind === 'road' ? newLeg(leg) : leg;
}

/** Nothing planned, with numbers that were never used: an undo brings back what was. */
export function cleared(plan: Plan): Plan {
  return { ...emptyPlan, next: plan.next };
}

function legAt(plan: Plan, index: number): Leg {
  const leg = plan.legs[index];
  if (leg === undefined) throw new RangeError(`There is no leg ${index}.`);
  return leg;
}
function pointAt(plan: Plan, index: number): PlanPoint {
  const point = plan.points[index];
  if (point === undefined) throw new RangeError(`There is no point ${index}.`);
  return point;
}
