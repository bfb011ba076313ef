import { createHash } from 'node:crypto';
import { trackStatistics } from '@cairn/geo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AutomaticBackup } from '../../src/device/engine/automatic.ts';
import { ContentCache } from '../../src/device/engine/content-cache.ts';
import { troubleOf } from '../../src/device/engine/trouble.ts';
import { derive } from '../../src/device/index/derive.ts';
import { partsOf } from '../../src/device/index/parts.ts';
import type { Entry } from '../../src/device/index/records.ts';
import { simplified } from '../../src/device/index/simplify.ts';
import { Sha256 } from '../../src/device/library/sha256.ts';
import { answer, received, remote, sent, Waiting } from '../../src/device/rpc.ts';
import { CloudError, LibraryError } from '@cairn/sync';
import { CairnError } from '@cairn/protocol';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('hashing piece by piece', () => {
  it('R05 gives what a whole hash gives, wherever the pieces are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.integer({ min: 1, max: 130 }), { maxLength: 8 }), (content, cuts) => {
        const hash = new Sha256();
        let at = 0;
        for (const cut of cuts) hash.update(content.subarray(at, (at += cut)));
        expect(hash.update(content.subarray(at)).digest()).toBe(createHash('sha256').update(content).digest('hex'));
      }),
    );
  });
});

describe('the index', () => {
  it('a simplified line keeps its ends, is never too long, and strays little', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })), { minLength: 2, maxLength: 400 }),
        (points) => {
          const line = Int32Array.from(points.flat());
          const short = simplified(line, 20);
          expect(short.length / 2).toBeLessThanOrEqual(Math.max(20, 0));
          expect([...short.slice(0, 2), ...short.slice(-2)]).toEqual([...line.slice(0, 2), ...line.slice(-2)]);
        },
      ),
    );
    const bow = Int32Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? at * 1000 : Math.round(Math.sin(at / 300) * 1e6)));
    const short = simplified(bow, 100);
    // Each point that was left out lies near the line through its neighbours that stayed.
    for (let at = 0; at + 3 < short.length; at += 2) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = short.slice(at, at + 4);
      for (let point = 0; point < bow.length; point += 2) {
        const [x = 0, y = 0] = bow.slice(point, point + 2);
        if (x <= x1 || x >= x2) continue;
        expect(Math.abs(y - (y1 + ((y2 - y1) * (x - x1)) / (x2 - x1)))).toBeLessThan(20_000);
      }
    }
  });

  it('a line of half a million points in a row takes a moment', () => {
    const line = Int32Array.from({ length: 1_000_000 }, (_, at) => at);
    expect(simplified(line, 240).length).toBeLessThanOrEqual(480);
  });

  it('W2 a track: title, numbers, bounds, lines and look, as the file says them', () => {
    const gpx = `<gpx version="1.1" creator="t" xmlns:osmand="https://osmand.net"><metadata><name>Over the hill</name><desc>Long</desc>
      <extensions><osmand:activity>hiking</osmand:activity></extensions></metadata><wpt lat="1" lon="2"><name>Spring</name></wpt>
      <trk><name>other</name><trkseg><trkpt lat="47" lon="8"><ele>400</ele><time>2026-05-02T10:00:00Z</time></trkpt>
      <trkpt lat="47.01" lon="8.01"><ele>450.5</ele><time>2026-05-02T10:10:00Z</time></trkpt></trkseg>
      <trkseg><trkpt lat="48" lon="9"/><trkpt lat="95" lon="9"/></trkseg></trk>
      <extensions><osmand:color>#ff112233</osmand:color><width>bold</width></extensions></gpx>`;
    const record = derive({ type: 'GPX', name: 'a.gpx' }, bytes(gpx));
    const time = (minute: number): number => Date.UTC(2026, 4, 2, 10, minute);
    expect(record).toEqual({
      kind: 'track',
      ...{ title: 'Over the hill', description: 'Long', activity: 'hiking', points: 3, segments: 2, waypoints: 1 },
      statistics: trackStatistics([
        [
          { lat: 47, lon: 8, ele: 400, time: time(0) },
          { lat: 47.01, lon: 8.01, ele: 450.5, time: time(10) },
        ],
        [{ lat: 48, lon: 9, ele: null, time: null }],
      ]),
      bounds: { west: 8, south: 47, east: 9, north: 48 },
      lines: [Int32Array.of(80_000_000, 470_000_000, 80_100_000, 470_100_000), Int32Array.of(90_000_000, 480_000_000)],
      look: { color: '#ff112233', width: 'bold' },
    });
  });

  it('R42 what cannot be read says so, and nothing is thrown', () => {
    for (const name of ['a.gpx', 'a.gpx.info']) {
      expect(derive({ type: 'GPX', name }, bytes('<html>'))).toMatchObject({ kind: 'unreadable' });
    }
    expect(derive({ type: 'FAVOURITES', name: 'favorites.gpx' }, bytes('<!DOCTYPE x><gpx/>'))).toMatchObject({ kind: 'unreadable' });
    expect(derive({ type: 'GLOBAL', name: 'general_settings.json' }, bytes('{'))).toBeNull();
  });

  it('W2 favourites and companions', () => {
    const gpx = `<gpx version="1.1" creator="t"><wpt lat="47" lon="8"><name>Bakery</name><type>Food</type></wpt></gpx>`;
    const places = derive({ type: 'FAVOURITES', name: 'favorites-Food.gpx' }, bytes(gpx));
    expect(places).toMatchObject({ kind: 'places', groups: [{ name: 'Food', points: { count: 1, text: 'Bakery' } }] });
    expect(JSON.stringify(places)).not.toContain('"element"');
    expect(derive({ type: 'GPX', name: 'a.gpx.info' }, bytes('{"color":-65536,"file":"a"}'))).toEqual({
      kind: 'companion',
      values: { color: -65536, file: 'a' },
    });
  });

  it('W2 entries go to a page in shares of bounded weight, in their order', () => {
    const entry = (points: number): Entry => ({
      ...{ key: { type: 'FAVOURITES', name: String(points) }, hash: '', size: 0, modified: 0 },
      record: { kind: 'places', groups: [{ points: { looks: Array.from({ length: points }), links: new Map() } }] as never },
    });
    const entries = Array.from({ length: 50 }, (_, index) => entry(index * 20));
    const parts = partsOf(entries);
    expect(parts.flat()).toEqual(entries);
    expect(parts.length).toBeGreaterThan(8);
    expect(partsOf([])).toEqual([]);
  });
});

describe('what travels between threads', () => {
  it('errors keep their names, codes and words', () => {
    const errors = [
      new LibraryError('changed-meanwhile', 'changed'),
      new CloudError('offline', 'no-network', 'no network'),
      new CairnError('name-refused', { reason: 'it is empty' }),
      new TypeError('odd'),
    ];
    for (const error of errors) {
      const facts = Object.fromEntries(Object.entries(error));
      const { name, message } = error;
      expect(received(structuredClone(sent(error)))).toMatchObject({ ...facts, name, message });
    }
    expect(received(sent(errors[0]))).toBeInstanceOf(LibraryError);
    expect(received(sent(errors[2])).message).toBe(errors[2]!.message);
  });

  it('a question is answered once, a list that comes in parts as one', async () => {
    const waiting = new Waiting();
    const target = { twice: (value: number) => Promise.resolve(value * 2) };
    const ask = (call: string, args: readonly unknown[]): Promise<never> =>
      waiting.ask(call, args, (question) => {
        if (call === 'list') for (const part of [[1, 2], [3]]) waiting.take({ id: question.id, part });
        void answer(call === 'list' ? { list: () => Promise.resolve([4]) } : target, question).then((reply) => waiting.take(reply));
      });
    const there = remote(ask) as { twice(value: number): Promise<number>; list(): Promise<number[]>; gone(): Promise<never> };
    expect(await there.twice(21)).toBe(42);
    expect(await there.list()).toEqual([1, 2, 3, 4]);
    await expect(there.gone()).rejects.toThrow('there is no call gone');
    expect(waiting.questions).toEqual([]);
  });
});

describe('what a person is told', () => {
  it('a device that was signed out, a full browser, nothing', () => {
    expect(troubleOf({ kind: 'refused', code: 'not-signed-in', message: 'm' }, [])).toMatchObject({ kind: 'signed-out' });
    expect(troubleOf(null, [{ code: 'no-space', reason: 'full' }])).toMatchObject({ kind: 'no-space', message: 'full' });
    expect(troubleOf(new CloudError('offline', 'no-network', 'm'), [])).toMatchObject({ kind: 'offline' });
    expect(troubleOf(new TypeError('x'), [])).toBeNull();
    expect(troubleOf(null, [])).toBeNull();
  });
});

it('A8 the cache of what was read keeps to its bound, the latest stays', () => {
  const cache = new ContentCache(100);
  for (let index = 0; index < 10; index++) cache.put(String(index), new Uint8Array(30));
  expect([7, 8, 9].map((index) => cache.get(String(index))?.length)).toEqual([30, 30, 30]);
  expect(cache.get('6')).toBeUndefined();
  cache.put('large', new Uint8Array(60));
  expect(cache.get('large')).toBeUndefined();
});

describe('S8 automatic backup', () => {
  class Hand {
    now = 0;
    metered = false;
    settings = { on: true, metered: false };
    readonly done: string[] = [];
    readonly #due: { at: number; fn: () => void }[] = [];
    readonly backup = new AutomaticBackup({
      timers: {
        now: () => this.now,
        after: (ms, fn) => {
          const one = { at: this.now + ms, fn };
          this.#due.push(one);
          return () => void this.#due.splice(this.#due.indexOf(one), this.#due.includes(one) ? 1 : 0);
        },
        wait: () => Promise.resolve(),
        random: () => 0,
      },
      settings: () => this.settings,
      isMetered: () => this.metered,
      sync: async (only) => void this.done.push(only === undefined ? 'sync' : `sync ${only.map(({ name }) => name).join()}`),
      look: async () => void this.done.push('look'),
    });
    async pass(ms: number): Promise<string[]> {
      const end = this.now + ms;
      for (;;) {
        const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        this.#due.splice(this.#due.indexOf(next), 1);
        this.now = next.at;
        next.fn();
      }
      this.now = end;
      await this.backup.quiet;
      return this.done.splice(0);
    }
  }
  const hour = 3_600_000;
  const edited = (name: string) => ({ why: 'edited', names: [{ type: 'GPX', name }] }) as const;

  it('every hour while a page is in front, never behind', async () => {
    const hand = new Hand();
    hand.backup.notice({ why: 'opened' });
    hand.backup.notice({ why: 'opened' });
    expect(await hand.pass(10 * 60_000)).toEqual(['sync', 'sync ']);
    expect(await hand.pass(2 * hour)).toEqual(['sync', 'sync']);
    hand.backup.left();
    expect(await hand.pass(5 * hour)).toEqual([]);
    hand.backup.notice({ why: 'returned' });
    expect(await hand.pass(0)).toEqual(['sync']);
    hand.backup.notice({ why: 'returned' });
    expect(await hand.pass(1000)).toEqual([]);
  });

  it('after edits, together, and at once for news and a network that is back', async () => {
    const hand = new Hand();
    hand.backup.notice(edited('a'));
    expect(await hand.pass(500)).toEqual([]);
    hand.backup.notice(edited('b'));
    expect(await hand.pass(5000)).toEqual(['sync a,b']);
    hand.backup.notice({ why: 'news' });
    expect(await hand.pass(0)).toEqual(['sync ']);
    hand.backup.notice({ why: 'online' });
    expect(await hand.pass(0)).toEqual(['sync']);
  });

  it('over a metered connection only if allowed; switched off it only compares; stopped it does nothing', async () => {
    const hand = new Hand();
    hand.metered = true;
    hand.backup.notice({ why: 'online' });
    expect(await hand.pass(0)).toEqual(['look']);
    hand.settings = { on: true, metered: true };
    hand.backup.notice({ why: 'online' });
    expect(await hand.pass(0)).toEqual(['sync']);
    hand.settings = { on: false, metered: true };
    hand.backup.notice(edited('a'));
    expect(await hand.pass(2000)).toEqual(['look']);
    hand.backup.stop();
    hand.backup.notice({ why: 'online' });
    expect(await hand.pass(2 * hour)).toEqual([]);
  });
});
