import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { TerrainFolder } from '../src/index.ts';
import { dataPath, there } from './support/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-heights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three by three samples, rows from north to south. */
function tile(...metres: number[]): Buffer {
  const bytes = Buffer.alloc(metres.length * 2);
  for (const [index, value] of metres.entries()) bytes.writeInt16BE(value, index * 2);
  return bytes;
}
const nothing = -32_768;

describe('W4 heights from tiles', () => {
  test('lie between the four samples around a place; voids count for nothing, and where all is void nobody knows', async () => {
    writeFileSync(join(folder, 'S01W001.hgt'), tile(100, 200, 300, 0, 50, nothing, -10, nothing, nothing));
    writeFileSync(join(folder, 'n00e000.HGT.GZ'), gzipSync(tile(1, 1, 1, 1, 1, 1, 1, 1, 1)));
    const terrain = await TerrainFolder.open(folder);
    expect(terrain.tiles.toSorted()).toEqual(['N00E000', 'S01W001']);
    const heights = await terrain.heights([
      [-1, -0.0000001],
      [-0.75, -0.25],
      [-1, -1],
      [-0.25, -0.75],
      [-0.2, -1],
      [0.5, 0.5],
      [10, 10],
    ]);
    expect(heights).toEqual([100, 87.5, -10, 50, null, 1, null]);
  });

  test('a tile that cannot be read is told once, and its places have no heights', async () => {
    writeFileSync(join(folder, 'N05E005.hgt'), Buffer.alloc(101));
    writeFileSync(join(folder, 'N06E006.hgt.zip'), 'no archive');
    const complaints: string[] = [];
    const terrain = await TerrainFolder.open(folder, (file) => complaints.push(file));
    for (let times = 0; times < 2; times++) {
      expect(
        await terrain.heights([
          [5.5, 5.5],
          [6.5, 6.5],
        ]),
      ).toEqual([null, null]);
    }
    expect(complaints).toHaveLength(2);
  });

  test('a folder without tiles, and none at all', async () => {
    await expect(TerrainFolder.open(join(folder, 'nowhere'))).rejects.toThrow('is no folder');
    const empty = mkdtempSync(join(folder, 'empty-'));
    await expect(TerrainFolder.open(empty)).rejects.toThrow('holds no tiles');
  });

  test.skipIf(!there)('real tiles say what another reading of them says', async () => {
    execFileSync('unzip', ['-o', '-q', dataPath('N42E001.hgt.zip'), '-d', folder]);
    const raw = readFileSync(join(folder, 'N42E001.hgt'));
    const terrain = await TerrainFolder.open(dataPath('.'));
    expect(terrain.tiles).toEqual(['N42E001', 'N43E007']);
    // On a sample itself nothing is between: row and column of 1,200 steps.
    for (const [column, row] of [
      [0, 0],
      [600, 600],
      [626, 591],
      [1199, 1],
    ] as const) {
      const sample = raw.readInt16BE((row * 1201 + column) * 2);
      const [height] = await terrain.heights([[1 + column / 1200, 43 - row / 1200 - 1e-12]]);
      expect(height).toBe(sample);
    }
    // Peaks and passes as maps tell them; tiles of 3″ cut off some metres.
    const [capital, comaPedrosa, envalira] = await terrain.heights([
      [1.5218, 42.5075],
      [1.4437, 42.5917],
      [1.7193, 42.54],
    ]);
    expect(Math.abs((capital ?? 0) - 1023)).toBeLessThan(40);
    expect(Math.abs((comaPedrosa ?? 0) - 2943)).toBeLessThan(60);
    expect(Math.abs((envalira ?? 0) - 2408)).toBeLessThan(60);
  });
});
