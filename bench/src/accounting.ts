import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Clock ticks a second in /proc (USER_HZ; 100 on every Linux that Node runs on). */
const ticks = 100;

/** Seconds of processor that these processes, their living descendants and the ended ones they waited for have used. */
export function cpuSeconds(roots: readonly number[]): number {
  const processes = readProcesses();
  return treeOf(roots, processes).reduce((sum, pid) => sum + (processes.get(pid)?.ticks ?? 0), 0) / ticks;
}

/** Highest resident memory of each process of the tree, added up, bytes (VmHWM). */
export function peakMemory(roots: readonly number[]): number {
  return treeOf(roots, readProcesses()).reduce((sum, pid) => sum + highWater(pid), 0);
}

/** Resident memory of one process now, bytes. */
export function residentMemory(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? 0) * 1024;
}

/** The highest memory of a process counts anew from here. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

interface ProcessFacts {
  readonly parent: number;
  readonly ticks: number;
}

function readProcesses(): ReadonlyMap<number, ProcessFacts> {
  const found = new Map<number, ProcessFacts>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readProc(`/proc/${entry}/stat`);
    // The name in brackets may hold blanks and brackets; the numbers follow the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [utime, stime, childrenUtime, childrenStime] = fields.slice(11, 15).map(Number);
    const used = (utime ?? 0) + (stime ?? 0) + (childrenUtime ?? 0) + (childrenStime ?? 0);
    if (fields.length > 15) found.set(Number(entry), { parent: Number(fields[1]), ticks: used });
  }
  return found;
}

function treeOf(roots: readonly number[], processes: ReadonlyMap<number, ProcessFacts>): number[] {
  const tree = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, { parent }] of processes) {
      if (!tree.has(parent) || tree.has(pid)) continue;
      tree.add(pid);
      grown = true;
    }
  }
  return [...tree];
}

function highWater(pid: number): number {
  const kib = /^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? 0) * 1024;
}

/** Empty when the process has ended meanwhile. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Bytes that the disk gives to everything below a folder. */
export async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let blocks = 0;
  for (const entry of entries) {
    const facts = await lstat(join(entry.parentPath, entry.name)).catch(() => null);
    blocks += facts?.blocks ?? 0;
  }
  return blocks * 512;
}
