import { spawnSync } from 'node:child_process';

/** Program → Debian package that brings it, for what is to be measured. */
const wanted: Readonly<Record<string, readonly (readonly [program: string, name: string])[]>> = {
  rsync: [['rsync', 'rsync'], ...ssh()],
  syncthing: [['syncthing', 'syncthing']],
  restic: [['restic', 'restic'], ...ssh()],
  load: [['/usr/sbin/nginx', 'nginx-light']],
};

function ssh(): readonly (readonly [string, string])[] {
  return [
    ['ssh', 'openssh-client'],
    ['/usr/sbin/sshd', 'openssh-server'],
  ];
}

/**
 * Installs the Debian packages that are missing for `parts`: names of tools, and `load`.
 * @throws Error that says what to do where this cannot be done.
 */
export function requirePackages(parts: readonly string[]): void {
  const needed = parts.flatMap((part) => wanted[part] ?? []);
  const missing = [...new Set(needed.filter(([program]) => !present(program)).map(([, name]) => name))];
  if (missing.length === 0) return;
  const advice = `The bench needs these programs: ${missing.join(', ')}. Install them (Debian: apt-get install ${missing.join(' ')}) and run it again.`;
  if (process.getuid?.() !== 0 || !present('apt-get')) throw new Error(advice);
  console.error(`Installing ${missing.join(', ')} …`);
  apt(['update', '-q']);
  apt(['install', '-q', '-y', '--no-install-recommends', ...missing]);
  if (needed.some(([program]) => !present(program))) throw new Error(advice);
}

function present(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function apt(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${done.stderr.slice(-2000)}`);
}

/** First line that each program says about its version. */
export function versions(): Readonly<Record<string, string>> {
  const ask = (program: string, ...args: string[]): string => {
    const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
    if (error !== undefined) return 'not installed';
    return (stdout.trim() || stderr.trim()).split('\n')[0] ?? '';
  };
  return {
    node: process.version,
    rsync: ask('rsync', '--version').replace(/ +protocol.*/, ''),
    ssh: ask('ssh', '-V'),
    syncthing: ask('syncthing', '--version').replace(/".*/, '').trim(),
    restic: ask('restic', 'version').replace(/ compiled.*/, ''),
    nginx: ask('/usr/sbin/nginx', '-v'),
  };
}
