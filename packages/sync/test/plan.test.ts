import { describe, expect, test } from 'vitest';
import type { Base, Facts } from '../src/index.ts';
import { filesToHash, judge } from '../src/judge.ts';
import type { Judged } from '../src/judge.ts';
import { idOf } from '../src/keys.ts';
import { isBraked, plan } from '../src/plan.ts';
import type { PlanRules } from '../src/plan.ts';
import { isCovered, typeOfEntry } from '../src/selection.ts';
import { everything, factsOf, viewOf } from './sides.ts';
import type { Sides } from './sides.ts';

const rules: PlanRules = { direction: 'both', allowDeletions: false, unattended: false, isFollowUp: false, refused: [], files: 100 };
const keyAt = (number: number) => ({ type: 'GPX', name: `${number}.gpx` });
const deletion = (what: 'delete-here' | 'delete-there', number: number): Judged => {
  const key = keyAt(number);
  const verdict =
    what === 'delete-here' ? ({ do: what, row: 'deleted-there', seq: 9 } as const) : ({ do: what, row: 'deleted-here', base: 5 } as const);
  return { key, facts: { key }, verdict };
};
const many = (what: 'delete-here' | 'delete-there', count: number, from = 0): Judged[] => {
  return Array.from({ length: count }, (_, number) => deletion(what, from + number));
};
const judgedFrom = (facts: readonly Facts[]): Judged[] =>
  judge(
    facts.map(({ key }) => key),
    viewOf(facts),
    everything,
  );

describe('the brake', () => {
  test('more than a quarter, and at least ten', () => {
    expect([isBraked(9, 10), isBraked(10, 40), isBraked(10, 39), isBraked(11, 44), isBraked(12, 44), isBraked(0, 0)]).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });
  test('both sides are counted apart', () => {
    const both = [...many('delete-here', 20), ...many('delete-there', 20, 50)];
    expect(plan(both, rules).waiting).toEqual({ here: [], there: [] });
    const tilted = plan([...many('delete-here', 26), ...many('delete-there', 20, 50)], rules);
    expect([tilted.waiting.here.length, tilted.waiting.there.length, tilted.steps.length]).toEqual([26, 0, 20]);
    const mirrored = plan([...many('delete-here', 20), ...many('delete-there', 26, 50)], rules);
    expect([mirrored.waiting.here.length, mirrored.waiting.there.length, mirrored.steps.length]).toEqual([0, 26, 20]);
    const allowed = plan(many('delete-here', 26), { ...rules, allowDeletions: true });
    expect([allowed.waiting, allowed.steps.length]).toEqual([{ here: [], there: [] }, 26]);
  });
  test('companions wait with their files, and do not count', () => {
    const companions = many('delete-here', 30).map((one): Judged => ({ ...one, key: { type: 'GPX', name: `${one.key.name}.info` } }));
    expect(plan(companions, rules).waiting.here).toEqual([]);
    expect(plan([...companions, ...many('delete-here', 26)], rules).waiting.here).toHaveLength(56);
  });
});

test('S2 deletions in the cloud come first, then names and deletions here, then contents', () => {
  const content = (hash: string) =>
    ({ kind: 'content', hash, size: 1, seq: 9, file: 1, stamp: 1, device: null, stored: 1, clientTime: 0 }) as const;
  const base = (hash: string): Base => ({ seq: 5, kind: 'content', hash, size: 1 });
  const local = (name: string, hash: string) => ({ key: { type: 'GPX', name }, size: 1, modified: 0, hash });
  const facts: Facts[] = [
    { key: { type: 'GPX', name: 'up' }, local: local('up', 'u') },
    { key: { type: 'GPX', name: 'down' }, cloud: { ...content('d'), type: 'GPX', name: 'down' } },
    { key: { type: 'GPX', name: 'gone here' }, base: base('a') },
    {
      key: { type: 'GPX', name: 'gone there' },
      base: base('b'),
      local: local('gone there', 'b'),
      cloud: { ...content('x'), kind: 'deletion', scope: 'everywhere', type: 'GPX', name: 'gone there' },
    },
    { key: { type: 'GPX', name: 'old name' }, base: base('r') },
    { key: { type: 'GPX', name: 'new name' }, local: local('new name', 'r') },
  ];
  expect(plan(judgedFrom(facts), rules).steps.map(({ verdict }) => verdict.do)).toEqual([
    'delete-there',
    'rename-there',
    'delete-here',
    'upload',
    'download',
  ]);
  const one = (direction: 'up' | 'down'): string[] =>
    plan(judgedFrom(facts), { ...rules, direction }).steps.map(({ verdict }) => verdict.do);
  expect([one('up'), one('down')]).toEqual([
    ['delete-there', 'rename-there', 'upload'],
    ['delete-here', 'download'],
  ]);
});

test('S2 only what sizes leave in doubt is hashed: a new file is, when a file of its size vanished', () => {
  const fresh = { key: keyAt(1), local: { key: keyAt(1), size: 7, modified: 0 } };
  const vanished = (size: number): Facts => ({ key: keyAt(2), base: { seq: 5, kind: 'content', hash: 'h', size } });
  const hashed = (facts: Facts[]): number =>
    filesToHash(
      facts.map(({ key }) => key),
      viewOf(facts),
      everything,
    ).length;
  expect([hashed([fresh]), hashed([fresh, vanished(8)]), hashed([fresh, vanished(7)])]).toEqual([0, 0, 1]);
});

test('S7 an entry covers a category, a type, a folder or a group, with the companions in it', () => {
  const cases: [string, string, string, boolean][] = [
    ['GPX', 'a.gpx', 'GPX', true],
    ['GPX', 'Alps/a.gpx', 'GPX/Alps', true],
    ['GPX', 'Alps/a.gpx.info', 'GPX/Alps', true],
    ['GPX', 'Alps', 'GPX/Alps', true],
    ['GPX', 'Alpspitze/a.gpx', 'GPX/Alps', false],
    ['GPX_DIR', 'a', 'GPX', false],
    ['GPX', 'a.gpx', 'my-places', true],
    ['PROFILE', 'car.json', 'my-places', false],
    ['FAVOURITES', 'favorites-Home.gpx.info', 'FAVOURITES/favorites-Home.gpx', true],
  ];
  for (const [type, name, entry, expected] of cases) expect([name, isCovered({ type, name }, [entry])]).toEqual([name, expected]);
});

test('S7 an entry lies in one type, but a category in none', () => {
  expect(['settings', 'my-places', 'resources'].map(typeOfEntry)).toEqual([null, null, null]);
  expect(['GPX', 'GPX/Alps', 'FAVOURITES/a/b'].map(typeOfEntry)).toEqual(['GPX', 'GPX', 'FAVOURITES']);
});

describe('what is planned', () => {
  /** One name of every kind of verdict, `held.info` and `kind.info` hidden. */
  const all: Readonly<Record<string, Sides>> = {
    'kept there': { base: 'a', here: 'a', cloud: 'a' },
    unchanged: { base: 'b', here: 'b' },
    conflict: { here: 'c', cloud: 'd' },
    'conflict.info': { base: 'e', here: 'f' },
    'two ways': { here: 'g', cloud: 'h' },
    down: { cloud: 'i' },
    up: { here: 'j' },
    'gone there': { base: 'k', here: 'k', cloud: 'deleted' },
    'moved there': { base: 'l', here: 'l', cloud: 'moved 7' },
    'its new name': { cloud: 'l 7' },
    'moved here': { base: 'm' },
    'is here': { here: 'm' },
    'f/1': { base: 'n' },
    'f/2': { base: 'o' },
    'g/1': { here: 'n' },
    'g/2': { here: 'o' },
    'gone here': { base: 'p' },
  };
  const facts = factsOf(all);
  const judged = (): Judged[] =>
    judge(
      facts.map(({ key }) => key),
      viewOf(facts),
      { ...everything, isMergeable: ({ key }) => key.name === 'two ways' },
    );
  const planned = (more: Partial<PlanRules> = {}, of = judged()): string[] =>
    plan(of, { ...rules, ...more }).steps.map(({ key, verdict }) => `${verdict.do} ${key.name}`);
  const [recorded, deleted, folder, there] = [
    'adopt kept there',
    'delete-there gone here',
    'rename-folder-there f',
    'rename-there is here',
  ];
  const [here, goes, up, down, merge] = [
    'rename-here moved there',
    'delete-here gone there',
    'upload up',
    'download down',
    'merge two ways',
  ];

  test('S2 everything in its order, however it is found; what waits is no step', () => {
    const inOrder = [recorded, deleted, folder, there, here, goes, up, down, merge];
    expect(planned()).toEqual(inOrder);
    expect(planned({}, judged().reverse())).toEqual(inOrder);
    expect(plan(judged(), rules).conflicts.map(({ key }) => key.name)).toEqual(['conflict']);
  });
  test('S2 one direction only; merges go both ways', () => {
    expect(planned({ direction: 'up' })).toEqual([recorded, deleted, folder, there, up]);
    expect(planned({ direction: 'down' })).toEqual([recorded, here, goes, down]);
  });
  test('S11 in a later round companions follow their files whichever way', () => {
    const hidden = judged().map((one): Judged => ({ ...one, key: { ...one.key, name: `${one.key.name}.info` } }));
    expect(planned({ direction: 'up', isFollowUp: true }, hidden)).toHaveLength(9);
    expect(planned({ direction: 'up' }, hidden)).toHaveLength(5);
    expect(planned({ direction: 'up', isFollowUp: true })).toHaveLength(5);
    expect(plan(hidden, rules).conflicts).toEqual([]);
  });
  test.each<[name: string, steps: string[]]>([
    ['up', [up]],
    ['moved here', [there]],
    ['is here', [there]],
    ['moved there', [here]],
    ['its new name', [here]],
    ['f', [folder]],
    ['f/2', [folder]],
    ['g/1', [folder]],
    ['nobody', []],
  ])('only what is asked for, under any of its names: %s', (name, steps) => {
    expect(planned({ only: new Set([idOf({ type: 'GPX', name })]) })).toEqual(steps);
  });
  test('S8 what is left to the person is not done when nobody looks on', () => {
    expect(planned({ manual: ['GPX/g'], unattended: true })).toContain(up);
    expect(planned({ manual: ['GPX'], unattended: true })).toEqual([]);
    expect(planned({ manual: ['GPX'] })).toContain(up);
  });

  describe('what was refused before', () => {
    const refusal = (name: string, hash: string, type = 'GPX') => ({ key: { type, name }, hash, code: 'space-exceeded', message: '' });
    const waiting = (unattended: boolean, ...refused: PlanRules['refused']): string[] =>
      plan(judged(), { ...rules, unattended, refused }).refused.map(({ key }) => key.name);
    test('the same content, up or down, is not tried again when nobody looks on', () => {
      const refused = [refusal('up', 'j'), refusal('down', 'i')];
      expect(waiting(true, ...refused)).toEqual(['down', 'up']);
      expect(planned({ unattended: true, refused })).toEqual([recorded, deleted, folder, there, here, goes, merge]);
      expect(waiting(false, ...refused)).toEqual([]);
      expect(planned({ refused })).toContain(up);
    });
    test('another content, another name or another type is', () => {
      expect(waiting(true, refusal('up', 'i'), refusal('gone here', 'p'), refusal('up', 'j', 'FILE'), refusal('upp', 'j'))).toEqual([]);
    });
  });
});
