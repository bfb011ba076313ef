import type { Corpus } from '../corpus.ts';

export const toolNames = ['rsync', 'syncthing', 'restic', 'cairn'] as const;
export type ToolName = (typeof toolNames)[number];

/** Where a tool works, and how its devices reach its server. */
export interface Place {
  /** Empty folder on the disk that is measured; everything of the tool goes below it. */
  readonly folder: string;
  readonly corpus: Corpus;
  /** Gives the port that devices connect to for a port of the server: itself, or that of a proxy before it. */
  readonly door: (port: number) => Promise<number>;
  /** Further environment of the tool's own processes (profiling). */
  readonly env: NodeJS.ProcessEnv;
}

/** A server and its devices, ready to work: device 1 holds the corpus, everything else is empty. Times are seconds. */
export interface Bed {
  readonly device1: string;
  readonly device2: string;
  /** What the server keeps. */
  readonly store: string;
  /** Processes of the server. */
  readonly server: readonly number[];
  /** A: everything of device 1 to the server. */
  readonly firstUpload: () => Promise<number>;
  /** B: everything from the server to an empty device. */
  readonly firstDownload: () => Promise<number>;
  /** C: find out that nothing changed. */
  readonly nothing: () => Promise<number>;
  /** D: from the writing of one file on device 1 until it is on another; one reading for each file to write. */
  readonly single: (files: readonly NewFile[]) => Promise<number[]>;
  /** What `watch` costs at rest on one device: the share of a core, once both folders have been at rest for a while. */
  readonly resting?: () => Promise<number>;
  /** E: carry what was edited on device 1 to another. Gives the folder that must be equal now. */
  readonly exchange: () => Promise<{ readonly seconds: number; readonly other: string }>;
  /** F: metadata of all files; `count` as the tool says. */
  readonly list: () => Promise<{ readonly seconds: number; readonly count: number }>;
  readonly close: () => Promise<void>;
}

/** A file that job D writes. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

export type OpenBed = (place: Place) => Promise<Bed>;
