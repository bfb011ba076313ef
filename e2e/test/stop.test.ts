import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@cairn/protocol';
import { expect, test } from 'vitest';
import { inspect } from '../src/inspect.ts';
import { Journal } from '../src/journal.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';
import { seeded, writeUntilGone } from '../src/writers.ts';

const stops = Number(process.env['CAIRN_STOPS'] ?? 10);

test(
  'R12 SIGTERM under load finishes what is in work, ends with status 0 and loses nothing acknowledged',
  { timeout: 300_000 },
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'cairn-stop-'));
    const random = seeded(7);
    const journal = new Journal();
    let server = await ServerProcess.start({ data });
    const { token } = await signIn(server.url, data, 'a@example.org');
    for (let stop = 0; stop < stops; stop++) {
      const client = createClient({ server: server.url, token });
      const writing = [0, 1, 2].map((writer) =>
        writeUntilGone({ client, journal, random: seeded(stop * 10 + writer), label: `w${writer}-s${stop}`, deletes: false }),
      );
      await pause(50 + random() * 150);
      expect(await server.end('SIGTERM')).toBe(0);
      await Promise.all(writing);
      server = await ServerProcess.start({ data });
      const findings = await inspect(createClient({ server: server.url, token }), journal);
      expect(findings.faults).toEqual([]);
    }
    await server.end('SIGTERM');
    await rm(data, { recursive: true, force: true });
  },
);
