import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import type { Service } from '../processes.ts';
import { run, start, untilListening } from '../processes.ts';

export interface SshServer {
  readonly service: Service;
  readonly port: number;
  readonly user: string;
  /** The `ssh` command line for a port, without the host. */
  readonly command: (port: number) => readonly string[];
}

/** An sshd of our own: own port on loopback, own host key, own key for the user; nothing of the machine's is read or changed. */
export async function openSshServer(folder: string): Promise<SshServer> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const [hostKey, userKey, log] = [join(folder, 'host'), join(folder, 'user'), join(folder, 'sshd.log')];
  for (const key of [hostKey, userKey]) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await getPort();
  const config = join(folder, 'sshd_config');
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    `AuthorizedKeysFile ${userKey}.pub`,
    'PasswordAuthentication no',
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'Subsystem sftp internal-sftp',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const service = start('/usr/sbin/sshd', ['-D', '-e', '-f', config], log);
  await untilListening(service, port, log);
  const command = (at: number): readonly string[] => [
    'ssh',
    ...['-F', '/dev/null', '-p', String(at), '-i', userKey, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
  ];
  return { service, port, user: userInfo().username, command };
}
