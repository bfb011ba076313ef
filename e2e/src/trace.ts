import { spawnSync } from 'node:child_process';

/** Whether system calls can be traced here; installs Debian's strace when that is possible. */
export function tracerAvailable(): boolean {
  const works = (): boolean => spawnSync('strace', ['-o', '/dev/null', '/bin/true']).status === 0;
  if (works()) return true;
  if (process.getuid?.() === 0) spawnSync('apt-get', ['install', '-y', '-qq', 'strace'], { stdio: 'ignore' });
  return works();
}

/** One system call of a trace, in the order in which they ended. */
export interface SystemCall {
  readonly name: string;
  /** As strace prints them: paths, sizes, texts. */
  readonly text: string;
}

/** Reads what `strace -f -y` wrote; calls that other threads interrupt are put together again. */
export function readTrace(text: string): SystemCall[] {
  const begun = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of text.split('\n')) {
    const parts = /^(\d+)\s+(.*)$/.exec(line);
    if (parts === null) continue;
    const [, thread = '', rest = ''] = parts;
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, rest.replace(/<unfinished \.\.\.>$/, ''));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${begun.get(thread) ?? ''}${resumed[1] ?? ''}`;
    const name = /^(\w+)\(/.exec(whole)?.[1];
    if (name !== undefined) calls.push({ name, text: whole });
  }
  return calls;
}
