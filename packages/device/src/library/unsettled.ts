import { readMeta, writeMeta } from '../state.ts';
import type { State } from '../state.ts';
import { flushFolder } from './flush.ts';

const mark = 'unsettled';

/**
 * Knows, also after the process was killed, that files were placed, moved or removed here without a flush. The next process flushes
 * them before it looks: else it would record as agreed what a cut of power can still undo, and take that for an act of the person (R24).
 */
export class Unsettled {
  readonly #root: string;
  readonly #state: State;
  #isMarked = false;

  constructor(root: string, state: State) {
    this.#root = root;
    this.#state = state;
  }

  /** Call before a change. */
  begin(): void {
    if (this.#isMarked) return;
    writeMeta(this.#state, mark, 'yes');
    this.#isMarked = true;
  }
  /** Everything is flushed. */
  end(): void {
    if (!this.#isMarked) return;
    writeMeta(this.#state, mark, 'no');
    this.#isMarked = false;
  }
  /** Flushes what an earlier process left. */
  async flushLeft(): Promise<void> {
    if (this.#isMarked || readMeta(this.#state, mark) !== 'yes') return;
    await flushFolder(this.#root);
    writeMeta(this.#state, mark, 'no');
  }
}
