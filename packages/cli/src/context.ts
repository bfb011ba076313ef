import type { Given } from './arguments.ts';
import type { Output } from './output.ts';
import type { Status } from './status.ts';
import type { Terminal } from './terminal.ts';
import type { Words } from './words/words.ts';

/** All that a command knows of the world around it. */
export interface Context {
  /** The device's folder, absolute. */
  readonly folder: string;
  /** Where the person stands: FILE may be typed from here. */
  readonly here: string;
  readonly output: Output;
  readonly terminal: Terminal;
  readonly words: Words;
  /** From now on Ctrl-C and SIGTERM set this signal, to finish what is under way; without it they end the process. Asked for once. */
  readonly untilStopped: () => AbortSignal;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A command line that the person can type as it stands, e.g. for `sync`. */
  readonly command: (rest: string) => string;
  /** Names the server in the errors that follow. */
  readonly speaksTo: (server: string) => void;
}

/** A command: does its work, shows its result, says how it ended. Errors are thrown and explained in one place (`faults.ts`). */
export type Run = (context: Context, given: Given) => Promise<Status>;
