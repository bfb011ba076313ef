import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@cairn/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gzipped, hashOf, noise } from '../src/content.ts';
import { inspect } from '../src/inspect.ts';
import { Journal } from '../src/journal.ts';
import { signIn } from '../src/person.ts';
import { ServerProcess } from '../src/server-process.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-full-'));
/** A small disk of its own takes the right to mount one. */
const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128m', 'tmpfs', root]).status === 0;
if (!mounted) console.warn('disk full: mounting a small disk takes root; skipped');

describe.skipIf(!mounted)('R11 a full disk', () => {
  const data = join(root, 'data');
  const journal = new Journal();
  let server: ServerProcess;
  let token: string;
  beforeAll(async () => {
    server = await ServerProcess.start({ data });
    ({ token } = await signIn(server.url, data, 'a@example.org'));
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    spawnSync('umount', [root]);
    rmSync(root, { recursive: true, force: true });
  });

  /** Uploads one file; gives the code of the refusal, or `stored`. */
  const upload = async (name: string, plain: Uint8Array): Promise<string> => {
    journal.sent.add(hashOf(plain));
    const body = gzipped(plain);
    const client = createClient({ server: server.url, token });
    try {
      const { results } = await client.upload({
        items: [{ header: { type: 'GPX', name, base: 0, clientTime: 0, length: body.length }, body }],
      });
      const [result] = results;
      if (result === undefined || result.status === 'refused') return result?.error.code ?? 'no result';
      journal.acknowledge({ name, seq: result.version.seq, hash: hashOf(plain) });
      return 'stored';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };

  test('refuses uploads with storage-full, serves reads, loses nothing, recovers alone', { timeout: 120_000 }, async () => {
    const refusals = new Set<string>();
    const fill = async (writer: number): Promise<void> => {
      for (let round = 0; refusals.size === 0 && round < 200; round++) {
        const answer = await upload(`w${writer}/${round}.gpx`, noise(`${writer} ${round}`, 40_000 + ((round * 37_000) % 400_000)));
        if (answer !== 'stored') refusals.add(answer);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => fill(writer)));
    expect([...refusals]).toEqual(['storage-full']);
    expect((await inspect(createClient({ server: server.url, token }), journal)).faults).toEqual([]);
    expect(journal.entries.length).toBeGreaterThan(10);

    expect(spawnSync('mount', ['-o', 'remount,size=256m', root]).status).toBe(0);
    expect(await upload('afterwards.gpx', noise('afterwards', 100_000))).toBe('stored');
  });

  test('and the same with the rest of the disk taken by somebody else', { timeout: 120_000 }, async () => {
    const ballast = join(root, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M']);
    expect(await upload('too-late.gpx', noise('too late', 300_000))).toBe('storage-full');
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    writeFileSync(ballast, '');
    expect(await upload('too-late.gpx', noise('too late', 300_000))).toBe('stored');
  });
});
