import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { run } from '../processes.ts';
import type { Ledger } from '../readings.ts';
import { writeCopies } from '../roads/shift.ts';
import type { Link, Shift } from '../roads/shift.ts';

export interface RoadsOptions {
  readonly folder: string;
  /** Copies on a side of the square. */
  readonly side: number;
  readonly env: NodeJS.ProcessEnv;
}
/** Readings of the built-in routing stand under this name in place of a corpus. */
export const roadsName = 'roads';

/** The real extract that is copied; beside the checkout, as for the tests. */
const source = resolve(import.meta.dirname, '../../../../shared/data/osm/andorra.osm.pbf');
/** Its ids are below this. */
const idsEach = 4_000_000_000;
/** Its width and height, nanodegrees, with some room between copies. */
const [width, height] = [420_000_000, 290_000_000];
/** Nodes of its roads that lie farthest out; copies are joined there. */
const gates = { east: 51_390_143, west: 53_376_953, north: 840_392_165, south: 52_286_633 };

const Built = z.object({ seconds: z.number(), 'peak bytes': z.number() });
const Routed = Built.extend({ 'ms each': z.array(z.number()).min(1) });

/**
 * The built-in routing on an extract of the size of a country: copies of Andorra, moved, renumbered and joined. Measures what building and
 * loading take, and ways of 50 km for each profile.
 */
export async function measureRoads({ folder, side, env }: RoadsOptions, ledger: Ledger): Promise<void> {
  if (!existsSync(source)) throw new Error(`there is no ${source}`);
  await mkdir(folder, { recursive: true });
  const [extract, graph] = [join(folder, 'country.osm.pbf'), join(folder, 'country.graph')];
  writeCopies(source, extract, shiftsOf(side), linksOf(side));
  const add = (job: string, measure: string, value: number): void =>
    ledger.add({ corpus: roadsName, tool: 'cairn', job, measure, round: 1, value });
  add('extract', 'bytes', (await stat(extract)).size);
  const step = async <T>(schema: z.ZodType<T>, ...args: string[]): Promise<T> => {
    const worker = resolve(import.meta.dirname, `../roads/worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`);
    const { output } = await run(process.execPath, [...process.execArgv, worker, ...args], { env: { ...process.env, ...env } });
    return schema.parse(JSON.parse(output));
  };
  const built = await step(Built, 'build', extract, graph);
  add('build', 'seconds', built.seconds);
  add('build', 'peak bytes', built['peak bytes']);
  add('build', 'graph bytes', (await stat(graph)).size);
  for (const profile of ['car', 'bicycle', 'foot']) {
    const routed = await step(Routed, 'route', graph, profile);
    add(profile, 'load s', routed.seconds);
    add(profile, 'peak bytes', routed['peak bytes']);
    for (const ms of routed['ms each']) add(profile, 'ms', ms);
  }
}

function shiftsOf(side: number): Shift[] {
  return Array.from({ length: side * side }, (_, copy) => ({
    ids: copy * idsEach,
    lon: (copy % side) * width,
    lat: Math.floor(copy / side) * height,
  }));
}

/** Each copy is joined to the next one eastwards and the next one northwards. */
function linksOf(side: number): Link[] {
  const links: Link[] = [];
  const join = (from: number, gateFrom: number, to: number, gateTo: number): void => {
    links.push({ id: side * side * idsEach + links.length + 1, refs: [from * idsEach + gateFrom, to * idsEach + gateTo] });
  };
  for (let copy = 0; copy < side * side; copy++) {
    if ((copy + 1) % side !== 0) join(copy, gates.east, copy + 1, gates.west);
    if (copy + side < side * side) join(copy, gates.north, copy + side, gates.south);
  }
  return links;
}
