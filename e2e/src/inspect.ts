import { gunzipSync } from 'node:zlib';
import type { Client, ContentVersion } from '@cairn/protocol';
import { hashOf } from './content.ts';
import type { Journal } from './journal.ts';

export interface Findings {
  readonly listed: number;
  readonly checked: number;
  /** What must not be, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Compares a server with the journal: every acknowledged content that nobody removed is there, byte for byte (R02); every listed
 * version has its content (R05); nothing is there that nobody sent.
 */
export async function inspect(client: Client, journal: Journal): Promise<Findings> {
  const faults: string[] = [];
  const listed = await listAll(client);
  const wanted = new Map<number, string>(listed.map((version) => [version.seq, version.hash]));
  for (const version of listed)
    if (!journal.sent.has(version.hash)) faults.push(`${version.name} (${version.seq}) has content that nobody sent`);
  for (const entry of journal.entries) if (entry.removal === undefined) wanted.set(entry.seq, entry.hash);
  const seqs = [...wanted.keys()].sort((a, b) => a - b);
  for (let at = 0; at < seqs.length; at += 500) {
    for await (const { header, body } of await client.download({ body: { versions: seqs.slice(at, at + 500) } })) {
      if (header.error !== undefined) {
        faults.push(`version ${header.seq} is lost: ${header.error.message}`);
        continue;
      }
      const plain = gunzipSync(body instanceof Uint8Array ? body : await whole(body));
      if (hashOf(plain) !== wanted.get(header.seq)) faults.push(`version ${header.seq} has other bytes`);
    }
  }
  return { listed: listed.length, checked: seqs.length, faults };
}

async function listAll(client: Client): Promise<ContentVersion[]> {
  const all: ContentVersion[] = [];
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<Client['list']>> = await client.list({ query: after === null ? {} : { after } });
    all.push(...page.files);
    if (page.next === null) return all;
    after = page.next;
  }
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
