import type { FileKey } from '@cairn/protocol';
import { isHidden } from './keys.ts';
import type { Judged } from './judge.ts';
import type { Progress } from './ports.ts';

type Phase = 'upload' | 'download' | 'delete';

/** Progress of one phase by files and plain bytes; companions are not counted. */
export class Tally {
  readonly #progress: Progress;
  readonly #phase: Phase;
  readonly #filesTotal: number;
  #filesDone = 0;
  #bytesDone = 0;
  #bytesTotal: number;

  constructor(progress: Progress, phase: Phase, steps: readonly Judged[]) {
    const counted = steps.filter(({ key }) => !isHidden(key));
    this.#progress = progress;
    this.#phase = phase;
    this.#filesTotal = counted.length;
    this.#bytesTotal = counted.reduce((sum, step) => sum + bytesOf(step), 0);
    if (this.#filesTotal > 0) this.#report();
  }
  done(key: FileKey, bytes: number): void {
    if (isHidden(key)) return;
    this.#filesDone++;
    this.#bytesDone += bytes;
    // A file may have grown since it was counted.
    this.#bytesTotal = Math.max(this.#bytesTotal, this.#bytesDone);
    this.#report();
  }
  #report(): void {
    this.#progress.report({
      phase: this.#phase,
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
    });
  }
}

function bytesOf({ facts, verdict }: Judged): number {
  if (verdict.do === 'upload') return facts.local?.size ?? 0;
  return verdict.do === 'download' ? verdict.version.size : 0;
}
