import { performance } from 'node:perf_hooks';
import { distanceBetween } from '@cairn/geo';
import { buildGraph, profileNames, readGraphFile, Roads } from '@cairn/roads';
import type { ProfileName } from '@cairn/roads';
import { Random } from '../random.ts';

/** Each step is a process of its own, so that its memory is its own; it says what it measured as one line of JSON. */
const [step, ...args] = process.argv.slice(2);
const peak = (): number => process.resourceUsage().maxRSS * 1024;

if (step === 'build') {
  const [extract = '', graph = ''] = args;
  const begun = performance.now();
  buildGraph(extract, graph);
  say({ seconds: (performance.now() - begun) / 1000, 'peak bytes': peak() });
} else {
  const [graph = '', profile = 'car', metres = '50000', rounds = '40'] = args;
  const begun = performance.now();
  const loaded = readGraphFile(graph);
  if (loaded === null) throw new Error('there is no graph');
  const roads = new Roads(loaded);
  say({
    seconds: (performance.now() - begun) / 1000,
    'ms each': routesOf(roads, profileOf(profile), Number(metres), Number(rounds)),
    'peak bytes': peak(),
  });
}

/** Times of ways of about this length, between random nodes; the first few, which warm up, are left out. On foot there are few of them. */
function routesOf(roads: Roads, profile: ProfileName, metres: number, rounds: number): number[] {
  const random = new Random(50);
  const { nodeLon, nodeLat } = roads.graph;
  const node = (): [number, number] => {
    const index = Math.floor(random.next() * nodeLon.length);
    return [(nodeLon[index] ?? 0) / 1e7, (nodeLat[index] ?? 0) / 1e7];
  };
  const times: number[] = [];
  for (let tries = 0; tries < 200_000 && times.length < rounds + 5; tries++) {
    const [from, to] = [node(), node()];
    const straight = distanceBetween({ lon: from[0], lat: from[1] }, { lon: to[0], lat: to[1] });
    if (straight < metres * 0.35 || straight > metres * 1.05) continue;
    const begun = performance.now();
    const answer = roads.route({ from, to, profile, alternatives: 0, avoid: [] });
    const ms = performance.now() - begun;
    if ('reason' in answer || Math.abs(answer.path.distance - metres) > metres * 0.1) continue;
    times.push(ms);
  }
  return times.slice(5);
}

function profileOf(word: string): ProfileName {
  return profileNames.find((name) => name === word) ?? 'car';
}

function say(measured: object): void {
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
