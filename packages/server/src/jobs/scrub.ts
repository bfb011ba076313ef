import { createHash } from 'node:crypto';
import { CairnError } from '@cairn/protocol';
import type { ContentMark, KeepStore, KeptContent } from '../ports/keep-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Blobs, Clock } from '../ports/world.ts';

/** Contents of a page; those that lie in the store are looked at there, while its other readers wait. */
const pageContents = 25;
/** A full look takes at most so many turns, and a turn reads at least so many bytes: of less than a terabyte it is over within two weeks. */
const turns = 2000;
const leastBytes = 256 * 1024 * 1024;
/** A turn ends after this time, milliseconds. */
const turnMs = 300_000;
const stateName = 'scrub';

interface State {
  /** Where the next turn goes on; null: from the beginning. */
  readonly at: ContentMark | null;
  /** Stored bytes of all contents when it began; absent: not counted yet. */
  readonly bytes?: number;
  /** When it began, and the stored bytes that it has looked at since. */
  readonly began?: number;
  readonly seen?: number;
  /** Found damaged or missing since the beginning. */
  readonly found: number;
  /** When the last full look ended, and what it found; null: none did. */
  readonly ended: number | null;
  readonly findings: number | null;
  /** How long the last full look took, milliseconds. */
  readonly lasted?: number;
}
interface ScrubPorts {
  readonly store: KeepStore;
  readonly blobs: Pick<Blobs, 'open'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Percent of a turn that it reads (`CAIRN_SCRUB_SHARE`); the rest of it it rests: what people ask for goes first (R31). */
  readonly share: number;
}

/**
 * One turn of the slow look at every content (R10): reads some and holds them against their checksums. It goes on where it was, also
 * after a restart. What it finds is logged and counted, and is left as it is. @throws the reason of the signal
 */
export async function scrub({ store, blobs, clock, log, share }: ScrubPorts, signal?: AbortSignal): Promise<void> {
  const turnBegan = clock.now();
  const state = await stateOf(store);
  let { at, found } = state;
  const { ended, findings, lasted, began = turnBegan } = at === null ? { ...state, began: turnBegan } : state;
  let seen = at === null ? 0 : (state.seen ?? 0);
  // Counting reads through everything: once for each full look.
  const bytes = at === null || state.bytes === undefined ? (await store.allContents()).bytes : state.bytes;
  for (let left = Math.max(leastBytes, bytes / turns); left > 0 && clock.now() - turnBegan < turnMs;) {
    signal?.throwIfAborted();
    const pageBegan = clock.now();
    const page = await store.keptContents(at, pageContents);
    const damaged: KeptContent[] = [];
    for (const content of page) {
      if (!(await isWhole(blobs, content))) damaged.push(content);
      left -= content.stored;
      seen += content.stored;
    }
    // What was deleted while it was looked at is no fault.
    for (const { account, hash } of damaged.length === 0 ? [] : await store.stillKept(damaged)) {
      log.error({ account, content: hash, damaged: 1 }, 'a stored content is damaged or missing');
      found += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageContents) {
      const now = clock.now();
      const whole: State = { at: null, found: 0, ended: now, findings: found, lasted: now - began };
      await store.note(stateName, JSON.stringify(whole));
      return;
    }
    at = { account: last.account, hash: last.hash };
    const sofar: State = { at, bytes, began, seen, found, ended, findings, ...(lasted === undefined ? {} : { lasted }) };
    await store.note(stateName, JSON.stringify(sofar));
    await restFor(clock, (100 / share - 1) * (clock.now() - pageBegan), signal);
  }
}

/** Age and findings of the scrub, age of the last backup: as of when somebody asks. */
export function tellOfUpkeep(metrics: Metrics, store: Pick<KeepStore, 'noted'>, clock: Pick<Clock, 'now'>): void {
  metrics.beforeRead(async () => {
    const state = await stateOf(store);
    const { ended, findings, found } = state;
    metrics.set('cairn_scrub_age_seconds', ended === null ? null : Math.max(0, clock.now() - ended) / 1000);
    metrics.set('cairn_scrub_findings', findings === null && found === 0 ? null : Math.max(found, findings ?? 0));
    metrics.set('cairn_scrub_pass_seconds', passOf(state, clock.now()));
    const backup = Number((await store.noted('backup')) ?? Number.NaN);
    metrics.set('cairn_backup_age_seconds', Number.isFinite(backup) ? Math.max(0, clock.now() - backup) / 1000 : null);
  });
}

/** How long a full look takes, seconds: by what this one has looked at so far, else as long as the last one did. */
function passOf({ at, began, bytes = 0, seen = 0, lasted }: State, now: number): number | null {
  if (at === null || began === undefined || seen === 0) return lasted === undefined ? null : lasted / 1000;
  return (Math.max(0, now - began) / 1000) * Math.max(1, bytes / seen);
}

/** Rests, at most until the signal comes. */
async function restFor(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, done);
    function done(): void {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}

async function stateOf(store: Pick<KeepStore, 'noted'>): Promise<State> {
  const text = await store.noted(stateName);
  // Only this file writes it.
  return text === null ? { at: null, found: 0, ended: null, findings: null } : (JSON.parse(text) as State);
}

async function isWhole(blobs: Pick<Blobs, 'open'>, { key, whole, stored, storedHash }: KeptContent): Promise<boolean> {
  if (key === null) return whole;
  const sum = createHash('sha256');
  let length = 0;
  try {
    for await (const piece of await blobs.open(key)) {
      sum.update(piece);
      length += piece.length;
    }
  } catch (error) {
    if (error instanceof CairnError && error.code === 'file-not-available') return false;
    throw error;
  }
  return length === stored && sum.digest('hex') === storedHash;
}
