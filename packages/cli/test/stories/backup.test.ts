import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Writer, noise, notThere } from '../world/library.ts';
import { ended, newFolder, run, start, until } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

/** Loops of backup under load, restore and comparison: 2 by default, 100 for a release. */
const loops = Number(process.env['CAIRN_TEST_BACKUP_LOOPS'] ?? '2');
const patience = 180_000 + loops * 120_000;

const server = TestServer.forStories();
const settings = (data: string): Record<string, string> => ({ CAIRN_DATA: data });
interface Saved {
  readonly backup: { readonly name: string; readonly made: number; readonly contents: number; readonly damaged: readonly string[] };
  readonly added: number;
}

test(
  `R75 ${loops} times: a backup under write load, verified without the server, restored: all that was acknowledged before is there`,
  { timeout: patience },
  async () => {
    const folder = join(newFolder('backups'), 'all');
    const writers = await Promise.all(['a', 'b', 'c'].map((name, index) => Writer.signUp(server, `${name}@example.org`, index)));
    for (let loop = 0; loop < loops; loop++) {
      for (const writer of writers) await writer.write();
      const before = writers.map((writer) => new Map(writer.acknowledged));
      let writing = true;
      const load = writers.map(async (writer) => {
        // No more than so much: on a slow machine each loop would else write more than the one before, and the next take longer for it.
        for (let batch = 0; writing && batch < 12; batch++) {
          await writer.write();
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      });
      const backingUp = start(['backup', folder, '--json'], { env: settings(server.data) });
      // Every third is killed while it works: the next one goes on from there.
      if (loop % 3 === 2) {
        await new Promise((resolve) => setTimeout(resolve, 300 + 40 * loop));
        backingUp.kill('SIGKILL');
        await ended(backingUp);
      }
      const done = loop % 3 === 2 ? await run(['backup', folder, '--json'], { env: settings(server.data) }) : await ended(backingUp);
      expect(done.status, done.err).toBe(0);
      const live = await run(['verify', '--json'], { env: settings(server.data) });
      expect(live.json(), live.err).toMatchObject({ faults: [] });
      writing = false;
      await Promise.all(load);
      const checked = await run(['verify', folder, '--json'], { env: {} });
      expect(checked.json(), checked.err).toMatchObject({ faults: [], accounts: 3 });
      expect(checked.status).toBe(0);

      const place = newFolder('restored');
      if (loop % 2 === 1) {
        const cut = start(['restore-backup', folder, '--json'], { env: settings(place) });
        await until('the mark of the restore', () => existsSync(join(place, 'unfinished')) || undefined);
        cut.kill('SIGKILL');
        await ended(cut);
      }
      const restored = await run(['restore-backup', folder, '--json'], { env: settings(place) });
      expect(restored.status, restored.err).toBe(0);
      const other = await TestServer.start({ CAIRN_DATA: place });
      try {
        for (const [index, writer] of writers.entries()) {
          const all = [...(before[index] ?? [])];
          // Everything at the beginning, at the end and now and then; else what is new. The check of all bytes below takes the rest.
          const some = loop % 10 === 0 || loop === loops - 1 ? all : all.slice(-60);
          expect(await notThere(other, writer.token, new Map(some)), `loop ${loop}`).toEqual([]);
        }
        const audit = await run(['verify', '--json'], { env: settings(place) });
        expect(audit.json()).toMatchObject({ faults: [], accounts: 3 });
      } finally {
        await other.down();
        rmSync(place, { recursive: true });
      }
    }
  },
);

test(
  'R27 R75 a restored server says so by its data epoch, twice restored twice; what was not asked for is not touched',
  { timeout: 120_000 },
  async () => {
    const writer = await Writer.signUp(server, 'epoch@example.org');
    await writer.put([{ name: 'one.gpx', plain: noise('one', 1000) }]);
    const folder = newFolder('backups');
    expect((await run(['backup', folder], { env: settings(server.data) })).status).toBe(0);
    const epochs: number[] = [];
    for (let time = 0; time < 2; time++) {
      const place = newFolder('restored');
      const restored = await run(['restore-backup', folder, '--json'], { env: settings(place) });
      expect(restored.status, restored.err).toBe(0);
      epochs.push((restored.json() as { dataEpoch: number }).dataEpoch);
      expect(readFileSync(join(place, 'secret'), 'utf8')).toBe(readFileSync(join(server.data, 'secret'), 'utf8'));
      const again = await run(['restore-backup', folder, '--json'], { env: settings(place) });
      expect(again.status).toBe(1);
      expect(again.lines().at(-1)).toMatchObject({ error: { code: 'target-not-empty' } });
    }
    expect(new Set(epochs).size).toBe(2);
    const strange = newFolder('other');
    writeFileSync(join(strange, 'letters.txt'), 'mine');
    const refused = await run(['backup', strange], { env: settings(server.data) });
    expect(refused.status).toBe(1);
    expect(readdirSync(strange)).toEqual(['letters.txt']);
  },
);

test('R75 a second backup costs what is new, and an old one is removed with what nobody else needs', { timeout: 120_000 }, async () => {
  const writer = await Writer.signUp(server, 'again@example.org');
  await writer.put([{ name: 'large.gpx', plain: noise('large', 300_000) }]);
  const folder = newFolder('backups');
  const save = async (...more: string[]): Promise<Saved> => {
    const done = await run(['backup', folder, '--json', ...more], { env: settings(server.data) });
    expect(done.status, done.err).toBe(0);
    return done.json() as Saved;
  };
  const first = await save();
  expect(first.added).toBe(first.backup.contents);
  expect((await save()).added).toBe(0);
  await writer.put([{ name: 'new.gpx', plain: noise('new', 500) }]);
  const third = await save();
  expect(third.added).toBe(1);
  // As if the first had been made long ago, and held what is gone since.
  const facts = join(folder, 'backups', `${first.backup.name}.json`);
  writeFileSync(facts, JSON.stringify({ ...(JSON.parse(readFileSync(facts, 'utf8')) as object), made: Date.now() - 40 * 86_400_000 }));
  const pruned = await save();
  expect(pruned).toMatchObject({ pruned: { backups: 1, contents: 0 } });
  const list = await run(['backup', folder, '--list', '--json'], { env: {} });
  expect((list.json() as { backups: unknown[] }).backups).toHaveLength(3);
  expect((await run(['verify', folder], { env: {} })).status).toBe(0);
});

test('R19 two commands on one folder of backups: the second is told, and nothing is spoilt', { timeout: 120_000 }, async () => {
  const folder = newFolder('backups');
  expect((await run(['backup', folder], { env: settings(server.data) })).status).toBe(0);
  const lock = new Database(join(folder, 'lock.db'));
  lock.pragma('locking_mode = EXCLUSIVE');
  lock.exec('BEGIN EXCLUSIVE; COMMIT');
  const second = await run(['backup', folder], { env: settings(server.data) });
  expect([second.status, second.err]).toEqual([1, expect.stringContaining('Another command is working on the backups')]);
  lock.close();
  expect((await run(['verify', folder], { env: {} })).status).toBe(0);
});

test('R12 a server does not start on half of a library', { timeout: 60_000 }, async () => {
  const place = newFolder('half');
  writeFileSync(join(place, 'unfinished'), 'restore 20261121T000000Z');
  const refused = await run(['serve'], { env: { ...settings(place), CAIRN_PORT: '0' } });
  expect(refused.status).toBe(1);
  expect(refused.err).toContain('restore 20261121T000000Z');
  expect(existsSync(join(place, 'cairn.db'))).toBe(false);
});

test(
  'R10 planted faults are found, all of them and no other, with an exit status for each kind; repair moves aside, never deletes',
  { timeout: 240_000 },
  async () => {
    const own = await TestServer.start();
    const writer = await Writer.signUp(own, 'faults@example.org');
    const plains = Array.from({ length: 40 }, (_, index) => noise(`fault ${index}`, index < 20 ? 400 : 200_000));
    await writer.put(plains.map((plain, index) => ({ name: `${index}.gpx`, plain })));
    const folder = newFolder('backups');
    expect((await run(['backup', folder], { env: settings(own.data) })).status).toBe(0);
    await own.down();
    const whole = await run(['verify', '--json'], { env: settings(own.data) });
    expect([whole.status, whole.json()]).toEqual([0, expect.objectContaining({ faults: [], contents: 40 })]);
    const blobs = join(own.data, 'blobs');
    const files = readdirSync(blobs)
      .filter((part) => /^[0-9a-f]{2}$/.test(part))
      .flatMap((part) => readdirSync(join(blobs, part)).map((name) => join(blobs, part, name)))
      .sort();
    expect(files).toHaveLength(20);

    // Bytes that no row knows, old enough.
    const stray = 'ee'.repeat(16);
    mkdirSync(join(blobs, 'ee'), { recursive: true });
    writeFileSync(join(blobs, 'ee', stray), 'stray');
    utimesSync(join(blobs, 'ee', stray), new Date(0), new Date(0));
    const strayed = await run(['verify', '--json'], { env: settings(own.data) });
    expect([strayed.status, kindsOf(strayed.json())]).toEqual([13, { unreferenced: 1 }]);

    // Damage of all kinds: flipped, cut off, and inside the database.
    for (const file of files.slice(0, 5)) flip(file);
    for (const file of files.slice(5, 8)) truncateSync(file, 100);
    const db = new Database(join(own.data, 'cairn.db'));
    db.exec(
      'UPDATE content SET bytes = zeroblob(length(bytes)) WHERE content IN (SELECT content FROM content WHERE bytes IS NOT NULL ORDER BY content LIMIT 6)',
    );
    const corrupt = await run(['verify', '--json'], { env: settings(own.data) });
    expect([corrupt.status, kindsOf(corrupt.json())]).toEqual([12, { unreferenced: 1, corrupt: 14 }]);
    for (const file of files.slice(8, 12)) rmSync(file);
    const missing = await run(['verify', '--json'], { env: settings(own.data) });
    expect([missing.status, kindsOf(missing.json())]).toEqual([11, { unreferenced: 1, corrupt: 14, missing: 4 }]);
    db.exec('UPDATE log SET live_files = live_files + 1');
    db.close();
    const contradictory = await run(['verify', '--json'], { env: settings(own.data) });
    expect([contradictory.status, kindsOf(contradictory.json())]).toEqual([
      10,
      { unreferenced: 1, corrupt: 14, missing: 4, contradiction: 1 },
    ]);

    const repaired = await run(['verify', '--repair', '--json'], { env: settings(own.data) });
    expect(repaired.json()).toMatchObject({ aside: 9 });
    expect(readdirSync(join(own.data, 'quarantine'))).toHaveLength(9);

    // A backup of what is damaged saves the rest and says what is not in it.
    const later = await run(['backup', newFolder('later'), '--json'], { env: settings(own.data) });
    expect(later.status).toBe(1);
    expect((later.json() as Saved).backup.damaged).toHaveLength(18);
    // The backup from before has everything.
    const place = newFolder('restored');
    expect((await run(['restore-backup', folder], { env: settings(place) })).status).toBe(0);
    const other = await TestServer.start({ CAIRN_DATA: place });
    expect(await notThere(other, writer.token, writer.acknowledged)).toEqual([]);
    await other.down();
  },
);

test('R10 R75 damage in a backup is found without the server; repaired, the next backup brings it anew', { timeout: 120_000 }, async () => {
  const writer = await Writer.signUp(server, 'rot@example.org');
  await writer.put([
    { name: 'small.gpx', plain: noise('rot small', 700) },
    { name: 'large.gpx', plain: noise('rot large', 250_000) },
  ]);
  const folder = newFolder('backups');
  expect((await run(['backup', folder], { env: settings(server.data) })).status).toBe(0);
  const contents = join(folder, 'contents');
  const [large = ''] = readdirSync(contents)
    .filter((part) => part !== 'unfinished')
    .flatMap((part) => readdirSync(join(contents, part)).map((name) => join(contents, part, name)));
  flip(large);
  const db = new Database(join(folder, 'contents.db'));
  db.exec('UPDATE content SET bytes = zeroblob(5) WHERE hash = (SELECT min(hash) FROM content)');
  db.close();
  const found = await run(['verify', folder, '--json', '--repair'], { env: {} });
  expect([found.status, kindsOf(found.json())]).toEqual([12, { corrupt: 2 }]);
  const restored = await run(['restore-backup', folder, '--json'], { env: settings(newFolder('restored')) });
  expect(restored.status).toBe(1);
  expect((restored.json() as { damaged: string[] }).damaged).toHaveLength(2);
  expect((await run(['backup', folder, '--json'], { env: settings(server.data) })).json()).toMatchObject({ added: 2 });
  expect((await run(['verify', folder], { env: {} })).status).toBe(0);
  // A backup that lost its rows is none.
  const [name = ''] = readdirSync(join(folder, 'backups')).filter((one) => one.endsWith('.db'));
  renameSync(join(folder, 'backups', name), join(folder, 'gone.db'));
  expect((await run(['verify', folder, '--backup', name.slice(0, -3)], { env: {} })).status).toBe(1);
});

function kindsOf(verdict: unknown): Record<string, number> {
  const { faults } = verdict as { faults: { kind: string }[] };
  const kinds: Record<string, number> = {};
  for (const { kind } of faults) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
}
function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
  writeFileSync(file, bytes);
}
