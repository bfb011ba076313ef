import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualValue } from '../src/graph/conditional.ts';
import { block, Town, wayOf } from './support/town.ts';

describe('W4 turn restrictions', () => {
  test('a banned turn is not taken, but by who is excepted and by feet', () => {
    const roads = block().restrict('no_straight_on', 0, 'B1', 1, { except: 'bicycle' }).open();
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 B2 C2 C1 *');
    expect(wayOf(roads, 'A1', 'B1-C1', 'bicycle')).toBe('A1 B1 *');
    expect(wayOf(roads, 'A1', 'B1-C1', 'foot')).toBe('A1 B1 *');
    expect(wayOf(roads, 'B1-C1', 'A1')).toBe('* B1 A1');
  });
  test('turning back behind the junction does not get round it', () => {
    const roads = block().street('B1 B0').restrict('no_straight_on', 0, 'B1', 1).open();
    // At the end of a road one may turn.
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 B0 B1 *');
    const through = block().street('B1 B0 A0').restrict('no_straight_on', 0, 'B1', 1).open();
    expect(wayOf(through, 'A1', 'B1-C1')).toBe('A1 B1 B2 C2 C1 *');
  });
  test('the only turn allowed is taken', () => {
    const roads = block().restrict('only_left_turn', 0, 'B1', 2).open();
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 B2 C2 C1 *');
    expect(wayOf(roads, 'A1', 'B1-C1', 'foot')).toBe('A1 B1 *');
  });
  test('an only-turn that leads nowhere closes nothing', () => {
    expect(wayOf(block().restrict('only_left_turn', 0, 'B1', 4).open(), 'A1', 'C1')).toBe('A1 B1 C1');
  });
  test('over a way between two junctions it binds those alone who come from its side', () => {
    const town = (): Town =>
      new Town().street('A1 B1').street('B1 C1').street('C1 D1').street('B0 B1').street('C1 C2 D2 D1').street('B0 A0');
    const roads = town().restrict('no_straight_on', 0, 1, 2).open();
    expect(wayOf(roads, 'A1', 'C1-D1')).toBe('A1 B1 C1 C2 D2 D1 *');
    expect(wayOf(roads, 'B0', 'C1-D1')).toBe('B0 B1 C1 *');
    expect(wayOf(roads, 'A1', 'B1-C1')).toBe('A1 B1 *');
    expect(wayOf(roads, 'B1-C1', 'C1-D1')).toBe('* C1 *');
    expect(wayOf(roads, 'A1', 'C1-D1', 'foot')).toBe('A1 B1 C1 *');
    const only = town().restrict('only_left_turn', 0, 1, 4).open();
    expect(wayOf(only, 'A1', 'C1-D1')).toBe('A1 B1 C1 C2 D2 D1 *');
  });
  test('over ways that junctions cut, and over several ways, in whatever order they are named', () => {
    // Along the row of 1 the middle is two ways, the second cut by the street to C2; from D1 there is a way round.
    const town = (): Town =>
      new Town()
        .street('A1 B1')
        .street('B1 C1')
        .street('C1 D1 E1')
        .street('E1 F1')
        .street('B0 B1')
        .street('D1 D2 F2 F1')
        .street('C1 C2 D2')
        .street('E1 E0 D0 D1');
    for (const via of [
      [1, 2],
      [2, 1],
    ]) {
      const roads = town().restrict('no_straight_on', 0, via, 3).open();
      expect(wayOf(roads, 'A1', 'E1-F1')).not.toContain('D1 E1 *');
      expect(wayOf(roads, 'A1', 'D1-E1')).toBe('A1 B1 C1 D1 *');
      expect(wayOf(roads, 'A1', 'E1-E0')).toBe('A1 B1 C1 D1 E1 *');
      expect(wayOf(roads, 'B0', 'E1-F1')).toBe('B0 B1 C1 D1 E1 *');
      expect(wayOf(roads, 'C1-C2', 'E1-F1')).toBe('* C1 D1 E1 *');
      expect(wayOf(roads, 'B1-C1', 'E1-F1')).toBe('* C1 D1 E1 *');
      expect(wayOf(roads, 'A1', 'E1-F1', 'foot')).toBe('A1 B1 C1 D1 E1 *');
    }
    expect(wayOf(town().restrict('only_right_turn', 0, [1, 2], 7).open(), 'A1', 'E1-F1')).not.toContain('D1 E1 *');
    // Ways that do not hang together bind nobody.
    expect(wayOf(town().restrict('no_straight_on', 0, [1, 5], 3).open(), 'A1', 'E1-F1')).toBe('A1 B1 C1 D1 E1 *');
  });
  test('two restrictions over one way bind each whom it means, and both whom both mean', () => {
    const town = new Town()
      .street('A1 B1')
      .street('B1 C1')
      .street('C1 D1')
      .street('C1 C0 D0 D1')
      .street('C1 C2 D2 D1')
      .restrict('no_straight_on', 0, 1, 2, { except: 'bicycle' })
      .restrict('no_right_turn', 0, 1, 3);
    const roads = town.open();
    expect(wayOf(roads, 'A1', 'C1-D1')).toBe('A1 B1 C1 C2 D2 D1 *');
    expect(wayOf(roads, 'A1', 'C1-D1', 'bicycle')).toBe('A1 B1 C1 *');
    expect(wayOf(roads, 'A1', 'C0', 'bicycle')).toBe('A1 B1 C1 D1 D0 C0');
  });
  test('over ways in the middle, on a grid of streets with any such restrictions: as trying every way finds', () => {
    // Each row and column is one way with a junction in its middle.
    const ways = ['A1 B1 C1', 'A2 B2 C2', 'A3 B3 C3', 'A1 A2 A3', 'B1 B2 B3', 'C1 C2 C3'];
    const street = fc.nat(5);
    const ban = fc.record({
      from: street,
      via: fc.uniqueArray(street, { minLength: 1, maxLength: 2 }),
      to: street,
      kind: fc.constantFrom('no_left_turn', 'no_straight_on', 'only_right_turn'),
    });
    fc.assert(
      fc.property(fc.array(ban, { maxLength: 3 }), fc.nat(11), fc.nat(11), (all, a, b) => {
        const bans = all.filter(({ from, via, to }) => !via.includes(from) && !via.includes(to) && from !== to);
        let town = new Town();
        for (const way of ways) town = town.street(way);
        for (const { from, via, to, kind } of bans) town = town.restrict(kind, from, via, to);
        const blocks = new Blocks(ways);
        const found = wayOf(town.open(), blocks.between(a), blocks.between(b));
        expect(found === 'no-way' ? Infinity : found.split(' ').length).toBe(blocks.points(a, b, bans));
      }),
      { numRuns: 80, seed: 11 },
    );
  });
  test('backwards from the goal they hold as well: both directions of the search agree with a plain one', () => {
    const grid = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom('no_left_turn', 'only_straight_on')), { maxLength: 6 });
    fc.assert(
      fc.property(grid, fc.nat(11), fc.nat(11), (bans, a, b) => {
        const streets = ['A1 B1', 'B1 C1', 'A2 B2', 'B2 C2', 'A3 B3', 'B3 C3', 'A1 A2', 'A2 A3', 'B1 B2', 'B2 B3', 'C1 C2', 'C2 C3'];
        let town = new Town();
        for (const street of streets) town = town.street(street);
        for (const [from, to, kind] of bans) {
          const shared = streets[from]?.split(' ').find((corner) => streets[to]?.split(' ').includes(corner));
          if (from !== to && shared !== undefined) town = town.restrict(kind, from, shared, to);
        }
        const banned = (into: number, corner: string, out: number): boolean =>
          bans.some(([from, to, kind]) => {
            const shared = streets[from]?.split(' ').find((one) => streets[to]?.split(' ').includes(one));
            if (from === to || shared !== corner || from !== into) return false;
            return kind === 'no_left_turn' ? to === out : to !== out;
          });
        const between = (street: number): string => (streets[street] ?? '').replace(' ', '-');
        const found = wayOf(town.open(), between(a), between(b));
        const plain = plainWay(streets, a, b, banned);
        expect(found === 'no-way' ? Infinity : found.split(' ').length).toBe(plain);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

/** Points of the shortest way from the middle of one street to that of another, by trying them all in turn. */
function plainWay(
  streets: readonly string[],
  a: number,
  b: number,
  banned: (into: number, corner: string, out: number) => boolean,
): number {
  if (a === b) return 2;
  let reached = (streets[a] ?? '').split(' ').map((corner) => ({ street: a, corner }));
  const seen = new Set<string>();
  for (let points = 2; reached.length > 0; points++) {
    const next: typeof reached = [];
    for (const { street, corner } of reached) {
      for (const [out, ends] of streets.entries()) {
        const [one = '', other = ''] = ends.split(' ');
        const far = one === corner ? other : other === corner ? one : null;
        if (far === null || out === street || banned(street, corner, out)) continue;
        if (out === b) return points + 1;
        if (seen.has(`${out} ${far}`)) continue;
        seen.add(`${out} ${far}`);
        next.push({ street: out, corner: far });
      }
    }
    reached = next;
  }
  return Infinity;
}

interface Banned {
  readonly from: number;
  readonly via: readonly number[];
  readonly to: number;
  readonly kind: string;
}
interface Block {
  readonly way: number;
  readonly ends: readonly [string, string];
}
/** Streets block by block, to try every way over them. */
class Blocks {
  readonly #blocks: readonly Block[];
  constructor(ways: readonly string[]) {
    this.#blocks = ways.flatMap((corners, way) => {
      const [a = '', b = '', c = ''] = corners.split(' ');
      return [
        { way, ends: [a, b] as const },
        { way, ends: [b, c] as const },
      ];
    });
  }
  between(block: number): string {
    return this.#blocks[block]?.ends.join('-') ?? '';
  }
  /** Points of the shortest lawful way from the middle of a block to that of another. */
  points(a: number, b: number, bans: readonly Banned[]): number {
    if (a === b) return 2;
    let reached = (this.#blocks[a]?.ends ?? []).map((corner) => ({ path: [a], corner }));
    const seen = new Set<string>();
    for (let points = 2; reached.length > 0; points++) {
      const next: typeof reached = [];
      for (const { path, corner } of reached) {
        for (const [out, { ends }] of this.#blocks.entries()) {
          const [one, other] = ends;
          const far = one === corner ? other : other === corner ? one : null;
          if (far === null || out === path.at(-1) || bans.some((ban) => this.#isBanned(ban, path, corner, out))) continue;
          if (out === b) return points + 1;
          // What a restriction can remember is no longer than this.
          const on = [...path, out].slice(-6);
          if (seen.has(`${on.join(' ')} ${far}`)) continue;
          seen.add(`${on.join(' ')} ${far}`);
          next.push({ path: on, corner: far });
        }
      }
      reached = next;
    }
    return Infinity;
  }
  #isBanned({ from, via, to, kind }: Banned, path: readonly number[], corner: string, out: number): boolean {
    const wayOf = (block: number | undefined): number => this.#blocks[block ?? -1]?.way ?? -1;
    let at = path.length - 1;
    while (at >= 0 && via.includes(wayOf(path[at]))) at -= 1;
    const middle = path.slice(at + 1);
    const isWhole = via.every((way) => middle.some((block) => wayOf(block) === way)) && new Set(middle).size === middle.length;
    if (at < 0 || middle.length === 0 || wayOf(path[at]) !== from || !isWhole) return false;
    if (kind.startsWith('no_')) return wayOf(out) === to;
    return wayOf(out) !== to && this.#blocks.some(({ way, ends }) => way === to && ends.includes(corner));
  }
}

describe('W4 conditions', () => {
  test.each([
    ['no @ (22:00-06:00)', null],
    ['no @ (06:00-22:00)', 'no'],
    ['no @ (Mo-Fr 07:00-09:00,16:00-18:00)', null],
    ['yes @ (Mo-Sa 05:00-11:00); no @ (11:00-05:00)', 'no'],
    ['no @ (Nov-Apr)', null],
    ['no @ (Oct 1-May 31)', 'no'],
    ['no @ Oct 1-May 31', 'no'],
    ['no @ (Oct-May 20:00-08:00)', null],
    ['destination @ (Mo-Su)', 'destination'],
    ['no @ (24/7)', 'no'],
    ['no @ (Sa,Su,PH)', null],
    ['no @ (PH)', null],
    ['no @ (sunset-sunrise)', null],
    ['no @ (weight>3.5)', null],
    ['no @ (Mo-Su AND weight>3.5)', null],
    ['no @ (2026 Mar 1-2026 May 2)', null],
    ['no @ (snow)', null],
    ['no @ (Mo-Sa; Su 10:00-12:00)', 'no'],
    ['nonsense', null],
    ['', null],
  ])('%s: %s holds most of the time', (value, usual) => {
    expect(usualValue(value)).toBe(usual);
  });
  test('no text is too strange to be read', () => {
    const words = fc.constantFrom(
      'no',
      'yes',
      '@',
      '(',
      ')',
      ';',
      ',',
      '-',
      'Mo',
      'Su',
      'PH',
      'Oct',
      '12',
      '07:00',
      '24/7',
      'AND',
      ' ',
      'x',
    );
    fc.assert(fc.property(fc.array(words, { maxLength: 24 }), (parts) => void usualValue(parts.join(''))));
  });
  test('what holds most of the time counts for ways, barriers and turns; what does not is passed over', () => {
    const pass = 'Oct 1-May 31';
    const closed = new Town()
      .street('A1 B1')
      .street('B1 C1', { 'motor_vehicle:conditional': `no @ (${pass})` })
      .street('B1 B2 C2 C1');
    expect(wayOf(closed.open(), 'A1', 'C1')).toBe('A1 B1 B2 C2 C1');
    expect(wayOf(closed.open(), 'A1', 'C1', 'bicycle')).toBe('A1 B1 C1');
    const market = new Town().street('A1 B1').street('B1 C1', { 'access:conditional': 'no @ (Sa 06:00-14:00)' }).street('B1 B2 C2 C1');
    expect(wayOf(market.open(), 'A1', 'C1')).toBe('A1 B1 C1');
    const gate = block().on('B1', { barrier: 'gate', 'access:conditional': 'no @ (20:00-10:00)' });
    expect(wayOf(gate.open(), 'A1', 'C1')).toBe('no-way');
    const turn = (when: string): Town =>
      block().restrict('', 0, 'B1', 1, { restriction: '', 'restriction:conditional': `no_straight_on @ (${when})` });
    expect(wayOf(turn('Mo-Fr 07:00-09:00').open(), 'A1', 'B1-C1')).toBe('A1 B1 *');
    expect(wayOf(turn('Mo-Sa').open(), 'A1', 'B1-C1')).toBe('A1 B1 B2 C2 C1 *');
  });
});
