import type { Client } from '@cairn/protocol';
import { isErrorName } from '@cairn/protocol';
import { contentOf, gzipped, hashOf, noise } from './content.ts';
import type { Journal } from './journal.ts';

/** Small seeded generator (mulberry32, public domain by Tommy Ettinger): what the writers do is the same for a seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface WriterOptions {
  readonly client: Client;
  readonly journal: Journal;
  readonly random: () => number;
  readonly label: string;
  /** Whether it also deletes, restores and empties (R05). */
  readonly deletes: boolean;
}

/** Writes without pause until the server goes away. Everything acknowledged is in the journal before the next request is sent. */
export async function writeUntilGone(options: WriterOptions): Promise<void> {
  const heads = new Map<string, number>();
  for (let round = 0; ; round++) {
    try {
      if (options.deletes && heads.size > 4 && options.random() < 0.4) await removeSomething(options, heads);
      else await uploadSomething(options, heads, round);
    } catch (error) {
      if (isRefusal(error)) throw error;
      return;
    }
  }
}

async function uploadSomething(
  { client, journal, random, label }: WriterOptions,
  heads: Map<string, number>,
  round: number,
): Promise<void> {
  const count = random() < 0.3 ? 1 : 1 + Math.floor(random() * 12);
  const items = Array.from({ length: count }, (_, index) => {
    const name = random() < 0.5 ? `${label}/${Math.floor(random() * 12)}.gpx` : `${label}/new-${round}-${index}.gpx`;
    const large = random() < 0.04;
    const plain = large ? noise(`${label} ${round} ${index}`, 300_000) : contentOf(`${label} ${round} ${index}`, 200 + random() * 20_000);
    return { name, plain };
  }).filter((item, index, all) => all.findIndex((other) => other.name === item.name) === index);
  for (const { plain } of items) journal.sent.add(hashOf(plain));
  const answer = await client.upload({
    items: items.map(({ name, plain }) => {
      const body = gzipped(plain);
      return { header: { type: 'GPX', name, base: heads.get(name) ?? 0, clientTime: 0, length: body.length }, body };
    }),
  });
  for (const [index, result] of answer.results.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    if (result.status === 'refused') {
      // An answer of a crash before was lost: the log knows more than this writer does.
      if (result.head !== undefined) heads.set(item.name, result.head.seq);
      continue;
    }
    heads.set(item.name, result.version.seq);
    journal.acknowledge({ name: item.name, seq: result.version.seq, hash: hashOf(item.plain) });
  }
}

async function removeSomething({ client, journal, random }: WriterOptions, heads: Map<string, number>): Promise<void> {
  const names = [...heads.keys()];
  const name = names[Math.floor(random() * names.length)];
  const base = name === undefined ? undefined : heads.get(name);
  if (name === undefined || base === undefined) return;
  const { results } = await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name, base, scope: 'everywhere' }] } });
  const [deleted] = results;
  if (deleted === undefined || deleted.status === 'refused') return;
  heads.set(name, deleted.version.seq);
  const entry = journal.get(base);
  if (random() < 0.5) {
    const restored = await client.operate({ body: { operations: [{ op: 'restore', seq: base, base: deleted.version.seq }] } });
    const [result] = restored.results;
    if (result?.status === 'done' && entry !== undefined) {
      heads.set(name, result.version.seq);
      journal.acknowledge({ name, seq: result.version.seq, hash: entry.hash });
    }
    return;
  }
  // Deleting the trash item removes what it would restore and what is older of the same file.
  const gone = journal.entries.filter((other) => other.name === name);
  for (const other of gone) other.removal = 'sent';
  await client.deleteTrash({ body: { deletions: [deleted.version.seq] } });
  for (const other of gone) other.removal = 'acknowledged';
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    'kind' in error &&
    error.kind === 'refused' &&
    'code' in error &&
    typeof error.code === 'string' &&
    isErrorName(error.code) &&
    error.code === 'bad-request'
  );
}
