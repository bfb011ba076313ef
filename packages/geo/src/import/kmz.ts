import { parcelLimits } from '../zip/bounds.ts';
import type { Deflating } from '../zip/deflate.ts';
import { openZip } from '../zip/read.ts';
import type { RandomAccess } from '../zip/source.ts';
import { ImportError } from './imported.ts';
import type { Imported } from './imported.ts';
import { readKml } from './kml.ts';

/** Largest KML inside that is read, bytes. */
const largestKml = 256 * 1024 * 1024;

/** Reads the first KML of a KMZ, whatever its name; pictures and further files are passed over. Throws ZipError, XmlError, ImportError. */
export async function readKmz(source: RandomAccess, inflate?: Deflating): Promise<Imported> {
  const archive = await openZip(source, { limits: parcelLimits, ...(inflate === undefined ? {} : { inflate }) });
  const entry = archive.entries.find(({ name }) => name.toLowerCase().endsWith('.kml'));
  if (entry === undefined) throw new ImportError('empty', 'The archive holds no KML file.');
  return readKml(await archive.bytes(entry, largestKml));
}
