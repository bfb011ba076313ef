import { SeededRandom } from './random.ts';

/** What a seed decides about its world before it begins; printed with every failure. */
export interface Options {
  readonly seed: number;
  readonly accounts: number;
  readonly devices: number;
  /** Phones with OsmAnd's own apps, beside the devices; histories from before there were any have none. */
  readonly phones?: number;
  /** How many of the devices are browsers. */
  readonly browsers?: number;
  /** Decisions of the history, before the phase without faults. */
  readonly steps: number;
  /** Names that people use; few names meet each other often. */
  readonly names: number;
  /** Compressed bytes of all heads of an account. */
  readonly quota: number;
  readonly historyLimit: number;
  readonly deviceLimit: number;
  /** Rate limits of the server. */
  readonly limits: boolean;
  /** Kinds of acts and faults that this history has; others never happen, so that those that do meet more often. */
  readonly without: readonly string[];
}

/** Kinds of acts that a history may be without. */
export const optionalKinds = [
  ...['network', 'late', 'server-crash', 'device-crash', 'old-image', 'backup', 'clock', 'disk-full', 'mail', 'bad-times'],
  ...[
    'trash',
    'history',
    'delete-data',
    'cloud-only',
    'sign-out',
    'new-device',
    'quota',
    'select',
    'bulk',
    'rename',
    'points',
    'companions',
    'jobs',
  ],
  ...['plan', 'app-rows', 'eviction'],
] as const;
export type OptionalKind = (typeof optionalKinds)[number];

/** The world of a seed. */
export function optionsOf(seed: number, steps?: number): Options {
  const random = new SeededRandom(`options ${seed}`);
  const accounts = random.chance(0.55) ? 1 : random.int(2, 5);
  const devices = Math.max(accounts, random.int(2, random.chance(0.7) ? 4 : 9));
  const options = {
    ...{ seed, accounts, devices },
    steps: steps ?? random.int(80, 320),
    names: random.pick([3, 6, 12, 24]),
    quota: random.chance(0.7) ? 10_000_000 : random.int(3_000, 12_000),
    historyLimit: random.chance(0.8) ? 50_000_000 : random.int(6_000, 20_000),
    deviceLimit: random.chance(0.8) ? 0 : random.int(2, 5),
    limits: random.chance(0.1),
    without: random.chance(0.15) ? [] : optionalKinds.filter(() => random.chance(0.35)),
  };
  return { ...options, phones: random.chance(0.6) ? random.int(1, 4) : 0, browsers: random.chance(0.5) ? random.int(1, 3) : 0 };
}
