import { performance } from 'node:perf_hooks';
import { Random } from '../random.ts';
import type { Ledger } from '../readings.ts';
import { median } from '../readings.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import { openCairnServer, registerDevice } from '../tools/cairn-server.ts';
import { settle } from './settle.ts';

export interface AlikeOptions {
  readonly folder: string;
  /** Accounts, and as many addresses that have none. */
  readonly addresses: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Readings of R54 stand under this name in place of a corpus. */
export const alikeName = 'alike';

interface Route {
  readonly name: string;
  readonly path: string;
  readonly body: (address: string) => unknown;
}
/** Everything that takes an address from somebody who has proved nothing. */
const routes: readonly Route[] = [
  { name: 'code asked for', path: '/api/v1/codes', body: (address) => ({ address }) },
  {
    name: 'wrong code',
    path: '/api/v1/devices',
    body: (address) => ({ address, code: '12345678', device: { name: 'bench' } }),
  },
  { name: 'wrong password', path: '/api/v1/sessions', body: (address) => ({ address, password: 'not the password of anybody' }) },
];

/**
 * R54: asks every such route once for each known and each unknown address, in random order, and compares the times: the distance of the
 * medians, and the chance by the Mann-Whitney test that both come from one distribution.
 * @throws Error when the answers themselves differ.
 */
export async function measureAlike(options: AlikeOptions, ledger: Ledger): Promise<void> {
  const random = new Random(54);
  const server = await openCairnServer(options.folder, options.env);
  try {
    const known = Array.from({ length: options.addresses }, (_, index) => `known-${index}@example.org`);
    for (const address of known) await registerDevice(server, address, 'bench');
    const unknown = known.map((address) => address.replace('known', 'never'));
    const asked = [...known.map((address) => ({ address, known: true })), ...unknown.map((address) => ({ address, known: false }))];
    for (const route of routes) {
      await settle();
      for (let warm = 0; warm < 50; warm++) await ask(server, route, `warm-${warm}@example.net`);
      const times = { known: [] as number[], unknown: [] as number[] };
      const answers = new Set<string>();
      for (const one of shuffled(asked, random)) {
        const { ms, answer } = await ask(server, route, one.address);
        times[one.known ? 'known' : 'unknown'].push(ms);
        answers.add(answer);
      }
      if (answers.size !== 1) throw new Error(`${route.name}: the answers differ: ${[...answers].join(' / ')}`);
      const apart = Math.abs((median(times.known) ?? 0) - (median(times.unknown) ?? 0));
      const values = { 'ms apart': apart, 'ms median': median(times.known) ?? 0, p: sameChance(times.known, times.unknown) };
      for (const [measure, value] of Object.entries(values)) {
        ledger.add({ corpus: alikeName, tool: 'cairn', job: route.name, measure, round: 1, value });
      }
    }
  } finally {
    await server.service.stop();
  }
}

async function ask({ port }: CairnServer, route: Route, address: string): Promise<{ readonly ms: number; readonly answer: string }> {
  const body = JSON.stringify(route.body(address));
  const begun = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}${route.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  const ms = performance.now() - begun;
  return { ms, answer: `${response.status} ${text.replace(/"(?:requestId|request)":"[^"]*"/, '')}` };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/**
 * Two-sided p of the Mann-Whitney U test in its normal approximation, good from some twenty values a side. Times of a clock with
 * nanoseconds hardly tie, so ties are not corrected for.
 */
export function sameChance(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((value) => ({ value, mine: true })), ...other.map((value) => ({ value, mine: false }))];
  all.sort((a, b) => a.value - b.value);
  const ranks = all.reduce((sum, { mine }, index) => sum + (mine ? index + 1 : 0), 0);
  const [m, n] = [one.length, other.length];
  const u = ranks - (m * (m + 1)) / 2;
  const spread = Math.sqrt((m * n * (m + n + 1)) / 12);
  return Math.min(1, 2 * (1 - normal(Math.abs(u - (m * n) / 2) / spread)));
}

/** The normal distribution function for z >= 0 (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
