import { changePlanPlace, distanceBetween, insertPoint, movePlanPoint, wayOrLine } from '@cairn/geo';
import type { Coordinates, Plan } from '@cairn/geo';
import { stage } from '../../map/stage.ts';
import type { Dragging, Press, SketchLine, Thing } from '../../map/stage.ts';
import { change, draftNow } from './draft.ts';
import { colorOfGoing } from './goings.ts';
import { flatLine, metresOfPixel, planLine, planPlaces, planPoints } from './layers.ts';
import type { AskedLeg } from './leg-key.ts';
import type { RoutingFacts } from './profiles.ts';
import { finder } from './way-finder.ts';

export interface DragNeeds {
  readonly facts: () => RoutingFacts | undefined;
  /** Draws the plan without these legs. */
  readonly hideLegs: (legs: ReadonlySet<number>) => void;
  /** Where a point lies that was let go over something of one's own. */
  readonly snapped: (press: Press) => (Coordinates & { readonly name: string }) | null;
}

interface Held {
  /** The plan with the thing at another place. */
  readonly at: (place: Coordinates & { readonly name?: string }) => Plan;
  /** Legs of the plan before that go away. */
  readonly hidden: ReadonlySet<number>;
  /** Legs of the plan after that are drawn while it is dragged. */
  readonly shown: readonly number[];
}

/** What dragging the points, places and lines of the plan does. */
export function dragging(needs: DragNeeds): Dragging {
  let held: Held | null = null;
  const search = new DragSearch(needs);
  const end = (): void => {
    held = null;
    search.end();
    stage.sketch([]);
    stage.point(null);
    needs.hideLegs(new Set());
  };
  return {
    layers: [planPoints, planPlaces, planLine],
    onStart(thing, at) {
      held = heldOf(draftNow().steps.now, thing, at);
      if (held === null) return false;
      needs.hideLegs(held.hidden);
      return true;
    },
    onMove(at) {
      if (held === null) return;
      stage.point(at);
      search.follow(held.at(at), held.shown);
    },
    onEnd(press) {
      const make = held?.at ?? null;
      end();
      if (press === null || make === null) return;
      const plan = make(needs.snapped(press) ?? press);
      change(() => plan);
    },
  };
}

/** Pixels around a point in which its line is not taken hold of: the point may not be drawn yet. */
const near = 10;

function heldOf(plan: Plan, { layer, id }: Thing, taken: Coordinates): Held | null {
  const number = Number(id);
  if (layer === planPlaces) return { at: ({ lat, lon }) => changePlanPlace(plan, number, { lat, lon }), hidden: new Set(), shown: [] };
  const found = plan.points.findIndex((point) => point.id === number);
  if (found === -1) return null;
  const reach = near * metresOfPixel(taken.lat, stage.view?.zoom ?? 0);
  const close = (at: number): boolean => distanceBetween(plan.points[at] ?? { lat: 90, lon: 0 }, taken) < reach;
  const end = layer === planLine ? [found, found + 1].find(close) : found;
  const index = end ?? found;
  if (end !== undefined) {
    const legs = [index - 1, index].filter((leg) => leg >= 0 && leg < plan.legs.length);
    return { at: (place) => movePlanPoint(plan, index, place), hidden: new Set(legs), shown: legs };
  }
  return { at: (place) => insertPoint(plan, index, place), hidden: new Set([index]), shown: [index, index + 1] };
}

/** Milliseconds between two questions, at least: the allowance of an account (R38) lasts for long drags, too. */
const apart = 40;

/** Finds the ways of a plan that changes with every movement: one question at a time, always for the newest. */
class DragSearch {
  readonly #needs: DragNeeds;
  #stop: AbortController | null = null;
  #waiting: { readonly plan: Plan; readonly legs: readonly number[] } | null = null;
  #last: readonly SketchLine[] = [];

  constructor(needs: DragNeeds) {
    this.#needs = needs;
  }
  follow(plan: Plan, legs: readonly number[]): void {
    const asked = askedOf(plan, legs);
    this.#draw(plan, legs, asked.length > 0 && asked.some((leg) => finder.known(leg) === null));
    if (asked.every((leg) => finder.known(leg) !== null)) return;
    this.#waiting = { plan, legs };
    if (this.#stop === null) void this.#ask();
  }
  end(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#waiting = null;
    this.#last = [];
  }

  async #ask(): Promise<void> {
    const next = this.#waiting;
    if (next === null) return;
    this.#waiting = null;
    const stop = new AbortController();
    this.#stop = stop;
    const pause = new Promise((resolve) => setTimeout(resolve, apart));
    try {
      await finder.find(askedOf(next.plan, next.legs), stop.signal);
      if (!stop.signal.aborted) this.#draw(next.plan, next.legs, false);
    } catch {
      // Straight lines until the engine answers again; the draft says why once the point is let go.
    }
    await pause;
    if (this.#stop !== stop) return;
    this.#stop = null;
    await this.#ask();
  }

  /** Draws the legs; while their ways are looked for, those that were found last stay. */
  #draw(plan: Plan, legs: readonly number[], isSearching: boolean): void {
    if (isSearching && this.#last.length > 0) return;
    const lines = legs.flatMap((index): SketchLine[] => {
      const [leg, from, to] = [plan.legs[index], plan.points[index], plan.points[index + 1]];
      if (leg === undefined || from === undefined || to === undefined) return [];
      const asked = finder.asked(leg, from, to);
      const way = (asked === null ? null : finder.known(asked)) ?? wayOrLine(plan, index);
      return way === null ? [] : [{ color: colorOfGoing(leg, this.#needs.facts()), line: flatLine(way) }];
    });
    if (!isSearching && legs.length > 0) this.#last = askedOf(plan, legs).length > 0 ? lines : [];
    stage.sketch(lines);
  }
}

function askedOf({ points, legs }: Plan, numbers: readonly number[]): AskedLeg[] {
  return numbers.flatMap((index): AskedLeg[] => {
    const [leg, from, to] = [legs[index], points[index], points[index + 1]];
    const asked = leg === undefined || from === undefined || to === undefined ? null : finder.asked(leg, from, to);
    return asked === null ? [] : [asked];
  });
}
