import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Base, CloudState, Facts } from '../src/index.ts';
import { judge } from '../src/judge.ts';
import { everything, viewOf } from './sides.ts';

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
      const scope = facts.map(({ key }) => key);
      const judged = judge(scope, viewOf(facts), everything);
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
