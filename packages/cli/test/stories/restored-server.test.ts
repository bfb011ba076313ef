import { expect, test } from 'vitest';
import { TestDevice, track } from '../world/device.ts';
import { newFolder, run } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

const server = TestServer.forStories();

test(
  'R27 after a restore from an older backup devices lose nothing: what the server forgot is uploaded again, never deleted',
  { timeout: 240_000 },
  async () => {
    const laptop = await TestDevice.signedIn(server, 'back@example.org', 'laptop');
    for (const name of ['a', 'b', 'c']) laptop.write(`tracks/${name}.gpx`, track(`${name} before`));
    await laptop.ok('sync');
    const phone = await TestDevice.signedIn(server, 'back@example.org', 'phone');
    await phone.ok('sync');
    const folder = newFolder('backups');
    const saved = await run(['backup', folder], { env: { CAIRN_DATA: server.data } });
    expect(saved.status, saved.err).toBe(0);

    // After the backup: a new track, a new version, and so on both devices.
    laptop.write('tracks/new.gpx', track('new since'));
    laptop.write('tracks/a.gpx', track('a since'));
    await laptop.ok('sync');
    await phone.ok('sync');
    const before = laptop.files();
    expect(phone.files()).toEqual(before);

    await server.down();
    const place = newFolder('restored');
    const restored = await run(['restore-backup', folder], { env: { CAIRN_DATA: place } });
    expect(restored.status, restored.err).toBe(0);
    await server.up({ CAIRN_DATA: place });

    for (const device of [laptop, phone, laptop]) {
      const synced = await device.json('sync');
      expect(synced.lines().at(-1), synced.err).toMatchObject({ deleted: 0, failed: [] });
      const now = Object.values(device.files());
      for (const content of Object.values(before)) expect(now).toContain(content);
    }
    expect(phone.files()).toEqual(laptop.files());
    const verdict = await run(['verify', '--json'], { env: { CAIRN_DATA: place } });
    expect(verdict.json()).toMatchObject({ faults: [], accounts: 1 });
  },
);
