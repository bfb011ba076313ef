import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { S3Blobs, S3Options } from '../src/adapters/s3-blobs.ts';
import { s3Blobs } from '../src/adapters/s3-blobs.ts';
import { answerContent } from '../src/routes/v1/content.ts';
import { blobsContract } from './contracts/blobs.contract.ts';
import { contentsOf, kinds, removing, requestOf } from './support/history.ts';
import { TestLibrary, gathered, noise, pieces } from './support/library.ts';
import type { S3Trouble } from './support/s3-double.ts';
import { S3Double } from './support/s3-double.ts';
import { SeededRandom } from './support/world.ts';

/** 300 operations by default, 10,000 for a release. */
const operations = Number(process.env['CAIRN_TEST_S3_OPERATIONS'] ?? '300');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const double = await S3Double.start();
afterAll(() => double.stop());

/** The time of the adapter; a rest that it takes from a silent store ends when a test says so. */
let now = 0;
const quick: S3Options = {
  now: () => now,
  patience: { connectMs: 1000, answerMs: 80, pieceMs: 80 },
  pausesMs: [1, 2, 4],
  partBytes: 4000,
};
/** Where no answer is withheld, a slow machine must not look like a silent store. */
const unhurried: S3Options = { ...quick, patience: { answerMs: 20_000, pieceMs: 20_000 } };
let places = 0;
/** A place of its own in the store, where faults have ended. */
function open(options: S3Options = quick): S3Blobs {
  double.opaque = false;
  places += 1;
  return reopen(options);
}
/** The same place again, by somebody who has time. */
function reopen(options: S3Options = unhurried): S3Blobs {
  double.trouble = () => null;
  const settings = { endpoint: double.url, region: '', bucket: 'cairn', prefix: `p${places}/`, accessKey: 'A', secretKey: 'S3CRET' };
  const blobs = s3Blobs(settings, options);
  closing.push(() => blobs.close());
  return blobs;
}
const key = (digit: string): string => digit.repeat(32);
async function read(blobs: S3Blobs, name: string, start = 0): Promise<Buffer> {
  return gathered(await blobs.open(name, start));
}
/** What lies at the store under a key now, past the adapter. */
function lying(name: string): Buffer | undefined {
  for (const [path, { bytes }] of double.objects) if (path === `p${places}/${name}`) return bytes;
  return undefined;
}

blobsContract('S3', async () => open(unhurried));

const small = noise(1000, 'small');
const medium = noise(9_500, 'medium');
const large = noise(17_500, 'large');
interface Step {
  readonly name: string;
  /** Every byte that it acknowledged must be there; what failed leaves nothing. */
  run(blobs: S3Blobs): Promise<unknown>;
}
const steps: readonly Step[] = [
  { name: 'a small content', run: (blobs) => blobs.put(key('a'), small) },
  { name: 'a small content as a stream', run: (blobs) => blobs.put(key('a'), pieces(small, 300)) },
  { name: 'a large content in parts', run: (blobs) => blobs.put(key('a'), pieces(medium, 3333)) },
];
const written: readonly S3Trouble[] = [
  ...(['error 500', 'slow down', 'reset before', 'reset after', 'silent before', 'silent after'] as const),
  ...(['error after', 'half an answer', 'part lost', 'bits flipped', 'no space'] as const),
];

for (const step of steps) {
  test(`R03 R20 ${step.name}: every fault at every call: what was acknowledged is whole, what failed leaves nothing`, async () => {
    const before = double.calls.length;
    await step.run(open(unhurried));
    const calls = double.calls.length - before;
    expect(calls).toBeGreaterThan(0);
    const content = step.name.includes('large') ? medium : small;
    let points = 0;
    let failed = 0;
    for (const opaque of [false, true]) {
      for (const trouble of written) {
        for (let at = 1; at <= calls; at++) {
          for (const lasting of opaque ? [false] : [false, true]) {
            const blobs = open();
            double.opaque = opaque;
            const first = double.calls.length;
            // Lasting: from that call on everything fails so, the look and the cleaning included.
            double.trouble = (call) => ((lasting ? call - first >= at : call - first === at) ? trouble : null);
            const outcome = await step.run(blobs).then(
              () => 'done',
              (error: unknown) => error,
            );
            const where = `${trouble} at call ${at}${lasting ? ' and all after it' : ''}${opaque ? ', opaque tags' : ''}`;
            points++;
            const calm = reopen();
            if (outcome === 'done') {
              expect(lying(key('a'))?.equals(content), where).toBe(true);
              expect((await read(calm, key('a'))).equals(content), where).toBe(true);
              // An upload whose beginning was answered to nobody.
              await sweep(calm, true);
            } else {
              failed++;
              expect(outcome, where).toMatchObject({ name: 'CairnError' });
              await sweep(calm);
              expect(lying(key('a')), where).toBeUndefined();
            }
            expect(temporaries(), where).toBe(0);
            blobs.close();
            calm.close();
          }
        }
      }
    }
    expect(points).toBe(3 * written.length * calls);
    expect(failed).toBeGreaterThan(0);
  }, 120_000);
}
function temporaries(): number {
  return [...double.uploads.values()].filter((upload) => upload.key.startsWith(`p${places}/`)).length;
}
/** What the look for orphans does when no row knows anything; or for unfinished uploads alone. */
async function sweep(blobs: S3Blobs, onlyUnfinished = false): Promise<void> {
  for (let after: string | null = null; ;) {
    const { items, next } = await blobs.list(after, 100);
    for (const item of items) if (item.temporary || !onlyUnfinished) await blobs.remove(item.key);
    if (next === null) return;
    after = next;
  }
}

test('R20 a fault that passes is never met by the one who asked: the same call is tried again', async () => {
  for (const trouble of [
    'error 500',
    'slow down',
    'reset before',
    'reset after',
    'silent after',
    'error after',
    'half an answer',
  ] as const) {
    const blobs = open();
    const first = double.calls.length;
    double.trouble = (call) => (call - first === 1 ? trouble : null);
    await blobs.put(key('a'), small);
    expect(lying(key('a'))?.equals(small), trouble).toBe(true);
  }
});

test('R20 an answer that was lost after success is resolved by a look, not by sending again', async () => {
  const blobs = open(unhurried);
  const first = double.calls.length;
  double.trouble = (call) => (call - first === 1 ? 'reset after' : null);
  await blobs.put(key('a'), small);
  expect(double.calls.slice(first)).toEqual(['put', 'head']);
});

test('R20 a lost part and flipped bits are found before anything is acknowledged', async () => {
  for (const [trouble, operation] of [
    ['part lost', 'part'],
    ['bits flipped', 'part'],
    ['bits flipped', 'put'],
  ] as const) {
    const blobs = open(unhurried);
    // Each time: the store does it again and again.
    double.trouble = (_call, asked) => (asked === operation ? trouble : null);
    await expect(blobs.put(key('a'), operation === 'put' ? small : pieces(large)), `${trouble} ${operation}`).rejects.toMatchObject({
      code: 'busy',
    });
    expect(lying(key('a'))).toBeUndefined();
  }
});

test('R20 where entity tags say nothing of the bytes, they are read back', async () => {
  const blobs = open(unhurried);
  double.opaque = true;
  const first = double.calls.length;
  await blobs.put(key('a'), pieces(large, 1234));
  expect(double.calls.slice(first)).toEqual(['begin', 'part', 'part', 'part', 'part', 'part', 'complete', 'head', 'get']);
  expect((await read(blobs, key('a'))).equals(large)).toBe(true);
});

test('R20 a reading that breaks off goes on from where it was; a wrong byte is never made up', async () => {
  for (const trouble of ['half an answer', 'reset before', 'silent before', 'error 500', 'slow down'] as const) {
    const blobs = open(trouble.startsWith('silent') ? quick : unhurried);
    await blobs.put(key('a'), large);
    const first = double.calls.length;
    double.trouble = (call) => (call - first <= 2 ? trouble : null);
    expect((await read(blobs, key('a'), 77)).equals(large.subarray(77)), trouble).toBe(true);
    if (!trouble.startsWith('silent')) expect(double.calls.length - first, trouble).toBe(3);
    double.trouble = () => trouble;
    await expect(read(blobs, key('a')), trouble).rejects.toThrow();
  }
});

test('R20 what was replaced while it was read breaks the reading off', async () => {
  const blobs = open(unhurried);
  await blobs.put(key('a'), large);
  const first = double.calls.length;
  double.trouble = (call) => (call - first === 1 ? 'half an answer' : null);
  const stream = await blobs.open(key('a'));
  double.objects.set(`p${places}/${key('a')}`, { bytes: noise(17_500, 'other'), etag: 'other', made: 0 });
  await expect(gathered(stream)).rejects.toThrow();
});

test('R07 an upload in parts that a crash left is listed as unfinished, and is removed', async () => {
  const blobs = open();
  const started = double.calls.length;
  double.trouble = (call, operation) => (call > started && operation !== 'begin' ? 'silent before' : null);
  await expect(blobs.put(key('b'), pieces(large))).rejects.toThrow();
  const calm = reopen();
  // What the one that crashed had still asked for arrives late on a busy machine: it stays unheard.
  double.trouble = (_call, operation) => (operation === 'abort' ? 'silent before' : null);
  expect(temporaries()).toBe(1);
  const { items } = await everything(calm);
  expect(items).toEqual([{ key: `${key('b')}.part`, made: expect.any(Number) as number, temporary: true }]);
  double.trouble = () => null;
  await calm.remove(`${key('b')}.part`);
  expect(temporaries()).toBe(0);
});
async function everything(blobs: S3Blobs) {
  const items = [];
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<S3Blobs['list']>> = await blobs.list(after, 2);
    items.push(...page.items);
    if (page.next === null) return { items };
    after = page.next;
  }
}

test('R40 a store that does not answer is asked less and less, and a request never waits without an end', async () => {
  const blobs = open();
  await blobs.put(key('a'), small);
  double.trouble = () => 'silent before';
  for (let round = 0; round < 3; round++) await expect(blobs.open(key('a'))).rejects.toMatchObject({ code: 'busy' });
  const asked = double.calls.length;
  for (let round = 0; round < 50; round++) await expect(blobs.open(key('a'))).rejects.toMatchObject({ code: 'busy' });
  expect(double.calls.length).toBe(asked);
  double.trouble = () => null;
  now += 3001;
  expect((await read(blobs, key('a'))).equals(small)).toBe(true);
});

test('R77 probing tells of a bucket that cannot be written, and of its recovery', async () => {
  const blobs = open(unhurried);
  expect(await blobs.probe()).toEqual({ free: null });
  double.trouble = (_call, operation) => (operation === 'put' ? 'no space' : null);
  await expect(blobs.put(key('a'), small)).rejects.toMatchObject({ code: 'storage-full' });
  await expect(blobs.probe()).rejects.toMatchObject({ code: 'storage-full' });
  double.trouble = () => null;
  expect(await blobs.probe()).toEqual({ free: null });
});

test(`R20 ${operations} operations with seeded faults: the store holds what was acknowledged, byte for byte`, async () => {
  const seed = process.env['CHECK_SEED'] ?? '20261121';
  const random = new SeededRandom(`s3 ${seed}`);
  const troubles: readonly S3Trouble[] = [...written.filter((one) => !one.startsWith('silent')), 'stale listing', 'silent after'];
  const blobs = open();
  const kept = new Map<string, Buffer>();
  // What a removal in doubt may have taken.
  const unsure = new Set<string>();
  for (let operation = 0; operation < operations; operation++) {
    now += 1000;
    const rate = operation % 200 < 150 ? 12 : 3;
    double.trouble = () => (random.int(0, rate) === 0 ? (troubles[random.int(0, troubles.length)] ?? null) : null);
    const name = Buffer.from(random.bytes(16)).toString('hex');
    const [some] = [...kept.keys()].slice(random.int(0, Math.max(1, kept.size)));
    const chosen = random.int(0, 10);
    if (chosen < 5) {
      const content = noise(random.int(0, 12_000), `${seed} ${operation}`);
      const put = blobs.put(name, random.int(0, 2) === 0 ? content : pieces(content, 1 + random.int(0, 5000)));
      await put.then(
        () => kept.set(name, content),
        () => undefined,
      );
    } else if (some !== undefined && chosen < 9) {
      const got = await read(blobs, some).catch(() => null);
      if (got !== null && !unsure.has(some))
        expect(got.equals(kept.get(some) ?? Buffer.alloc(0)), `operation ${operation}, seed ${seed}`).toBe(true);
    } else if (some !== undefined) {
      const gone = await blobs.remove(some).then(
        () => true,
        () => false,
      );
      if (gone) kept.delete(some);
      else unsure.add(some);
    }
  }
  const calm = reopen();
  // What was given up may still be on its way.
  await new Promise((resolve) => setTimeout(resolve, 150));
  for (const name of unsure) {
    await calm.remove(name);
    kept.delete(name);
  }
  for (const [name, content] of kept) expect((await read(calm, name)).equals(content), name).toBe(true);
  for (const { key: found } of (await everything(calm)).items) if (!kept.has(found)) await calm.remove(found);
  expect((await everything(calm)).items.map((item) => item.key).sort()).toEqual([...kept.keys()].sort());
}, 600_000);

describe('downloads past this server', () => {
  const requested = { 'accept-encoding': 'gzip', 'x-cairn-redirect': 'follow' };

  test('a large content is fetched from the store itself where that is wanted, by who can; everybody else gets it here, checked', async () => {
    const library = await TestLibrary.open({ inlineBytes: 1000, ctx: { blobs: open({ ...unhurried, links: true }) } });
    const content = noise(3000);
    const version = await library.put('h/größe "1".gpx', content);
    const small = await library.put('small', 'text');
    const answer = await answerContent(library.ctx, 1, version.seq, requested);
    expect(answer).toMatchObject({ status: 302, headers: { 'cache-control': 'no-store' } });
    const url = answer.headers['location'] ?? '';
    expect(url.startsWith(double.url)).toBe(true);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('300');
    expect(url).not.toContain('S3CRET');
    expect(gunzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).equals(content)).toBe(true);
    const browser = { 'accept-encoding': 'gzip, br', 'sec-fetch-mode': 'navigate' };
    expect((await answerContent(library.ctx, 1, version.seq, browser)).status).toBe(302);
    for (const other of [{ 'accept-encoding': 'gzip' }, { ...browser, 'sec-fetch-mode': 'cors' }, { 'x-cairn-redirect': 'follow' }]) {
      const here = await answerContent(library.ctx, 1, version.seq, other);
      expect(here.status).toBe(200);
      if (here.body instanceof Readable) here.body.destroy();
    }
    expect((await answerContent(library.ctx, 1, small.seq, requested)).status).toBe(200);
    // Nobody else's, and nothing that is not there (R60).
    await expect(answerContent(library.ctx, 2, version.seq, requested)).rejects.toMatchObject({ code: 'file-not-available' });
    await library.database.close();
  });

  test('it is off unless the operator says so', async () => {
    const library = await TestLibrary.open({ inlineBytes: 1000, ctx: { blobs: open(unhurried) } });
    const version = await library.put('large', noise(3000));
    const here = await answerContent(library.ctx, 1, version.seq, requested);
    expect(here.status).toBe(200);
    if (here.body instanceof Readable) here.body.destroy();
    await library.database.close();
  });
});

test('R07 R20 R24 R25 random histories of a library with its contents in the store: every invariant after each step, nothing left over', async () => {
  for (let seed = 0; seed < 6; seed++) {
    const random = new SeededRandom(`s3 history ${seed}`);
    const blobs = open(unhurried);
    const library = await TestLibrary.open({ seed: `s3 ${seed}`, inlineBytes: 30, ctx: { blobs } });
    double.now = () => library.clock.now();
    let before = new Map<number, string>();
    for (let step = 0; step < 40; step++) {
      const kind = kinds[random.int(0, kinds.length)] ?? 'upload';
      const request = kind === 'deleteData' && random.int(0, 6) > 0 ? null : await requestOf(kind, library, random);
      const first = double.calls.length;
      // Faults that pass, now and then: nobody notices.
      if (step % 3 === 0)
        double.trouble = (call) =>
          call === first + 1 ? ((['reset after', 'slow down', 'error 500'] as const)[(step / 3) % 3] ?? null) : null;
      await request?.send();
      double.trouble = () => null;
      expect(await library.audit(), `seed ${seed}, step ${step}, ${kind}`).toEqual([]);
      const after = await contentsOf(library);
      if (request !== null && !removing.has(kind)) {
        for (const [seq, hash] of before) expect(after.get(seq), `seed ${seed}, step ${step}, ${kind}: version ${seq}`).toBe(hash);
      }
      before = after;
    }
    await library.tidy();
    const kept = new Set(await library.store.keysOf(library.account));
    const stored = (await everything(blobs)).items.map((item) => item.key);
    expect(stored.toSorted(), `seed ${seed}: R07`).toEqual([...kept].toSorted());
    await library.database.close();
  }
  double.now = Date.now;
}, 120_000);
