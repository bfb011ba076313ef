import type { Version } from '@cairn/protocol';
import type { Cloud } from '@cairn/sync';
import { keyText } from './journal.ts';

/** The newest row of every name of the account, deletions and moves included; what a write goes on top of. */
export async function headsOf(cloud: Cloud): Promise<ReadonlyMap<string, Version>> {
  const heads = new Map<string, Version>();
  let cursor = 0;
  for (;;) {
    const page = await cloud.changes(cursor);
    for (const version of page.changes) heads.set(keyText(version), version);
    if (!page.more || page.cursor === cursor) return heads;
    cursor = page.cursor;
  }
}
