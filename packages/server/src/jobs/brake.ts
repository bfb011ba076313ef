import type { KeepStore } from '../ports/keep-store.ts';
import type { LogStore } from '../ports/log-store.ts';

/** The collector removes nothing and waits for an operator (R08). */
export class CollectorStopped extends Error {
  override readonly name = 'CollectorStopped';
  readonly code = 'collector-stopped';
}

/** How much the collector may remove by itself. */
export interface Brake {
  /** Of all contents, 0 to 1. */
  readonly share: number;
  /** Below these nothing is braked: who empties a small library does no harm that a share could show. */
  readonly leastContents: number;
  readonly leastBytes: number;
  readonly leastStrays: number;
  /** Told at each turn: why the collector stands, or null when it does not. */
  readonly tell: (why: string | null) => void;
}

export const usualBrake = { leastContents: 10_000, leastBytes: 10 * 1024 ** 3, leastStrays: 20 } as const;

/** @throws CollectorStopped when what nothing refers to is more than the share of everything. Everything is only counted when it is much. */
export async function checkContents(
  store: Pick<KeepStore, 'dueForCollection' | 'allContents'>,
  brake: Brake,
  now: number,
  graceMs: number,
): Promise<void> {
  const due = await store.dueForCollection(now, graceMs);
  if (due.contents <= brake.leastContents && due.bytes <= brake.leastBytes) return;
  const all = await store.allContents();
  if (due.bytes > brake.share * all.bytes) {
    stop(brake, `nothing refers to ${due.contents} contents of ${due.bytes} bytes, out of ${all.contents} of ${all.bytes} bytes`);
  }
}

/** @throws CollectorStopped when too many bytes have no row, or there is no log at all: the database may not be the one of these contents */
export async function checkStrays(
  store: Pick<LogStore, 'logAccounts'>,
  brake: Brake,
  found: { readonly strays: number; readonly all: number },
): Promise<void> {
  if (found.strays === 0) return;
  if ((await store.logAccounts(0, 1)).length === 0) stop(brake, `the database knows no log, and there are ${found.all} contents`);
  if (found.strays > brake.leastStrays && found.strays > brake.share * found.all) {
    stop(brake, `no row knows ${found.strays} of ${found.all} contents`);
  }
}

function stop(brake: Brake, why: string): never {
  brake.tell(why);
  throw new CollectorStopped(
    `The collector stands: ${why}. Nothing was removed. Make sure that the database belongs to these contents, then confirm: cairn admin jobs run collect-without-brake`,
  );
}
