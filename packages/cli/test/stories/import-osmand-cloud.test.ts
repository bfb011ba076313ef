import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, contentsOf, historyOf } from '../world/cloud-content.ts';
import { TestDevice, track } from '../world/device.ts';
import { Original } from '../world/original.ts';
import { ended, removeFolders, start, until } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

let server: TestServer;
let original: Original;
let people = 0;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => {
  await server.down();
  removeFolders();
});

const day = 86_400_000;
/** Long ago, but within the time that our trash keeps. */
const then = Date.now() - 20 * day;
const email = 'ana@example.org';

/** A signed-in folder of an account of its own, and a source. */
async function movingIn(): Promise<TestDevice> {
  original = await Original.start();
  people += 1;
  return TestDevice.signedIn(server, `mover${people}@example.org`, 'laptop');
}
/** Signs in at the source as a script does, and copies. */
async function importAll(device: TestDevice, ...options: string[]) {
  const words = ['import', 'osmand-cloud', email, '--server', original.url];
  await device.ok(...words, '--request-code');
  return device.json(...words, '--code', original.codes.at(-1) ?? '', ...options);
}
async function importAgain(device: TestDevice, ...options: string[]) {
  return device.json('import', 'osmand-cloud', email, '--server', original.url, ...options);
}

test('O4 every file moves in with its versions, times and deletions, and the source only saw a sign-in and reads', async () => {
  const device = await movingIn();
  original.put('GPX', 'hikes/day 1+2 & más.gpx', 'one', then, { clientTime: 1_600_000_000_000 });
  original.put('GPX', 'hikes/day 1+2 & más.gpx.info', '{"type":"GPX","file":"/tracks/hikes/day 1+2 & más.gpx","color":"#f00"}', then + 1);
  original.put('GPX', 'hikes/day 1+2 & más.gpx', 'two', then + 5000, { clientTime: -5 });
  original.put('GPX', 'hikes/day 1+2 & más.gpx', 'two', then + 6000);
  original.put('GPX', 'two\r\nlines.gpx', 'crlf', then + 7000);
  original.put('GPX', 'empty/__folder__.info', '', then + 7001);
  original.put('FAVOURITES', 'favorites-food.gpx', '<gpx/>', then + 8000);
  original.delete('FAVOURITES', 'favorites-food.gpx', then + 9000);
  original.put('GPX', 'back.gpx', 'first life', then + 9500);
  original.delete('GPX', 'back.gpx', then + 9600);
  original.put('GPX', 'back.gpx', 'second life', then + 9700);
  original.putMap('Andorra_europe_2.obf', 3_000_000, then + 9800);
  original.put('SOMETHING_NEW', 'x.bin', Buffer.from([0, 255, 1]), then + 9900);
  original.delete('GPX', 'never had content.gpx', then + 9950);
  const before = original.fingerprint();

  const ran = await importAll(device);
  expect(ran.err).not.toContain('rror');
  expect(ran.lines().at(-1)).toEqual({
    copied: { files: 5, versions: 10, bytes: expect.any(Number) as number },
    ...{ deleted: 2, same: 0, kept: [], failed: [], stopped: false },
    maps: [{ type: 'FILE', name: 'Andorra_europe_2.obf' }],
  });
  expect(ran.status).toBe(0);
  expect(await historyOf(device, 'GPX', 'hikes/day 1+2 & más.gpx')).toEqual([
    { kind: 'content', stamp: then, clientTime: 1_600_000_000_000, content: 'one' },
    { kind: 'content', stamp: then + 5000, clientTime: -5, content: 'two' },
    { kind: 'content', stamp: then + 6000, clientTime: 0, content: 'two' },
  ]);
  expect((await historyOf(device, 'GPX', 'back.gpx')).map(({ kind, stamp }) => [kind, stamp - then])).toEqual([
    ['content', 9500],
    ['deletion', 9600],
    ['content', 9700],
  ]);
  const contents = await contentsOf(device);
  expect(contents).toMatchObject({ 'GPX two\r\nlines.gpx': 'crlf', 'GPX back.gpx': 'second life', 'GPX empty/__folder__.info': '' });
  expect(Object.keys(contents)).toHaveLength(6);
  const { items } = await clientOf(device).trash({ query: { limit: 10 } });
  expect(items.map(({ deletion }) => [deletion.name, deletion.stamp - then])).toEqual([['favorites-food.gpx', 9000]]);
  // Read-only towards the source.
  const kinds = new Set(original.requests);
  expect([...kinds].sort()).toEqual([
    'GET /userdata/download-file',
    'GET /userdata/list-files',
    'POST /userdata/device-register',
    'POST /userdata/user-register',
  ]);
  expect(original.requests.filter((request) => request.startsWith('POST'))).toHaveLength(2);
  expect(original.fingerprint()).toBe(before);
  await original.stop();
});

test('O4 a second run asks for no code, fetches no content and copies only what is new', async () => {
  const device = await movingIn();
  for (const index of [1, 2, 3]) original.put('GPX', `${index}.gpx`, track(`${index}`), then + index);
  await importAll(device);
  const asked = original.requests.length;
  const idle = await importAgain(device);
  expect(idle.lines().at(-1)).toMatchObject({ copied: { files: 0, versions: 0 }, same: 3, failed: [] });
  expect(original.requests.slice(asked)).toEqual(['GET /userdata/list-files']);
  original.put('GPX', '2.gpx', track('two again'), then + 100);
  original.put('GPX', '4.gpx', track('4'), then + 101);
  original.delete('GPX', '3.gpx', then + 102);
  expect((await importAgain(device)).lines().at(-1)).toMatchObject({ copied: { files: 2, versions: 2 }, deleted: 1, same: 2 });
  expect(original.requests.filter((request) => request.endsWith('download-file'))).toHaveLength(5);
  expect(Object.keys(await contentsOf(device))).toEqual(['GPX 1.gpx', 'GPX 2.gpx', 'GPX 4.gpx']);
  await original.stop();
});

test('O4 without its journal a second run finds by the times what is there', async () => {
  const device = await movingIn();
  original.put('GPX', 'a.gpx', 'one', then);
  original.put('GPX', 'a.gpx', 'two', then + 1);
  original.delete('GPX', 'b.gpx', then + 2);
  await importAll(device);
  const other = await TestDevice.signedIn(server, `mover${people}@example.org`, 'desktop');
  original.put('GPX', 'a.gpx', 'three', then + 3);
  expect((await importAll(other)).lines().at(-1)).toMatchObject({ copied: { files: 1, versions: 1 }, kept: [], failed: [] });
  expect((await historyOf(device, 'GPX', 'a.gpx')).map(({ content }) => content)).toEqual(['one', 'two', 'three']);
  await original.stop();
});

test('O4 bad files are reported, the rest goes on', async () => {
  const device = await movingIn();
  original.put('GPX', 'good.gpx', 'good', then);
  original.put('GPX', 'missing.gpx', 'x', then + 1, { trouble: 'missing' });
  original.put('GPX', 'store down.gpx', 'x', then + 2, { trouble: 'store-down' });
  original.put('GPX', 'cut.gpx', track('cut'), then + 3, { trouble: 'truncated' });
  original.put('GPX', 'nothing.gpx', 'x', then + 4, { trouble: 'empty' });
  original.put('GPX', 'longer.gpx', 'x', then + 5, { trouble: 'other-size' });
  original.put('GPX', 'two members.gpx', track('two members'), then + 6, { trouble: 'two-members' });
  original.put('GPX', 'plain.gpx', 'plain', then + 7, { trouble: 'plain' });
  original.put('GPX', 'flaky.gpx', track('flaky', 400), then + 8, { trouble: 'flaky' });
  original.put('GPX', '../outside.gpx', 'x', then + 9);
  original.put('GPX', 'half.gpx', 'old', then + 10, { trouble: 'missing' });
  original.put('GPX', 'half.gpx', 'new', then + 11);
  const ran = await importAll(device);
  expect(ran.status).toBe(1);
  const result = ran.lines().at(-1) as { failed: { name: string; code: string; reason: string }[] };
  expect(result).toMatchObject({ copied: { files: 5 } });
  expect(Object.fromEntries(result.failed.map(({ name, code, reason }) => [name, `${code}: ${reason}`]))).toEqual({
    '../outside.gpx': expect.stringMatching(/^name-refused: /) as string,
    'missing.gpx': expect.stringMatching(/^not-fetched: .*file is not available/) as string,
    'store down.gpx': expect.stringMatching(/^not-fetched: .*Internal Server Error/) as string,
    'cut.gpx': expect.stringMatching(/^not-fetched: \d+ bytes came instead of/) as string,
    'nothing.gpx': 'not-fetched: nothing came',
    'longer.gpx': expect.stringMatching(/^not-fetched: /) as string,
    'half.gpx': expect.stringMatching(/^not-fetched: /) as string,
  });
  expect(await contentsOf(device)).toEqual({
    'GPX good.gpx': 'good',
    'GPX two members.gpx': track('two members'),
    'GPX plain.gpx': 'plain',
    'GPX flaky.gpx': track('flaky', 400),
    'GPX half.gpx': 'new',
  });
  await original.stop();
}, 60_000);

test('O4 what broke off goes on where it was; nothing comes twice', async () => {
  const device = await movingIn();
  for (let index = 0; index < 300; index++) original.put('GPX', `${index % 60}.gpx`, `${index}`, then + index);
  original.breakAfter = 130;
  const broken = await importAll(device);
  expect(broken.status).toBe(1);
  expect(broken.lines().at(-1)).toMatchObject({ error: { code: 'broken' } });
  original.breakAfter = null;
  const rest = await importAgain(device);
  expect(rest.status).toBe(0);
  const { versions } = (rest.lines().at(-1) as { copied: { versions: number } }).copied;
  expect(versions).toBeGreaterThan(100);
  expect(versions).toBeLessThan(300);
  expect((await historyOf(device, 'GPX', '7.gpx')).map(({ content, stamp }) => [content, stamp - then])).toEqual([
    ['7', 7],
    ['67', 67],
    ['127', 127],
    ['187', 187],
    ['247', 247],
  ]);
  expect(readdirSync(join(device.folder, '.cairn/moving-in')).filter((name) => name.startsWith('spool'))).toEqual([]);
  await original.stop();
}, 60_000);

test('O4 a file that differs here is kept and named; --replace puts the imported one on top of it', async () => {
  const device = await movingIn();
  device.write('tracks/mine.gpx', 'mine');
  device.write('tracks/equal.gpx', 'equal');
  await device.ok('sync');
  original.put('GPX', 'mine.gpx', 'theirs', then);
  original.put('GPX', 'mine.gpx.info', '{"type":"GPX","file":"/tracks/mine.gpx","color":"red"}', then + 1);
  original.put('GPX', 'equal.gpx', 'equal', then + 2);
  const kept = await importAll(device);
  expect(kept.status).toBe(3);
  expect(kept.lines().at(-1)).toMatchObject({ copied: { files: 0, versions: 0 }, same: 1, kept: [{ name: 'mine.gpx', why: 'differs' }] });
  expect(await contentsOf(device)).toEqual({ 'GPX mine.gpx': 'mine', 'GPX equal.gpx': 'equal' });
  const replaced = await importAgain(device, '--replace');
  expect(replaced.status).toBe(0);
  expect((await historyOf(device, 'GPX', 'mine.gpx')).map(({ content }) => content)).toEqual(['mine', 'theirs']);
  // Changed here after it was copied: the next version of the source waits for a word.
  await device.ok('sync');
  device.write('tracks/mine.gpx', 'mine again');
  await device.ok('sync');
  original.put('GPX', 'mine.gpx', 'theirs again', then + 10);
  expect((await importAgain(device)).lines().at(-1)).toMatchObject({ kept: [{ name: 'mine.gpx', why: 'changed' }] });
  expect((await contentsOf(device))['GPX mine.gpx']).toBe('mine again');
  await original.stop();
}, 60_000);

test('O4 what lies in the trash of the source for longer than ours keeps it is in ours from today; orphaned companions find their file again', async () => {
  const device = await movingIn();
  const old = Date.now() - 300 * day;
  original.put('GPX', 'old.gpx', 'old', old);
  original.delete('GPX', 'old.gpx', old + 1);
  original.put('GPX', 'again.gpx', 'one', then);
  original.put('GPX', 'again.gpx.info', '{"type":"GPX","file":"/tracks/again.gpx","color":"red"}', then + 1);
  original.delete('GPX', 'again.gpx', then + 2);
  original.put('GPX', 'again.gpx', 'two', then + 3);
  expect((await importAll(device)).status).toBe(0);
  const { items } = await clientOf(device).trash({ query: { limit: 10 } });
  expect(items.map(({ deletion, content }) => [deletion.name, content.stamp - old])).toEqual([['old.gpx', 0]]);
  expect(items[0]!.deletion.stamp).toBeGreaterThan(Date.now() - day);
  expect(await contentsOf(device)).toEqual({
    'GPX again.gpx': 'two',
    'GPX again.gpx.info': '{"type":"GPX","file":"/tracks/again.gpx","color":"red"}',
  });
  await original.stop();
});

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
const seed = Number(process.env.CHECK_SEED ?? '20261121');

test(`O4 any history, broken off anywhere, arrives as it is at the source (CHECK_SEED=${seed})`, async () => {
  const device = await movingIn();
  const roll = dice(seed);
  const mains = ['a.gpx', 'b/c.gpx', 'd.gpx', 'e.gpx', 'f.gpx'];
  /** Contents of the source by name, oldest first; null = deleted. */
  const lives = new Map<string, (string | null)[]>();
  const live = (name: string) => lives.get(name)?.at(-1) ?? null;
  const note = (name: string, content: string | null) => lives.set(name, [...(lives.get(name) ?? []), content]);
  let at = then;
  for (let step = 0; step < 120; step++) {
    const main = mains[roll(mains.length)] ?? '';
    const name = roll(4) === 0 ? `${main}.info` : main;
    // Apps write a companion beside its file, and delete both; now and then a companion stays behind.
    if (roll(5) > 0) {
      if (name !== main && live(main) === null) continue;
      const content = name === main ? `${name} ${step}` : `{"type":"GPX","file":"/tracks/${main}","width":"${step}"}`;
      original.put('GPX', name, content, (at += 1 + roll(3)));
      note(name, content);
    } else if (live(main) !== null) {
      original.delete('GPX', main, (at += 1));
      note(main, null);
      if (live(`${main}.info`) === null || roll(3) === 0) continue;
      original.delete('GPX', `${main}.info`, (at += 1));
      note(`${main}.info`, null);
    }
  }
  await device.ok('import', 'osmand-cloud', email, '--server', original.url, '--request-code');
  let ran = await (async () => {
    original.breakAfter = 20 + roll(30);
    return device.json('import', 'osmand-cloud', email, '--server', original.url, '--code', original.codes.at(-1) ?? '');
  })();
  while (ran.status !== 0) {
    expect(ran.lines().at(-1)).toMatchObject({ error: { code: 'broken' } });
    original.breakAfter = (original.breakAfter ?? 0) + 40 + roll(30);
    ran = await importAgain(device);
  }
  expect(ran.lines().at(-1)).toMatchObject({ kept: [], failed: [] });
  const expected: Record<string, string> = {};
  for (const [name, contents] of lives) {
    const newest = contents.at(-1);
    // A companion without its file is in no place where anybody could see it: it went into the trash with it.
    const isOrphan = name.endsWith('.info') && live(name.slice(0, -'.info'.length)) === null;
    if (typeof newest === 'string' && !isOrphan) expected[`GPX ${name}`] = newest;
    if (name.endsWith('.info')) continue;
    expect([name, (await historyOf(device, 'GPX', name)).map(({ content }) => content ?? null)]).toEqual([name, contents]);
  }
  expect(await contentsOf(device)).toEqual(expected);
  await original.stop();
}, 120_000);

test('O4 a content larger than what is held in memory passes through the disk, packed or plain', async () => {
  const device = await movingIn();
  const large = randomBytes(12_000_000);
  original.put('FILE', 'avnotes/film.mp4', large, then);
  original.put('FILE', 'avnotes/plain.mp4', large.subarray(0, 11_000_000), then + 1, { trouble: 'plain' });
  original.put('FILE', 'avnotes/cut.mp4', large, then + 2, { trouble: 'truncated' });
  const ran = await importAll(device);
  expect(ran.lines().at(-1)).toMatchObject({ copied: { files: 2, bytes: 23_000_000 }, failed: [{ name: 'avnotes/cut.mp4' }] });
  await device.ok('sync');
  expect(readFileSync(join(device.folder, 'avnotes/film.mp4')).equals(large)).toBe(true);
  expect(readFileSync(join(device.folder, 'avnotes/plain.mp4')).equals(large.subarray(0, 11_000_000))).toBe(true);
  expect(readdirSync(join(device.folder, '.cairn/moving-in')).filter((name) => name.startsWith('spool'))).toEqual([]);
  await original.stop();
}, 60_000);

test('O4 Ctrl-C finishes what is under way and says how to go on', async () => {
  const device = await movingIn();
  for (let index = 0; index < 800; index++) original.put('GPX', `${index}.gpx`, `${index}`, then + index);
  await device.ok('import', 'osmand-cloud', email, '--server', original.url, '--request-code');
  const words = ['import', 'osmand-cloud', email, '--server', original.url, '--code', original.codes.at(-1) ?? ''];
  const child = start(['--folder', device.folder, '--json', ...words]);
  const end = ended(child);
  await until('some downloads', () => (original.requests.length > 100 ? true : undefined));
  child.kill('SIGINT');
  const ran = await end;
  expect([ran.status, ran.lines().at(-1)]).toMatchObject([1, { stopped: true, failed: [] }]);
  const rest = await importAgain(device);
  expect([rest.status, rest.lines().at(-1)]).toMatchObject([0, { stopped: false, failed: [], kept: [] }]);
  expect(Object.keys(await contentsOf(device))).toHaveLength(800);
  await original.stop();
}, 60_000);

test('O4 P1 what the plan does not take is said by file and not even fetched', async () => {
  const strict = await TestServer.start({ CAIRN_PLAN: 'start', CAIRN_FILE_LIMIT_START: '1000' });
  original = await Original.start();
  const device = await TestDevice.signedIn(strict, 'starter@example.org', 'laptop');
  await device.ok('plan', 'start');
  original.put('GPX', 'a.gpx', 'a', then);
  original.put('FAVOURITES', 'favorites.gpx', 'f'.repeat(2000), then + 1);
  original.put('FAVOURITES', 'favorites.gpx', 'f', then + 2);
  const ran = await importAll(device);
  expect(ran.status).toBe(1);
  expect(ran.lines().at(-1)).toMatchObject({
    copied: { files: 1, versions: 1 },
    failed: [
      { name: 'a.gpx', code: 'plan-lacks-type' },
      { name: 'favorites.gpx', code: 'file-too-large', uploaded: new Date(then + 1).toISOString() },
    ],
  });
  expect(original.requests.filter((request) => request.endsWith('download-file'))).toHaveLength(1);
  await original.stop();
  await strict.down();
}, 60_000);

describe('signing in at the source', () => {
  test('a wrong code changes nothing, a device that was signed out there asks for a new one', async () => {
    const device = await movingIn();
    original.put('GPX', 'a.gpx', 'a', then);
    const words = ['import', 'osmand-cloud', email, '--server', original.url];
    await device.ok(...words, '--request-code');
    const wrong = await device.json(...words, '--code', '9');
    expect([wrong.status, wrong.json()]).toEqual([
      1,
      { error: { code: 'osmand-104', message: expect.stringContaining('token is not valid') as string } },
    ]);
    expect((await importAll(device)).status).toBe(0);
    original.forgetDevices();
    const again = await device.run(...words);
    expect(again.status).toBe(2);
    expect(again.err).toContain('--request-code');
    expect((await importAll(device)).status).toBe(0);
    await original.stop();
  });

  test('what is no cloud of OsmAnd, and what is typed wrongly, is said', async () => {
    const device = await movingIn();
    const html = await device.run('import', 'osmand-cloud', email, '--server', `${original.url}/elsewhere`, '--code', '1');
    expect([html.status, html.err]).toEqual([1, expect.stringContaining('answered 404') as string]);
    await original.stop();
    const nobody = await device.run('import', 'osmand-cloud', email, '--server', original.url, '--code', '1');
    expect([nobody.status, nobody.err]).toEqual([1, expect.stringContaining(original.url) as string]);
    for (const words of [['osmand-cloud'], ['osmand-cloud', 'nobody'], ['elsewhere'], ['folder', '.', '--code', '1'], ['folder']]) {
      expect((await device.run('import', ...words)).status).toBe(2);
    }
  });
});
