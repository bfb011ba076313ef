import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOf, replace } from '../folders.ts';
import { run, timed } from '../processes.ts';
import { openSshServer } from './sshd.ts';
import type { Bed, Place } from './tool.ts';

/** restic over sftp: a back-up, not a sync. To another device it goes by back-up and restore; E restores into an empty folder. */
export async function openRestic(place: Place): Promise<Bed> {
  const [device1, device2, store] = ['device1', 'device2', 'store'].map((name) => join(place.folder, name)) as [string, string, string];
  await mkdir(store, { recursive: true });
  await mkdir(device2);
  await copyOf(place.corpus, device1);
  const ssh = await openSshServer(join(place.folder, 'ssh'));
  const shell = [...ssh.command(await place.door(ssh.port)), `${ssh.user}@127.0.0.1`, '-s', 'sftp'].join(' ');
  const env = { ...process.env, RESTIC_PASSWORD: 'bench', RESTIC_CACHE_DIR: join(place.folder, 'cache') };
  const restic = (...args: string[]): Promise<{ seconds: number; output: string }> =>
    run('restic', ['-q', '-o', `sftp.command=${shell}`, '-r', `sftp:${ssh.user}@127.0.0.1:${store}/repo`, ...args], {
      env,
      folder: device1,
    });
  await restic('init');
  const backUp = async (): Promise<number> => (await restic('backup', '.')).seconds;
  const restore = async (folder: string, ...options: string[]): Promise<number> =>
    (await restic('restore', 'latest', '--target', folder, ...options)).seconds;
  return {
    device1,
    device2,
    store,
    server: [ssh.service.pid],
    firstUpload: backUp,
    firstDownload: () => restore(device2),
    nothing: backUp,
    single: async (files) => {
      const readings: number[] = [];
      for (const { path, content } of files) {
        const write = (): Promise<void> => replace(join(device1, path), content);
        readings.push((await timed(write)) + (await backUp()) + (await restore(device2, '--include', `/${path}`)));
      }
      return readings;
    },
    exchange: async () => {
      const other = join(place.folder, 'device2-after');
      await mkdir(other);
      return { seconds: (await backUp()) + (await restore(other)), other };
    },
    list: async () => {
      const { seconds, output } = await restic('ls', '--json', 'latest');
      return { seconds, count: output.split('"type":"file"').length - 1 };
    },
    close: () => ssh.service.stop(),
  };
}
