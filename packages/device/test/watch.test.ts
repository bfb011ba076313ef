import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, createClient } from '@cairn/protocol';
import type { ChangeEvent, Client, FileKey } from '@cairn/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Settling } from '../src/watch/settling.ts';
import { watchFolder } from '../src/watch/source.ts';
import type { SourceListener } from '../src/watch/source.ts';
import { watch } from '../src/watch/watch.ts';
import type { WatchReport, WatchRun } from '../src/watch/watch.ts';
import { contentOf } from './contracts/library.contract.ts';
import { testFolder } from './folders.ts';
import type { TestFolder } from './folders.ts';
import { calm, ManualTimers } from './manual-timers.ts';

const gpx = (name: string): FileKey => ({ type: 'GPX', name });
const absent = { state: 'absent' } as const;

describe('settling', () => {
  const timers = new ManualTimers();
  const sizes = new Map<string, number>();
  const handed: (readonly string[])[] = [];
  const settling = new Settling(
    timers,
    (path) => sizes.get(path) ?? 0,
    (paths) => handed.push(paths),
  );

  it('a file that is still being written waits, and several together come together', async () => {
    settling.touch('a');
    await timers.advance(20);
    settling.touch('a');
    settling.touch('b');
    await timers.advance(20);
    expect(handed).toEqual([]);
    await timers.advance(20);
    expect(handed.splice(0)).toEqual([['a', 'b']]);
  });

  it('a large file waits longer, and so does one that was handed on a moment ago', async () => {
    sizes.set('film', 5_000_000);
    settling.touch('film');
    settling.touch('a');
    await timers.advance(100);
    expect(handed.splice(0)).toEqual([]);
    await timers.advance(200);
    expect(handed.splice(0)).toEqual([['film']]);
    await timers.advance(800);
    expect(handed.splice(0)).toEqual([['a']]);
    await timers.advance(20_000);
    settling.touch('a');
    await timers.advance(40);
    expect(handed.splice(0)).toEqual([['a']]);
  });
});

/** A client whose event stream the test speaks. */
class Stream {
  readonly events: ChangeEvent[] = [];
  opened = 0;
  error: ApiError | null = null;
  #wake: () => void = () => undefined;
  #isBroken = false;

  readonly client: Client = {
    ...createClient({ server: 'http://127.0.0.1:1' }),
    events: async (request) => {
      this.opened++;
      if (this.error !== null) throw this.error;
      return this.#read(request?.signal);
    },
  };
  say(seq: number): void {
    this.events.push({ seq, epoch: 1, dataEpoch: 1 });
    this.#wake();
  }
  break(): void {
    this.#isBroken = true;
    this.#wake();
  }
  async *#read(signal: AbortSignal | undefined): AsyncGenerator<ChangeEvent> {
    this.#isBroken = false;
    while (signal?.aborted !== true && !this.#broken()) {
      const event = this.events.shift();
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
  #broken(): boolean {
    return this.#isBroken;
  }
}

describe('watch', () => {
  let folder: TestFolder;
  let timers: ManualTimers;
  let stream: Stream;
  let stop: AbortController;
  let runs: WatchRun[];
  let reports: WatchReport[];
  let fail: Error | null;
  let cursor: number;
  let source: SourceListener;
  let ended: Promise<unknown>;

  const begin = async (): Promise<void> => {
    ended = watch({
      root: folder.root,
      library: folder.library,
      client: stream.client,
      signal: stop.signal,
      timers,
      isKnown: ({ seq }) => seq <= cursor,
      report: (event) => reports.push(event),
      source: async (_, listener) => {
        source = listener;
        return { stop: async () => undefined };
      },
      sync: async (run) => {
        runs.push(run);
        if (fail !== null) throw fail;
        await folder.library.hash((await folder.library.scan(run.only)).files);
      },
    }).catch((error: unknown) => error);
    await calm();
  };
  /** What has run since the last look: names, `all`, or `cloud`. */
  const ran = (): string[] =>
    runs
      .splice(0)
      .map((run) => (run.only === undefined ? 'all' : run.only.length === 0 ? 'cloud' : run.only.map((key) => key.name).join(' ')));

  beforeEach(async () => {
    [folder, timers, stream, stop, runs, reports, fail, cursor] = [
      await testFolder(),
      new ManualTimers(),
      new Stream(),
      new AbortController(),
      [],
      [],
      null,
      0,
    ];
    await begin();
    await timers.advance(1);
    ran();
  });
  afterEach(async () => {
    stop.abort();
    await ended;
    await folder.close();
  });

  it('S8 looks at everything when it begins, and every hour', async () => {
    stop.abort();
    await ended;
    [stop, stream] = [new AbortController(), new Stream()];
    await begin();
    expect(ran()[0]).toBe('all');
    await timers.advance(3_500_000);
    expect(ran()).toEqual([]);
    await timers.advance(200_000);
    expect(ran()).toEqual(['all']);
  });

  it('syncs a file soon after it was written, and its folder with it', async () => {
    folder.write('tracks/a/new.gpx', 'x');
    source.changed(['tracks/a/new.gpx']);
    await timers.advance(29);
    expect(ran()).toEqual([]);
    await timers.advance(5);
    expect(ran()).toEqual(['a/new.gpx a/__folder__.info']);
  });

  it('a folder that appears brings the files in it; one that goes takes them along', async () => {
    folder.write('tracks/in/1.gpx', 'x');
    folder.write('tracks/in/deep/2.gpx', 'x');
    source.changed(['tracks/in']);
    await timers.advance(50);
    expect(ran()[0]).toMatch(/in\/1\.gpx.*in\/deep\/2\.gpx|in\/deep\/2\.gpx.*in\/1\.gpx/);
    rmSync(join(folder.root, 'tracks/in'), { recursive: true });
    source.changed(['tracks/in']);
    await timers.advance(1_100);
    const [names] = ran();
    expect(names).toContain('in/1.gpx');
    expect(names).toContain('in/deep/2.gpx');
  });

  it('its own writing is no news', async () => {
    await folder.library.scan();
    await folder.library.place(gpx('b/own.gpx'), contentOf('x'), absent);
    source.changed(['tracks', 'tracks/b', 'tracks/b/own.gpx']);
    await timers.advance(2_000);
    expect(ran()).toEqual([]);
    const file = (await folder.library.scan()).files[0]!;
    await folder.library.remove(file);
    source.changed(['tracks/b', 'tracks/b/own.gpx']);
    await timers.advance(2_000);
    expect(ran()).toEqual([]);
    folder.write('tracks/b/own.gpx', 'edited');
    source.changed(['tracks/b/own.gpx']);
    await timers.advance(2_000);
    expect(ran()).toHaveLength(1);
  });

  it('what is no data of OsmAnd starts nothing', async () => {
    folder.write('notes.txt~', 'x');
    folder.write('node_modules/a/b.js', 'x');
    source.changed(['notes.txt~', 'node_modules', 'node_modules/a', 'node_modules/a/b.js']);
    await timers.advance(2_000);
    expect(ran()).toEqual([]);
  });

  it('a change in the cloud is fetched at once; the echo of an upload of our own is not', async () => {
    stream.say(5);
    await calm();
    expect(ran()).toEqual(['cloud']);
    cursor = 7;
    stream.say(7);
    await calm();
    expect(ran()).toEqual([]);
  });

  it('S2 connects again after a while, and looks for what it missed', async () => {
    stream.break();
    await calm();
    expect(stream.opened).toBe(1);
    await timers.advance(400);
    expect(stream.opened).toBe(2);
    expect(ran()).toEqual(['cloud']);
    stream.error = new ApiError({ kind: 'offline', code: 'unreachable', status: 0, message: 'not there' });
    stream.break();
    await timers.advance(300_000);
    expect(stream.opened).toBeLessThan(16);
    expect(reports.filter((report) => report.kind === 'offline').length).toBeGreaterThan(5);
    stream.error = null;
    await timers.advance(61_000);
    expect(ran()).toContain('cloud');
  });

  it('ends with the reason when the device was signed out', async () => {
    stream.error = new ApiError({ kind: 'refused', code: 'not-signed-in', status: 401, message: 'You are not signed in.' });
    stream.break();
    await timers.advance(1_000);
    expect(await ended).toMatchObject({ code: 'not-signed-in' });
  });

  it('S10 what could not be synced is tried again, with all names, ever more slowly', async () => {
    fail = new Error('no network');
    folder.write('tracks/a.gpx', 'x');
    source.changed(['tracks/a.gpx']);
    await timers.advance(60_000);
    const tries = ran();
    expect(tries.length).toBeGreaterThan(3);
    expect(tries.length).toBeLessThan(9);
    expect(tries.every((names) => names.includes('a.gpx'))).toBe(true);
    expect(reports.at(-1)).toMatchObject({ kind: 'failed', message: 'no network' });
    fail = null;
    await timers.advance(70_000);
    expect(ran()).toHaveLength(1);
    await timers.advance(70_000);
    expect(ran()).toEqual([]);
  });

  it('S8 looks at everything after the machine was asleep, and when events were lost', async () => {
    timers.sleep(600_000);
    await timers.advance(31_000);
    expect(ran()).toEqual(['all']);
    source.lost('overflow');
    await calm();
    expect(ran()).toEqual(['all']);
    expect(reports.at(-1)).toMatchObject({ kind: 'lost' });
  });
});

describe('the real folder', () => {
  it('tells of files that are written, renamed and deleted, deep inside, and not of the state of the device', async () => {
    const folder = await testFolder();
    mkdirSync(join(folder.root, 'tracks/a'), { recursive: true });
    const seen = new Set<string>();
    const watching = await watchFolder(folder.root, { changed: (paths) => paths.forEach((path) => seen.add(path)), lost: () => undefined });
    const sees = async (path: string): Promise<void> => expect.poll(() => [...seen], { timeout: 10_000 }).toContain(path);
    try {
      folder.write('tracks/a/1.gpx', 'x');
      await sees('tracks/a/1.gpx');
      folder.write('.cairn/tmp/x', 'x');
      folder.write('tracks/new/deep/2.gpx', 'x');
      await sees('tracks/new/deep/2.gpx');
      renameSync(join(folder.root, 'tracks/new'), join(folder.root, 'tracks/moved'));
      await sees('tracks/moved/deep/2.gpx');
      seen.clear();
      folder.write('tracks/moved/deep/3.gpx', 'x');
      await sees('tracks/moved/deep/3.gpx');
      expect([...seen].filter((path) => path.startsWith('tracks/new'))).toEqual([]);
      seen.clear();
      utimesSync(join(folder.root, 'tracks/a/1.gpx'), 1, 1);
      rmSync(join(folder.root, 'tracks/a/1.gpx'));
      await sees('tracks/a/1.gpx');
      expect([...seen].filter((path) => path.startsWith('.cairn'))).toEqual([]);
    } finally {
      await watching.stop();
      await folder.close();
    }
  });
});
