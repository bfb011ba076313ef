import type { Going, Plan, Steps } from '@cairn/geo';
import { answerOf } from '../../device/library/database.ts';

/** A plan that is being made. */
export interface Draft {
  readonly steps: Steps<Plan>;
  /** How the next point is reached. */
  readonly going: Going;
  readonly name: string;
  /** The file that it was opened from or saved to, as it was then; null while there is none. */
  readonly file: { readonly name: string; readonly hash: string } | null;
  /** What the file holds: an equal plan need not be saved. */
  readonly saved: Plan | null;
}

const storeName = 'drafts';

let opened: Promise<IDBDatabase> | null = null;

/** It stays open: what is written when the page is left has no time to wait for it. */
async function database(): Promise<IDBDatabase> {
  opened ??= open();
  try {
    return await opened;
  } catch (error) {
    opened = null;
    throw error;
  }
}
async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('cairn-planner', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  const db = await answerOf(request);
  const forget = (): void => void (opened = null);
  db.onclose = forget;
  // Another page wants to change or remove it.
  db.onversionchange = () => {
    db.close();
    forget();
  };
  return db;
}

async function read(owner: string): Promise<unknown> {
  return answerOf<unknown>((await database()).transaction(storeName, 'readonly').objectStore(storeName).get(owner));
}
/** Committed at once: a page that is being left hears no more of it, and its open transactions are given up. */
async function write(owner: string, draft: Draft): Promise<void> {
  const transaction = (await database()).transaction(storeName, 'readwrite');
  transaction.objectStore(storeName).put(draft, owner);
  transaction.commit();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser keeps nothing.'));
  });
}

/** The draft that was kept for somebody in this browser; null where there is none, or the browser keeps nothing. */
export async function keptDraft(owner: string): Promise<Draft | null> {
  try {
    const kept = await read(owner);
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a draft over reloads, offline too. A browser that keeps nothing keeps it until the page is closed. */
export async function keepDraft(owner: string, draft: Draft): Promise<void> {
  const { steps } = draft;
  // Steps share their points; still, each takes time to be written.
  const most = Math.max(5, Math.min(100, Math.floor(20_000 / Math.max(1, steps.now.points.length))));
  const kept = { ...draft, steps: { past: steps.past.slice(-most), now: steps.now, future: steps.future.slice(0, most) } };
  try {
    await write(owner, kept);
  } catch {
    // Full, or refused: the page still has it.
  }
}

/** What an older version of this page kept in another shape is let go. */
function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null || !('steps' in value) || !('going' in value)) return false;
  const { steps } = value;
  if (typeof steps !== 'object' || steps === null || !('now' in steps)) return false;
  const { now } = steps;
  return (
    typeof now === 'object' &&
    now !== null &&
    'points' in now &&
    Array.isArray(now.points) &&
    'legs' in now &&
    'places' in now &&
    'avoid' in now
  );
}
