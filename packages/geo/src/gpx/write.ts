import { writeXml } from '../xml-write.ts';
import type { Gpx } from './model.ts';

/** Writes a GPX file as UTF-8. Everything that was read is written again; reading it gives an equal tree. */
export function writeGpx(gpx: Gpx): Uint8Array {
  return writeXml(gpx);
}
