import { distanceBetween } from '@cairn/geo';
import type { LonLat } from '@cairn/protocol';
import type { EnginePart, MatchQuestion, NoWay } from '../../ports/router.ts';
import type { Outward } from '../outward.ts';

/** How an engine attaches a track to roads: parts of the points that it was given, or why there is none. Null = it could not be read. */
export interface Matching {
  /** Points of one question, at most. */
  readonly most: number;
  readonly ask: (
    host: Outward,
    question: Pick<MatchQuestion, 'points' | 'profile' | 'signal'>,
  ) => Promise<readonly EnginePart[] | NoWay | 'down' | 'busy' | null>;
}

/** Points nearer to each other than this say nothing new, metres. */
const tooNear = 15;
/** What an engine finds begins and ends no farther than this from the points that it is for, metres. */
const farthestOff = 150;
/** A run that an engine cannot attach is asked for in halves while it has more points than this. */
const fewest = 8;
/** Questions for one track, at most. */
const mostQuestions = 120;

type Fault = { readonly fault: NoWay };
/** Attaches a track by an engine elsewhere: in runs that it takes, and where it finds no roads for one, in halves of it. */
export async function matchElsewhere(host: Outward, matching: Matching, question: MatchQuestion): Promise<readonly EnginePart[] | NoWay> {
  const { points } = question;
  const told = telling(points);
  const parts: EnginePart[] = [];
  let questions = 0;
  const ask = async (run: readonly number[]): Promise<readonly EnginePart[] | Fault> => {
    const [from = 0, to = from] = [run[0], run.at(-1)];
    const left: EnginePart = { from, to, found: { reason: 'no-way' } };
    if (run.length < 2) return [];
    if ((questions += 1) > mostQuestions || !question.mayAsk()) return { fault: { reason: 'engine-busy' } };
    const { profile, signal } = question;
    const answer = await matching.ask(host, { points: run.map((at) => points[at] ?? [0, 0]), profile, signal });
    if (answer === null) return { fault: { reason: 'refused' } };
    if (answer === 'down' || answer === 'busy') return { fault: { reason: answer === 'down' ? 'engine-down' : 'engine-busy' } };
    if ('reason' in answer && answer.reason === 'refused') return { fault: answer };
    const placed = 'reason' in answer ? [] : answer.flatMap((part) => placedOn(part, run, points));
    if (placed.length > 0) return placed;
    if (run.length <= fewest) return [left];
    const middle = run.length >> 1;
    const first = await ask(run.slice(0, middle + 1));
    if ('fault' in first) return first;
    const second = await ask(run.slice(middle));
    return 'fault' in second ? second : [...first, ...second];
  };
  for (let at = 0; at < told.length - 1; at += matching.most - 1) {
    const found = await ask(told.slice(at, at + matching.most));
    if ('fault' in found) return found.fault;
    parts.push(...found);
  }
  return withoutHoles(parts, points.length);
}

/** The first point, the last, and those far enough from the one before. */
function telling(points: readonly LonLat[]): number[] {
  let last: LonLat = points[0] ?? [0, 0];
  return points.flatMap((point, index) => {
    if (index > 0 && index < points.length - 1 && metres(last, point) < tooNear) return [];
    last = point;
    return [index];
  });
}

/** A part of a run as a part of the track; none where what was found is not of these points. */
function placedOn({ from, to, found }: EnginePart, run: readonly number[], points: readonly LonLat[]): EnginePart[] {
  const [first, last] = [run[from], run[to]];
  if (first === undefined || last === undefined || last <= first || 'reason' in found) return [];
  const [begin, end] = [found.points[0], found.points.at(-1)];
  const isNear = (a: LonLat | undefined, at: number): boolean => a !== undefined && metres(a, points[at] ?? [0, 0]) <= farthestOff;
  const [one, other]: (LonLat | undefined)[] = [begin && [begin[0], begin[1]], end && [end[0], end[1]]];
  return isNear(one, first) && isNear(other, last) ? [{ from: first, to: last, found }] : [];
}

/** From the first point to the last; what no part is for stays as it is. */
function withoutHoles(parts: readonly EnginePart[], count: number): EnginePart[] {
  const whole: EnginePart[] = [];
  let at = 0;
  const leave = (to: number, reason: NoWay['reason']): void => {
    const before = whole.at(-1);
    if (to <= at) return;
    if (before !== undefined && 'reason' in before.found) whole[whole.length - 1] = { ...before, to };
    else whole.push({ from: at, to, found: { reason } });
    at = to;
  };
  for (const part of parts) {
    leave(part.from, 'no-road-near');
    if ('reason' in part.found) leave(part.to, part.found.reason);
    else if (part.from >= at) {
      whole.push(part);
      at = part.to;
    }
  }
  leave(count - 1, 'no-road-near');
  return whole;
}

function metres(a: LonLat, b: LonLat): number {
  return distanceBetween({ lon: a[0], lat: a[1] }, { lon: b[0], lat: b[1] });
}
