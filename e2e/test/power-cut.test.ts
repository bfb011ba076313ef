import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@cairn/protocol';
import type { Fetch } from '@cairn/protocol';
import { expect, test } from 'vitest';
import { ForgetfulDisk } from '../src/forgetful-disk.ts';
import { inspect } from '../src/inspect.ts';
import { Journal } from '../src/journal.ts';
import { readMoments, tracedCalls } from '../src/moments.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';
import { tracerAvailable } from '../src/trace.ts';
import { seeded, writeUntilGone } from '../src/writers.ts';

const available = tracerAvailable();
if (!available) console.warn('power cut: strace is not to be had here; skipped');
/** How many of the cuts are looked at; a long run looks at all of them. */
const most = process.env['CHECK_EVERY_CUT'] === undefined ? 12 : Infinity;
const writingMs = 2500;

/** What was acknowledged before a flush ended is all that the disk may be asked for if power fails in that moment. */
interface Cut {
  readonly image: string;
  readonly acknowledged: ReadonlySet<number>;
}

test.skipIf(!available)(
  'R01 a disk that forgets everything not flushed, cut at flush after flush: nothing acknowledged is missing',
  { timeout: 1_200_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-cut-'));
    const [data, before, trace] = [join(folder, 'data'), join(folder, 'before'), join(folder, 'trace')];
    try {
      const first = await ServerProcess.start({ data });
      const { token } = await signIn(first.url, data, 'a@example.org');
      await first.end('SIGTERM');
      cpSync(data, before, { recursive: true });
      const journal = await written(data, trace, token);

      const cuts = cutsOf(before, data, trace, folder);
      const acknowledged = cuts.at(-1)?.acknowledged ?? new Set();
      const seen = journal.entries.filter(({ seq }) => acknowledged.has(seq));
      console.log(
        `power cut: ${cuts.length} cuts kept, ${seen.length} of ${journal.entries.length} acknowledged contents seen in the trace`,
      );
      expect(seen.length).toBeGreaterThan(20);
      for (const cut of cuts) expect(await faultsOf(cut, journal, token), cut.image).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Answers are to be read in the trace, so they come uncompressed. */
const plainly: Fetch = (url, request) =>
  globalThis.fetch(url, { ...request, headers: { ...request.headers, 'accept-encoding': 'identity' } });

/** Four writers at a server under the tracer, until it is killed. Gives what it acknowledged. */
async function written(data: string, trace: string, token: string): Promise<Journal> {
  const through = ['strace', '-f', '-yy', '-xx', '-s', '8000000', '-e', `trace=${tracedCalls}`, '-o', trace];
  const server = await ServerProcess.start({ data, through });
  const journal = new Journal();
  const client = createClient({ server: server.url, token, fetch: plainly });
  const writers = [1, 2, 3, 4].map((number) =>
    writeUntilGone({ client, journal, random: seeded(number), label: `writer ${number}`, deletes: true }),
  );
  await pause(writingMs);
  await server.end('SIGKILL');
  await Promise.all(writers);
  return journal;
}

/** Replays the trace on a forgetful disk; keeps an image of it before flushes end, evenly spread over all flushes. */
function cutsOf(before: string, data: string, trace: string, folder: string): Cut[] {
  const text = readFileSync(trace, 'latin1');
  const flushes = [...readMoments(text)].filter(({ call, ended }) => ended && /^f(data)?sync$/.test(call.name)).length;
  const every = Math.max(1, Math.floor(flushes / most));
  const disk = new ForgetfulDisk(before, data);
  const acknowledged = new Set<number>();
  const pending = new Map<number, () => void>();
  const cuts: Cut[] = [];
  let flush = 0;
  for (const { call, begun, ended, id } of readMoments(text)) {
    if (call.socket) {
      if (begun) for (const [, seq] of call.bytes.toString('latin1').matchAll(/"seq":(\d+)/g)) acknowledged.add(Number(seq));
    } else if (/^f(data)?sync$/.test(call.name)) {
      if (begun) pending.set(id, disk.beginFlush(call.paths[0] ?? ''));
      if (!ended) continue;
      if (++flush % every === 0) {
        const image = join(folder, `cut-${flush}`);
        mkdirSync(image);
        disk.leave(image);
        cuts.push({ image, acknowledged: new Set(acknowledged) });
      }
      if (call.ok) pending.get(id)?.();
      pending.delete(id);
    } else if (ended) disk.apply(call);
  }
  return cuts;
}

/** What a server finds missing or wrong that starts on what the cut left. */
async function faultsOf({ image, acknowledged }: Cut, journal: Journal, token: string): Promise<readonly string[]> {
  const known = new Journal();
  for (const hash of journal.sent) known.sent.add(hash);
  for (const entry of journal.entries) if (acknowledged.has(entry.seq)) known.acknowledge(entry);
  const server = await ServerProcess.start({ data: image });
  try {
    return (await inspect(createClient({ server: server.url, token }), known)).faults;
  } finally {
    await server.end('SIGTERM');
    rmSync(image, { recursive: true, force: true });
  }
}
