import { expect, test } from 'vitest';
import { crashCycles } from '../src/crash.ts';
import { postgresAndS3 } from './crash-setups.ts';

const cycles = Number(process.env['CAIRN_CRASH_CYCLES'] ?? 15);

test('R02 kill -9 at any moment of an upload loses nothing acknowledged and leaves no half file', { timeout: 600_000 }, async () => {
  const report = await crashCycles({ cycles, seed: 1, deletes: false });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(cycles);
});

test('R05 kill -9 during deletes never leaves a listed version without content', { timeout: 600_000 }, async () => {
  const report = await crashCycles({ cycles, seed: 2, deletes: true });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(cycles);
});

test('R02 R05 R20 kill -9 on PostgreSQL and S3 at any moment loses nothing acknowledged', { timeout: 600_000 }, async () => {
  const setUp = await postgresAndS3();
  try {
    const report = await crashCycles({
      cycles: Math.ceil(cycles / 3),
      seed: 3,
      deletes: true,
      environment: setUp.environment,
      longestMs: setUp.longestMs,
    });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(report.cycles);
  } finally {
    await setUp.stop();
  }
});
