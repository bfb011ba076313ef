import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { buildGraph, readGraphFile, Roads } from '../../src/index.ts';
import type { ProfileName } from '../../src/index.ts';
import type { MadeNode, MadeRelation, MadeWay } from './write-extract.ts';
import { writeExtract } from './write-extract.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-town-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/**
 * A town on a grid: letters are columns a hundredth of a degree apart, digits rows. `street('A1 B1 C1')` is a way over those corners.
 */
export class Town {
  readonly #nodes = new Map<string, MadeNode>();
  readonly #ways: MadeWay[] = [];
  readonly #relations: MadeRelation[] = [];
  street(corners: string, tags: Record<string, string> = {}): this {
    const refs = corners.split(' ').map((corner) => this.#corner(corner).id);
    this.#ways.push({ id: 100 + this.#ways.length, refs, tags: { highway: 'residential', ...tags } });
    return this;
  }
  on(corner: string, tags: Record<string, string>): this {
    this.#nodes.set(corner, { ...this.#corner(corner), tags });
    return this;
  }
  /** Ways by the order in which they were made; `via` is a corner or a way. */
  restrict(kind: string, from: number, via: string | number | readonly number[], to: number, tags: Record<string, string> = {}): this {
    const middle: MadeRelation['members'] =
      typeof via === 'string'
        ? [{ type: 'node', ref: this.#corner(via).id, role: 'via' }]
        : [via].flat().map((way) => ({ type: 'way', ref: 100 + way, role: 'via' }));
    this.#relations.push({
      id: 1 + this.#relations.length,
      tags: { type: 'restriction', restriction: kind, ...tags },
      members: [{ type: 'way', ref: 100 + from, role: 'from' }, ...middle, { type: 'way', ref: 100 + to, role: 'to' }],
    });
    return this;
  }
  open(options: { dense?: boolean; without?: string } = {}): Roads {
    const [extract, graph] = [join(folder, `${++files}.osm.pbf`), join(folder, `${files}.graph`)];
    const nodes = [...this.#nodes.entries()].filter(([name]) => name !== options.without).map(([, node]) => node);
    writeExtract(extract, { nodes, ways: this.#ways, relations: this.#relations }, { dense: options.dense ?? true });
    buildGraph(extract, graph);
    const loaded = readGraphFile(graph);
    if (loaded === null) throw new Error('the graph was not written');
    return new Roads(loaded);
  }
  static place(corner: string): [number, number] {
    return [(corner.charCodeAt(0) - 64) / 100, Number(corner.slice(1)) / 100];
  }
  #corner(name: string): MadeNode {
    const [lon, lat] = Town.place(name);
    const node = this.#nodes.get(name) ?? { id: name.charCodeAt(0) * 100 + Number(name.slice(1)), lon, lat };
    this.#nodes.set(name, node);
    return node;
  }
}

/** The corners that a way comes by, or why there is none. `from` and `to` may lie between corners: `A1-B1`. */
export function wayOf(roads: Roads, from: string, to: string, profile: ProfileName = 'car'): string {
  const place = (said: string): [number, number] => {
    const ends = said.split('-').map((corner) => Town.place(corner));
    return [ends.reduce((sum, [lon]) => sum + lon, 0) / ends.length, ends.reduce((sum, [, lat]) => sum + lat, 0) / ends.length];
  };
  const answer = roads.route({ from: place(from), to: place(to), profile, alternatives: 0, avoid: [] });
  if ('reason' in answer) return answer.reason;
  const names = answer.path.points.map(([lon, lat]) => {
    const [column, row] = [lon * 100, lat * 100];
    const whole = Math.abs(column - Math.round(column)) < 1e-4 && Math.abs(row - Math.round(row)) < 1e-4;
    return whole ? `${String.fromCharCode(64 + Math.round(column))}${Math.round(row)}` : '*';
  });
  return names.join(' ');
}

/** Two ways round a block: A1 B1 C1 is the direct one. */
export const block = (): Town => new Town().street('A1 B1').street('B1 C1').street('B1 B2').street('B2 C2').street('C2 C1');
