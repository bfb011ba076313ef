import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSmartFolders, isInSmartFolder, readSmartFolders, SmartFolderError } from '../src/index.ts';
import type { SmartFilter, SmartFolder, TrackFacts } from '../src/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** As apps write them: one filter is of a kind that is not known here, one folder has keys that are not. */
const inner =
  '[{"folderName":"Long \\u0041","creationTime":1700000000000,"organizeBy":{"type":"ACTIVITY"},"filters":[{"filterType":"LENGTH","minValue":0.0,"maxValue":50000.0,"valueFrom":10000.0,"valueTo":50000.0},{"filterType":"CITY","selectedItems":["Bern"]}]},' +
  '{"folderName":"Alps","creationTime":5,"filters":[{"filterType":"FOLDER","selectedFolders":["alps"]},{"filterType":"OTHER","selectedParams":["WITH_WAYPOINTS"]}]}]';
const before = '{"first" : "a\\/b",\n "n":12345678901234567890,"track_filters_settings_pref":';
const after = ' , "last":"true"}';
const settings = bytes(before + JSON.stringify(inner) + after);

const track: TrackFacts = {
  ...{ name: 'Sunday Loop', folder: 'alps/east', distance: 12_000, duration: 3_600_000, moving: 0, averageSpeed: 3 },
  ...{ uphill: 500, downhill: 500, maxAltitude: 2000, made: 1000, color: '#ff0000', width: 'bold', waypoints: 0 },
};
const folder = (...filters: readonly SmartFilter[]): SmartFolder => ({ name: 'x', made: 1, filters });

describe('S11 smart folders in general settings', () => {
  it('are read with what is known of their filters', () => {
    expect(readSmartFolders(settings)).toEqual([
      {
        name: 'Long A',
        made: 1_700_000_000_000,
        filters: [
          { kind: 'range', of: 'LENGTH', from: 10_000, to: null },
          { kind: 'unknown', type: 'CITY' },
        ],
      },
      { name: 'Alps', made: 5, filters: [{ kind: 'folders', paths: ['alps'] }, { kind: 'waypoints' }] },
    ]);
    expect(readSmartFolders(bytes('{}'))).toEqual([]);
    expect(readSmartFolders(bytes('{"track_filters_settings_pref":""}'))).toEqual([]);
    expect([readSmartFolders(bytes('[]')), readSmartFolders(bytes('{"track_filters_settings_pref":"{}"}'))]).toEqual([null, null]);
  });

  it('data-formats 8.20: each change leaves all other bytes, of the settings and of the other folders', () => {
    const renamed = text(changeSmartFolders(settings, { kind: 'rename', name: 'Alps', to: 'Al"ps' }));
    expect(renamed).toBe(before + JSON.stringify(inner.replace('"Alps"', '"Al\\"ps"')) + after);
    const removed = text(changeSmartFolders(settings, { kind: 'remove', name: 'Long A' }));
    expect(removed).toBe(before + JSON.stringify(`[${inner.slice(inner.indexOf('{"folderName":"Alps"'))}`) + after);
    const last = text(changeSmartFolders(settings, { kind: 'remove', name: 'Alps' }));
    expect(last).toBe(before + JSON.stringify(`${inner.slice(0, inner.indexOf(',{"folderName":"Alps"'))}]`) + after);
    const added = changeSmartFolders(settings, { kind: 'add', folder: folder({ kind: 'name', text: 'loop' }) });
    const more = ',{"folderName":"x","creationTime":1,"filters":[{"filterType":"NAME","value":"loop"}]}]';
    expect(text(added)).toBe(before + JSON.stringify(inner.slice(0, -1) + more) + after);
    expect(changeSmartFolders(added, { kind: 'remove', name: 'x' })).toEqual(settings);
  });

  it('filters that are not known stay as they are written, behind them come the new ones', () => {
    const changed = changeSmartFolders(settings, { kind: 'filters', name: 'Long A', filters: [{ kind: 'name', text: 'a' }] });
    const old = inner.slice(inner.indexOf('[{"filterType":"LENGTH"'), inner.indexOf(']},{"folderName":"Alps"') + 1);
    const now = '[{"filterType":"CITY","selectedItems":["Bern"]},{"filterType":"NAME","value":"a"}]';
    expect(text(changed)).toBe(before + JSON.stringify(inner.replace(old, now)) + after);
  });

  it('settings that cannot be read are never written over; without any, a new file is made', () => {
    const add = { kind: 'add', folder: folder() } as const;
    for (const broken of ['', '[', '[]', '{"track_filters_settings_pref":"[1]"}', '{"track_filters_settings_pref":"oops"}']) {
      expect(() => changeSmartFolders(bytes(broken), add)).toThrow(SmartFolderError);
    }
    expect(() => changeSmartFolders(settings, { kind: 'remove', name: 'gone' })).toThrow(SmartFolderError);
    expect(text(changeSmartFolders(null, add))).toBe(
      '{"track_filters_settings_pref":"[{\\"folderName\\":\\"x\\",\\"creationTime\\":1,\\"filters\\":[]}]"}',
    );
  });

  it('what is written is read back', () => {
    const end = fc.option(
      fc.double({ min: 0, max: 2_000_000, noNaN: true }).map((value) => Math.round(value) + 1),
      { nil: null },
    );
    const filter: fc.Arbitrary<SmartFilter> = fc.oneof(
      fc.record({ kind: fc.constant('name' as const), text: fc.string() }),
      fc.record({ kind: fc.constant('folders' as const), paths: fc.array(fc.string()) }),
      fc.record({ kind: fc.constant('range' as const), of: fc.constantFrom('LENGTH' as const, 'UPHILL' as const), from: end, to: end }),
      fc.record({ kind: fc.constant('made' as const), from: fc.nat(), to: fc.nat() }),
      fc.record({
        kind: fc.constant('look' as const),
        of: fc.constantFrom('color' as const, 'width' as const),
        values: fc.array(fc.string()),
      }),
      fc.record({ kind: fc.constant('waypoints' as const) }),
    );
    fc.assert(
      fc.property(fc.array(filter), fc.string(), (filters, name) => {
        const made: SmartFolder = { name, made: 7, filters };
        expect(readSmartFolders(changeSmartFolders(settings, { kind: 'add', folder: made }))?.at(-1)).toEqual(made);
      }),
    );
  });

  it('a track is in it when all filters accept it; what a track lacks is 0', () => {
    const cases: readonly (readonly [SmartFilter, boolean])[] = [
      [{ kind: 'name', text: ' LOOP ' }, true],
      [{ kind: 'name', text: 'monday' }, false],
      [{ kind: 'folders', paths: ['west', 'alps'] }, true],
      [{ kind: 'folders', paths: ['east'] }, false],
      [{ kind: 'range', of: 'LENGTH', from: 12_000, to: null }, true],
      [{ kind: 'range', of: 'LENGTH', from: null, to: 11_999 }, false],
      [{ kind: 'range', of: 'TIME_IN_MOTION', from: 1, to: null }, false],
      [{ kind: 'made', from: 1000, to: 1000 }, true],
      [{ kind: 'made', from: 1001, to: 2000 }, false],
      [{ kind: 'look', of: 'width', values: ['thin', 'bold'] }, true],
      [{ kind: 'waypoints' }, false],
      [{ kind: 'unknown', type: 'CITY' }, true],
    ];
    for (const [filter, wanted] of cases) expect([filter, isInSmartFolder(folder(filter), track)]).toEqual([filter, wanted]);
    expect(isInSmartFolder(folder({ kind: 'name', text: 'loop' }, { kind: 'waypoints' }), track)).toBe(false);
    expect(isInSmartFolder(folder(), track)).toBe(true);
  });
});
