import type { LimitClass } from '@cairn/protocol';

/** `burst` requests at once, then `perSecond`. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}
/** At most `max` in any `windowMs`; kept in the store, so that a restart forgets nothing. */
export interface Window {
  readonly max: number;
  readonly windowMs: number;
}
export interface ClassLimits {
  /** By address of the client (IPv6: its /64 network). */
  readonly source?: Rate;
  readonly account?: Rate;
  readonly device?: Rate;
  readonly server?: Rate;
  readonly sourceWindows?: readonly Window[];
}

const minute = 60_000;
/**
 * The numbers of R38, explained in docs/operators/limits.md. Volume is counted in memory; guesses and mails in the store. A first
 * sync of 10,000 files passes even when each file is a request of its own.
 */
export const classLimits: Readonly<Record<LimitClass, ClassLimits>> = {
  open: { source: { burst: 120, perSecond: 10 }, server: { burst: 5000, perSecond: 1000 } },
  mail: { source: { burst: 30, perSecond: 1 }, server: { burst: 500, perSecond: 50 } },
  guess: {
    source: { burst: 60, perSecond: 1 },
    server: { burst: 1000, perSecond: 100 },
    sourceWindows: [
      { max: 100, windowMs: 10 * minute },
      { max: 500, windowMs: 24 * 60 * minute },
    ],
  },
  read: {
    source: { burst: 5000, perSecond: 500 },
    account: { burst: 3000, perSecond: 100 },
    device: { burst: 1500, perSecond: 50 },
    server: { burst: 50_000, perSecond: 10_000 },
  },
  write: {
    source: { burst: 5000, perSecond: 500 },
    account: { burst: 3000, perSecond: 100 },
    device: { burst: 1500, perSecond: 50 },
    server: { burst: 50_000, perSecond: 10_000 },
  },
  transfer: {
    source: { burst: 60_000, perSecond: 1000 },
    account: { burst: 40_000, perSecond: 500 },
    device: { burst: 20_000, perSecond: 200 },
    server: { burst: 200_000, perSecond: 20_000 },
  },
  stream: {
    source: { burst: 300, perSecond: 20 },
    account: { burst: 120, perSecond: 4 },
    device: { burst: 60, perSecond: 1 },
    server: { burst: 20_000, perSecond: 1000 },
  },
  // Dragging a point asks a few times a second.
  compute: {
    source: { burst: 2000, perSecond: 100 },
    account: { burst: 300, perSecond: 20 },
    device: { burst: 300, perSecond: 20 },
    server: { burst: 5000, perSecond: 500 },
  },
};

/** Bounds of the process (R37, R38). */
export const processLimits = {
  /** Requests in work at a time, open event streams not counted; beyond: 503. */
  inFlight: 1000,
  connections: 20_000,
  /** Open connections of one address; this machine and trusted proxies are not counted. */
  connectionsPerAddress: 512,
  /** Open event streams of one account. */
  streamsPerAccount: 32,
  /** A client must have sent its header within this time. */
  headersMs: 30_000,
  /** A JSON body must have arrived within this time. */
  jsonBodyMs: 30_000,
  /** Any other body has this long to get going, and is looked at as often … */
  bodyGraceMs: 30_000,
  /** … and must come at least as fast, bytes a second (R35). */
  bodyBytesPerSecond: 256,
  /** Any request must have arrived within this time: 2 GiB at 5 Mbit/s. */
  requestMs: 3_600_000,
  /** A connection on which nothing moves is closed; event streams say something more often. */
  idleMs: 120_000,
  keepAliveMs: 75_000,
  headerBytes: 16 * 1024,
} as const;
/** The same with other numbers: tests do not wait for half a minute. */
export type ProcessLimits = { readonly [Name in keyof typeof processLimits]: number };
