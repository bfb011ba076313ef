import type { Coordinates } from '../geodesy.ts';

/** One recorded point of a file of another kind. Metres, milliseconds since 1970, beats and turns per minute, watts, °C, m/s. */
export interface ImportedPoint extends Coordinates {
  readonly ele: number | null;
  readonly time: number | null;
  readonly heartRate?: number | null;
  readonly cadence?: number | null;
  readonly power?: number | null;
  readonly temperature?: number | null;
  readonly speed?: number | null;
}
export interface ImportedPlace extends Coordinates {
  readonly ele: number | null;
  readonly time: number | null;
  readonly name: string | null;
  readonly description: string | null;
  /** `#aarrggbb`. */
  readonly color: string | null;
}
export interface ImportedTrack {
  readonly name: string | null;
  readonly description: string | null;
  readonly color: string | null;
  /** What was done, in English as GPX files have it (`cycling`); null where the file does not say. */
  readonly activity: string | null;
  readonly segments: readonly (readonly ImportedPoint[])[];
}

/** What a file of another kind holds, before it becomes GPX. */
export interface Imported {
  readonly name: string | null;
  readonly description: string | null;
  readonly time: number | null;
  readonly places: readonly ImportedPlace[];
  readonly tracks: readonly ImportedTrack[];
  /** Points whose place is missing or off the earth; they were left out. */
  readonly unusable: number;
  /** What is wrong with a file that was read all the same; null where nothing is. */
  readonly damage: ImportDamage | null;
}

/** What is wrong with a file of which the part before was read. */
export type ImportDamage = 'ends early' | 'checksum' | 'no such message' | 'more behind';

/** Why a file of another kind is not read. */
export type ImportFault = 'not known' | 'damaged' | 'empty' | 'limit';

/** A file that cannot be imported. Its bytes stay what they are. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly fault: ImportFault;
  constructor(fault: ImportFault, reason: string) {
    super(reason);
    this.fault = fault;
  }
}

/** Whether a place is on the earth. */
export function onEarth(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
