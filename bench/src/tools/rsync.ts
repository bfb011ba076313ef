import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, replace } from '../folders.ts';
import { run, timed } from '../processes.ts';
import { openSshServer } from './sshd.ts';
import type { Bed, Place } from './tool.ts';

/** rsync over ssh, as people use it: `rsync -a --delete`; to another device it goes through the server, up and down. */
export async function openRsync(place: Place): Promise<Bed> {
  const [device1, device2, store] = ['device1', 'device2', 'store'].map((name) => join(place.folder, name)) as [string, string, string];
  await mkdir(store, { recursive: true });
  await mkdir(device2);
  await copyOf(place.corpus, device1);
  const ssh = await openSshServer(join(place.folder, 'ssh'));
  const shell = ssh.command(await place.door(ssh.port)).join(' ');
  const remote = `${ssh.user}@127.0.0.1:${store}/`;
  const move = async (from: string, to: string, ...options: string[]): Promise<number> =>
    (await run('rsync', ['-a', '--delete', '-e', shell, ...options, from, to])).seconds;
  const up = (): Promise<number> => move(`${device1}/`, remote);
  const down = (): Promise<number> => move(remote, `${device2}/`);
  return {
    device1,
    device2,
    store,
    server: [ssh.service.pid],
    firstUpload: up,
    firstDownload: down,
    nothing: up,
    single: async (files) => {
      const readings: number[] = [];
      for (const { path, content } of files) {
        const write = (): Promise<void> => replace(join(device1, path), content);
        readings.push((await timed(write)) + (await up()) + (await down()));
      }
      return readings;
    },
    exchange: async () => ({ seconds: (await up()) + (await down()), other: device2 }),
    list: async () => {
      const { seconds, output } = await run('rsync', ['-r', '--list-only', '-e', shell, remote]);
      return { seconds, count: output.split('\n').filter((line) => line.startsWith('-')).length };
    },
    close: () => ssh.service.stop(),
  };
}
