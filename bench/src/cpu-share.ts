import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const controller = '/sys/fs/cgroup/cpu';
const periodMicros = 20_000;
/** Up to its bound such a process comes first, whatever else the machine does. */
const weight = 100_000;

/** Whether processes can be held to a share of a core here: control groups of version 1, by root. */
export function canShare(): boolean {
  return process.getuid?.() === 0 && existsSync(join(controller, 'cpu.cfs_quota_us'));
}

/** Holds a process of one's own and what it starts to a share of one core, as if it stood on a small machine alone. Gives what takes the bound away, after the process. */
export function holdTo(share: number, pid: number): () => void {
  const group = join(controller, `cairn-bench-${pid}`);
  mkdirSync(group);
  writeFileSync(join(group, 'cpu.cfs_period_us'), String(periodMicros));
  writeFileSync(join(group, 'cpu.cfs_quota_us'), String(Math.round(share * periodMicros)));
  writeFileSync(join(group, 'cpu.shares'), String(weight));
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => rmdirSync(group);
}
