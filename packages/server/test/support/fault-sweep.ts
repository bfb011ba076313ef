import { expect } from 'vitest';
import { contentsOf } from './history.ts';
import type { TestLibrary } from './library.ts';
import { scenarios, start } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

/** One fault at one call of a server, counted from 1. */
export interface Plan<Fault extends string> {
  readonly at: number;
  readonly fault: Fault;
}
export interface FaultyServer<Place> {
  readonly library: TestLibrary;
  /** The calls so far to the database and to the store of large contents, by what they do. */
  readonly seams: readonly string[];
  /** Names of everything that lies in the store of large contents, half a content too. */
  stored(): readonly string[];
  /** Ends it as it is. @returns what the next start finds: what was not committed is undone, what was not flushed is gone */
  end(): Promise<Place>;
}
/** Databases and stores whose every call can be made to fail. `Place`: what lies there while no server runs. */
export interface FaultySetUp<Place, Fault extends string> {
  /** What `prepare` left. */
  readonly base: Place;
  /** Starts a server; `now`: the time, Unix milliseconds. A place is good for any number of starts, but that of a server that ended for one. */
  start(place: Place, now: number, plan?: Plan<Fault>): Promise<FaultyServer<Place>>;
}

const minute = 60_000;

/**
 * Runs every scenario once for each call and each fault that `faultsAt` names for it, then starts again and holds what is found against
 * what must be (R03, R05, R07, R18, R24, R25). @returns the number of points
 */
export async function sweepCalls<Place, Fault extends string>(
  setUp: FaultySetUp<Place, Fault>,
  faultsAt: (seam: string, index: number) => readonly Fault[],
): Promise<number> {
  let points = 0;
  const base = await foundAtFirst(setUp);
  for (const scenario of scenarios) {
    const { seams, after } = await withoutFault(setUp, scenario);
    for (const [index, seam] of seams.entries()) {
      for (const fault of faultsAt(seam, index)) {
        const plan = { at: index + 1, fault };
        const where = `${scenario.name}, ${fault} at call ${plan.at} (${seam})`;
        const { place, acknowledged } = await runWith(setUp, scenario, plan);
        await judge(await setUp.start(place, start + 2 * minute), { scenario, where, acknowledged, expected: { ...base, after } });
        points += 1;
      }
    }
  }
  return points;
}

/** Of the crashes in scenarios, and of the calls of what cleans up behind one, every so many-th. */
interface Share {
  readonly crashes: number;
  readonly calls: number;
}

/**
 * A server is killed in the middle and at the end of each scenario, and what cleans up behind it at the next start is killed too, at
 * every call (R04). @returns the number of points
 */
export async function sweepRecovery<Place, Fault extends string>(
  setUp: FaultySetUp<Place, Fault>,
  crash: Fault,
  share: Share,
): Promise<number> {
  let points = 0;
  let crashes = 0;
  const base = await foundAtFirst(setUp);
  for (const scenario of scenarios) {
    for (const part of [0.5, 1]) {
      crashes += 1;
      if (crashes % share.crashes !== 0) continue;
      const { seams, after } = await withoutFault(setUp, scenario);
      const first: Plan<Fault> = { at: Math.ceil(seams.length * part), fault: crash };
      const [begun, ended] = await callsOfRecovery(setUp, scenario, first);
      for (let second = begun + share.calls; second <= ended; second += share.calls) {
        const where = `${scenario.name}, ${crash} at call ${first.at}, and at call ${second} of what cleans up`;
        const { place, acknowledged } = await runWith(setUp, scenario, first);
        const recovering = await setUp.start(place, start + 2 * minute, { at: second, fault: crash });
        await recovering.library.tidy().catch(() => undefined);
        const later = await setUp.start(await recovering.end(), start + 24 * 60 * minute);
        await judge(later, { scenario, where, acknowledged, expected: { ...base, after } });
        points += 1;
      }
    }
  }
  return points;
}

/** Numbers of the calls before and behind what cleans up after a crash. */
async function callsOfRecovery<Place, Fault extends string>(
  setUp: FaultySetUp<Place, Fault>,
  scenario: Scenario,
  crash: Plan<Fault>,
): Promise<readonly [number, number]> {
  const { place } = await runWith(setUp, scenario, crash);
  const server = await setUp.start(place, start + 2 * minute);
  const begun = server.seams.length;
  await server.library.tidy();
  const ended = server.seams.length;
  await server.end();
  return [begun, ended];
}

interface Expected {
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  readonly kept: ReadonlyMap<number, string>;
}

async function foundAtFirst<Place, Fault extends string>(setUp: FaultySetUp<Place, Fault>): Promise<Omit<Expected, 'after'>> {
  const server = await setUp.start(setUp.base, start + minute);
  const [before, kept] = [await server.library.files(), await contentsOf(server.library)];
  await server.end();
  return { before, kept };
}

/** The calls of a scenario that meets no fault, and what it leaves. */
async function withoutFault<Place, Fault extends string>(
  setUp: FaultySetUp<Place, Fault>,
  scenario: Scenario,
): Promise<{ readonly seams: readonly string[]; readonly after: Record<string, string> }> {
  const server = await setUp.start(setUp.base, start + minute);
  await scenario.run(server.library);
  const seams = [...server.seams];
  const after = await server.library.files();
  await server.end();
  return { seams, after };
}

async function runWith<Place, Fault extends string>(
  setUp: FaultySetUp<Place, Fault>,
  scenario: Scenario,
  plan: Plan<Fault>,
): Promise<{ readonly place: Place; readonly acknowledged: boolean }> {
  const server = await setUp.start(setUp.base, start + minute, plan);
  const acknowledged = await scenario.run(server.library).then(
    () => true,
    () => false,
  );
  return { place: await server.end(), acknowledged };
}

interface Judged {
  readonly scenario: Scenario;
  readonly where: string;
  readonly acknowledged: boolean;
  readonly expected: Expected;
}

/** Whole or not at all; nothing acknowledged is lost; nothing is left over; every invariant holds. */
async function judge(server: FaultyServer<unknown>, { scenario, where, acknowledged, expected }: Judged): Promise<void> {
  const { library } = server;
  expect(await library.audit(), where).toEqual([]);
  const files = await library.files();
  if (acknowledged) expect(files, where).toEqual(expected.after);
  else if (scenario.inParts !== true) expect([expected.before, expected.after], where).toContainEqual(files);
  if (scenario.removes !== true) {
    const now = await contentsOf(library);
    for (const [seq, hash] of expected.kept) expect(now.get(seq), `${where}: version ${seq}`).toBe(hash);
  }
  for (const content of Object.values(files)) expect(content, where).not.toMatch(/^(data-damaged|file-not-available)$/);
  await library.tidy();
  await library.tidy();
  const keys = new Set(await library.store.keysOf(library.account));
  expect(
    server.stored().filter((name) => !keys.has(name)),
    `${where}: R07`,
  ).toEqual([]);
  expect(await library.audit(), where).toEqual([]);
  await server.end();
}
