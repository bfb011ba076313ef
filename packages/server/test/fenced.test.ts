import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { argon2Passwords } from '../src/adapters/passwords.ts';
import { jsonPayload } from '../src/routes/compress.ts';
import { unpackInPool } from '../src/adapters/unpack/pool.ts';

/**
 * The main thread's own work in a job is counted, not its time: of a job that is fenced, a part of the processor time of the whole process is the
 * main thread's. A clock of a busy machine decides nothing.
 */
async function mainShare(work: () => Promise<unknown>): Promise<{ share: number; turns: number }> {
  const before = process.threadCpuUsage();
  const all = process.cpuUsage();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await work();
  clearInterval(timer);
  const own = process.threadCpuUsage(before);
  const total = process.cpuUsage(all);
  return { share: (own.user + own.system) / (total.user + total.system), turns };
}

describe('R39 heavy work is fenced', () => {
  test('R39 twenty passwords are hashed beside the main thread, four at a time', async () => {
    const passwords = argon2Passwords();
    const { share, turns } = await mainShare(() => Promise.all(Array.from({ length: 20 }, (_, index) => passwords.hash(`word ${index}`))));
    expect(share).toBeLessThan(0.5);
    expect(turns).toBeGreaterThan(10);
  });

  test('R39 large contents are unpacked and looked at beside the main thread', async () => {
    const pool = unpackInPool();
    const jobs = Array.from({ length: 20 }, () => {
      const bytes = new Uint8Array(gzipSync(randomBytes(6 * 1024 * 1024), { level: 1 }));
      return { bytes, members: [{ at: 0, length: bytes.length }] };
    });
    const { share } = await mainShare(() => Promise.all(jobs.map((packet) => pool.inspect(packet, 2 ** 31))));
    expect(share).toBeLessThan(0.5);
    await pool.close();
  });

  test('R39 long answers are compressed beside the main thread', async () => {
    const long = JSON.stringify(
      Array.from({ length: 40_000 }, (_, index) => ({ index, name: `tracks/${index * 7919}.gpx`, hash: randomBytes(16).toString('hex') })),
    );
    const { share, turns } = await mainShare(() => Promise.all(Array.from({ length: 6 }, () => jsonPayload(long, 'gzip'))));
    expect(share).toBeLessThan(0.6);
    expect(turns).toBeGreaterThan(10);
  });
});
