import { readFavourites } from '@cairn/geo';
import { describe, expect, it } from 'vitest';
import {
  addPlace,
  changePlaceGroup,
  changePlaces,
  joinPlaces,
  movePlaces,
  newGroup,
  removePlaceGroup,
} from '../../src/library/tasks/edits.ts';

const place = { lat: 1, lon: 2 };
const names = (bytes: Uint8Array): Record<string, string[]> =>
  Object.fromEntries(readFavourites(bytes).groups.map((group) => [group.name, group.points.map(({ name }) => name)]));
const file = (...points: readonly (readonly [group: string, name: string])[]): Uint8Array =>
  points.reduce<Uint8Array | null>((bytes, [group, name]) => addPlace(bytes, { name, group, place }), null) ?? newGroup('', {});

describe('W3 changes of favourites, as screens ask for them', () => {
  it('points are told by group and number, in files that hold several groups in any order', () => {
    const bytes = file(['a', '1'], ['b', '2'], ['a', '3']);
    expect(names(changePlaces(bytes, [{ group: 'a', index: 1 }], { name: 'x' }))).toEqual({ a: ['1', 'x'], b: ['2'] });
    expect(() => changePlaces(bytes, [{ group: 'b', index: 1 }], { name: 'x' })).toThrow(RangeError);
  });
  it('points move to the file of another group with all they have', () => {
    const moved = movePlaces(file(['a', '1'], ['a', '2']), [{ group: 'a', index: 0 }], file(['b', '3']), 'b');
    expect([names(moved.from), names(moved.to)]).toEqual([{ a: ['2'] }, { b: ['3', '1'] }]);
  });
  it('an import joins the group that is there, without a second copy of what is there', () => {
    const there = file(['a', '1'], ['a', '2']);
    expect(names(joinPlaces(there, file(['a', '2'], ['a', '3'])))).toEqual({ a: ['1', '2', '3'] });
    expect(joinPlaces(there, file(['a', '1']))).toEqual(there);
  });
  it('a group goes with its points, the file with its last group', () => {
    const bytes = changePlaceGroup(file(['a', '1'], ['b', '2']), 'a', { color: '#ff000001' });
    expect(names(removePlaceGroup(bytes, 'a')!)).toEqual({ b: ['2'] });
    expect(removePlaceGroup(file(['a', '1']), 'a')).toBeNull();
  });
});
