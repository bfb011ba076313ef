import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Base, CloudState, Facts } from '../src/index.ts';
import { filesToHash, judge } from '../src/judge.ts';
import type { Judged, Rules, View } from '../src/judge.ts';
import { idOf } from '../src/keys.ts';
import { isBraked, plan } from '../src/plan.ts';
import type { PlanRules } from '../src/plan.ts';
import { isCovered } from '../src/selection.ts';

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
    judging,
  );
const judging: Rules = { isOff: () => false, isMergeable: () => false, isRemembered: () => false };

function viewOf(all: readonly Facts[]): View {
  const byId = new Map(all.map((facts) => [idOf(facts.key), facts]));
  return {
    base: (id) => byId.get(id)?.base,
    local: (id) => byId.get(id)?.local,
    news: (id) => byId.get(id)?.cloud,
    isUnknown: () => false,
    allBases: () =>
      all.flatMap(({ key, base }): [string, { key: typeof key; base: Base }][] => (base === undefined ? [] : [[idOf(key), { key, base }]])),
    allNews: () => all.flatMap(({ key, cloud }): [string, CloudState][] => (cloud === undefined ? [] : [[idOf(key), cloud]])),
  };
}

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
    expect(plan(many('delete-here', 26), { ...rules, allowDeletions: true }).steps).toHaveLength(26);
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
      judging,
    ).length;
  expect([hashed([fresh]), hashed([fresh, vanished(8)]), hashed([fresh, vanished(7)])]).toEqual([0, 0, 1]);
});

test('every name is judged once, and no plan touches a name twice', () => {
  const hash = fc.constantFrom('a', 'b', 'c');
  const side = {
    base: fc.option(
      fc.record({
        seq: fc.constant(5),
        kind: fc.constantFrom<Base['kind'][]>('content', 'absent', 'cloud-only-deleted'),
        hash,
        size: fc.constant(1),
      }),
      { nil: undefined },
    ),
    local: fc.option(hash, { nil: undefined }),
    cloud: fc.option(
      fc.record({ kind: fc.constantFrom('content', 'deletion', 'cloud', 'moved'), hash, file: fc.nat({ max: 3 }), to: fc.nat({ max: 7 }) }),
      { nil: undefined },
    ),
  };
  const names = ['a', 'b', 'x/c', 'x/d', 'y/c', 'y/d', 'a.info', 'b.info'];
  fc.assert(
    fc.property(fc.array(fc.record(side), { minLength: 8, maxLength: 8 }), (sides) => {
      const facts = sides.map(({ base, local, cloud }, index): Facts => {
        const key = { type: 'GPX', name: names[index] ?? '' };
        const version = { ...key, seq: 10 + index, stamp: 1, device: null, file: cloud?.file ?? 0 };
        const state = (): CloudState | undefined => {
          if (cloud === undefined) return undefined;
          if (cloud.kind === 'content') return { ...version, kind: 'content', hash: cloud.hash, size: 1, stored: 1, clientTime: 0 };
          if (cloud.kind === 'moved') return { ...version, kind: 'moved', to: { type: 'GPX', name: names[cloud.to] ?? '' } };
          return { ...version, kind: 'deletion', scope: cloud.kind === 'cloud' ? 'cloud' : 'everywhere' };
        };
        const news = state();
        return {
          key,
          ...(base === undefined ? {} : { base }),
          ...(local === undefined ? {} : { local: { key, size: 1, modified: 0, hash: local } }),
          ...(news === undefined ? {} : { cloud: news }),
        };
      });
      const judged = judgedFrom(facts);
      const touched = judged.flatMap(({ key, verdict }) => {
        if (verdict.do === 'rename-there') return [key.name, verdict.from.name];
        if (verdict.do === 'rename-here') return [key.name, verdict.to.name];
        if (verdict.do === 'rename-folder-there') return verdict.members.flatMap((member) => [member.key.name, member.verdict.from.name]);
        return [key.name];
      });
      expect(new Set(touched).size).toBe(touched.length);
      // What lies here and was never agreed on is never deleted; what the cloud alone knows is never deleted there.
      for (const { key, verdict, facts: one } of judged) {
        // A companion goes with its file, edited or not.
        if (verdict.do === 'delete-here' && !key.name.endsWith('.info')) expect(one.base?.hash).toBe(one.local?.hash);
        if (verdict.do === 'delete-there') expect([one.base?.kind, one.cloud?.kind]).not.toContain('absent');
      }
    }),
    { numRuns: 3000 },
  );
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
