import type { BackupFolder } from '../ports/backup-folder.ts';
import { accountsOf, contentsOf, hex } from './contents.ts';

const dayMs = 86_400_000;

/**
 * Removes backups that are older than so many days, never the newest, then contents that no backup needs any more: what people deleted
 * ages out of the backups too (R73). @returns how many of each
 */
export async function prune(folder: BackupFolder, keepDays: number, now: number): Promise<{ backups: number; contents: number }> {
  const all = await folder.list();
  const old = all.slice(0, -1).filter((facts) => now - facts.made > keepDays * dayMs);
  for (const { name } of old) await folder.remove(name);
  if (old.length === 0) return { backups: 0, contents: 0 };
  const needed = await neededIn(folder);
  let contents = 0;
  for await (const page of folder.kept()) {
    for (const content of page) {
      if (needed.has(halfOf(content.storedHash))) continue;
      await folder.forget(content);
      contents += 1;
    }
  }
  return { backups: old.length, contents };
}

/** Halves of the hashes of all contents that some backup needs: 128 bits tell them apart, and half the memory does. */
export async function neededIn(folder: BackupFolder): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const { name } of await folder.list()) {
    const backup = await folder.open(name);
    try {
      for await (const account of accountsOf(backup)) {
        for await (const page of contentsOf(backup, account)) for (const content of page) needed.add(halfOf(content.storedHash));
      }
    } finally {
      await backup.close();
    }
  }
  return needed;
}
export function halfOf(hash: Uint8Array): string {
  return hex(hash.subarray(0, 16));
}
