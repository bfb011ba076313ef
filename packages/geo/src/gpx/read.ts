import { readXmlTree, readXmlTreeStream } from '../xml-tree.ts';
import type { XmlDocument } from '../xml-tree.ts';
import { treeLimits, XmlError } from '../xml-limits.ts';
import type { XmlLimits } from '../xml-limits.ts';
import type { Gpx } from './model.ts';

/** Reads a GPX file that is in memory. Throws XmlError where it is not well-formed, over a limit (R42) or something else than GPX. */
export function readGpx(bytes: Uint8Array, limits: XmlLimits = treeLimits): Gpx {
  return checked(readXmlTree(bytes, limits));
}

/** Reads a GPX file as it arrives; throws as readGpx. */
export async function readGpxStream(chunks: AsyncIterable<Uint8Array>, limits: XmlLimits = treeLimits): Promise<Gpx> {
  return checked(await readXmlTreeStream(chunks, limits));
}

function checked(document: XmlDocument): Gpx {
  if (document.root.local !== 'gpx') throw notGpx(document.root.local);
  return document;
}

/** The answer to XML of another kind. */
export function notGpx(root: string): XmlError {
  return new XmlError('not GPX', `This is not a GPX file: its first element is “${root.slice(0, 40)}”.`);
}
