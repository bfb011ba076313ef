import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { TestDevice, track } from '../world/device.ts';
import { start, until } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

// Each story runs many real commands; on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const server = TestServer.forStories();
const watchers: ChildProcess[] = [];
afterAll(() => {
  for (const child of watchers) child.kill('SIGKILL');
});

/** `cairn watch` in a folder, once it watches; `said` is all that it printed. */
async function watching(device: TestDevice): Promise<{ child: ChildProcess; said: () => string; status: () => Promise<number | null> }> {
  const child = start(['--folder', device.folder, 'watch']);
  watchers.push(child);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until('"Connected"', () => (text.includes('Connected') ? true : undefined));
  return { child, said: () => text, status: () => closed };
}

describe('watch', () => {
  test('S8 what is written, edited or deleted in one folder comes to the other by itself; Ctrl-C ends with status 0', async () => {
    const one = await TestDevice.signedIn(server, 'watch@example.org', 'one');
    const two = await TestDevice.signedIn(server, 'watch@example.org', 'two');
    const first = await watching(one);
    const second = await watching(two);
    one.write('tracks/hikes/a.gpx', track('a'));
    await until('the new file', () => (two.has('tracks/hikes/a.gpx') ? true : undefined));
    two.write('tracks/hikes/a.gpx', track('a, edited on the other side'));
    await until('the edit', () => (one.read('tracks/hikes/a.gpx').includes('other side') ? true : undefined));
    rmSync(join(one.folder, 'tracks/hikes/a.gpx'));
    await until('the deletion', () => (two.has('tracks/hikes/a.gpx') ? undefined : true));
    expect(first.said()).toMatch(/uploaded\s+tracks\/hikes\/a\.gpx/);
    expect(second.said()).toMatch(/downloaded\s+tracks\/hikes\/a\.gpx/);
    const busy = await one.run('status');
    expect(busy.status).toBe(0);
    for (const { child, status, said } of [first, second]) {
      child.kill('SIGINT');
      expect(await status(), said()).toBe(0);
      expect(said()).toContain('Ended.');
    }
  });

  test('S8 what is left out of automatic sync waits for a person', async () => {
    const device = await TestDevice.signedIn(server, 'manual@example.org', 'laptop');
    await device.ok('select', 'GPX/private', 'off', '--auto');
    device.write('tracks/private/secret.gpx', track('secret'));
    device.write('tracks/open.gpx', track('open'));
    const watcher = await watching(device);
    await until('the upload', () => (watcher.said().includes('tracks/open.gpx') ? true : undefined));
    watcher.child.kill('SIGINT');
    await watcher.status();
    expect((await device.json('status')).json()).toMatchObject({ local: 1 });
    expect((await device.json('sync')).lines().at(-1)).toMatchObject({ uploaded: 1 });
  });
});
