import { Random } from '../random.ts';

/** Readings of R31 and R32 stand under this name in place of a corpus. */
export const phonesName = 'phones';

export const endpoints = ['list', 'upload', 'download'] as const;
export type Endpoint = (typeof endpoints)[number];
/** Milliseconds that 99 of 100 requests keep (R31). */
export const p99Limits: Readonly<Record<Endpoint, number>> = { list: 150, upload: 200, download: 100 };

/** How much there is before the load begins, and how much comes. */
export interface Scale {
  /** Phones that sync, each of an account of its own, and the files that each account holds. */
  readonly devices: number;
  readonly files: number;
  /** Accounts in all, and versions of all these accounts. */
  readonly accounts: number;
  readonly versions: number;
  /** One more account (R32): files, and versions of each. */
  readonly largeFiles: number;
  readonly largeVersions: number;
}

/** The reference load, or a share of it: fewer devices and accounts, each as large as before. */
export function scaleOf(share: number): Scale {
  const of = (whole: number): number => Math.max(1, Math.round(whole * share));
  return {
    ...{ devices: of(1000), files: 1000, accounts: of(20_000), versions: of(2_000_000), largeFiles: of(100_000), largeVersions: 3 },
  };
}

/** Name of a file that is there before the load. */
export function nameOf(number: number): string {
  return `tracks/Region ${number % 40}/2025-07 Walk ${number}.gpx`;
}

/** Versions of each account that only stands there, in the order of the accounts: the rest of all versions, spread evenly. */
export function quietAccounts({ devices, files, accounts, versions }: Scale): number[] {
  const count = Math.max(0, accounts - devices);
  const left = Math.max(0, versions - devices * files);
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 1) * left) / count) - Math.floor((index * left) / count));
}

/** One request at its moment, milliseconds after the beginning. `choice` in [0, 1) picks what is downloaded. */
export interface Act {
  readonly at: number;
  readonly device: number;
  readonly endpoint: Endpoint;
  /** How many of this endpoint the device has before. */
  readonly ordinal: number;
  readonly choice: number;
}

const minuteMs = 60_000;
const transfers = 5;
/** Between two requests of one device. */
const gapMs = 250;
/** A device does not come at the same second of each minute. */
const jitterMs = 5000;

/**
 * The whole schedule, in order: every device comes once a minute, at a moment of its own, lists, then sends five files and fetches five by
 * turns (R31). Nothing in it depends on how fast the server answers.
 */
export function planOf(devices: number, minutes: number, seed: number): Act[] {
  const random = new Random(seed);
  const plan: Act[] = [];
  for (let device = 0; device < devices; device++) {
    const phase = random.next() * minuteMs;
    for (let minute = 0; minute < minutes; minute++) {
      const begins = minute * minuteMs + ((phase + random.next() * jitterMs) % minuteMs);
      const add = (endpoint: Endpoint, ordinal: number, place: number): void => {
        plan.push({ at: begins + place * gapMs, device, endpoint, ordinal, choice: random.next() });
      };
      add('list', minute, 0);
      for (let index = 0; index < transfers; index++) {
        add('upload', minute * transfers + index, 2 * index + 1);
        add('download', minute * transfers + index, 2 * index + 2);
      }
    }
  }
  return plan.filter(({ at }) => at < minutes * minuteMs).toSorted((a, b) => a.at - b.at);
}

/** The smallest value that `share` of all values do not exceed (nearest rank); 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
