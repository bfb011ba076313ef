/** Kinds of files that people drop on the map. */
export type FileKind = 'gpx' | 'kml' | 'tcx' | 'fit' | 'zip' | 'gzip' | 'unknown';

/**
 * What a file is, by how its first bytes look (a kilobyte is enough); the name is not asked, for it is often wrong. XML of a kind that
 * is not known here is taken for GPX, whose reader says what is wrong with it.
 */
export function kindOf(start: Uint8Array): FileKind {
  const byte = (at: number): number => start[at] ?? -1;
  if (byte(0) === 0x50 && byte(1) === 0x4b && (byte(2) === 3 || byte(2) === 5)) return 'zip';
  if (byte(0) === 0x1f && byte(1) === 0x8b) return 'gzip';
  if (byte(8) === 0x2e && byte(9) === 0x46 && byte(10) === 0x49 && byte(11) === 0x54) return 'fit';
  const text = textAt(start);
  if (!/^\s*</.test(text)) return 'unknown';
  if (/<(?:\w+:)?kml[\s>]/.test(text)) return 'kml';
  if (/<(?:\w+:)?TrainingCenterDatabase[\s>]/.test(text)) return 'tcx';
  return 'gpx';
}

function textAt(start: Uint8Array): string {
  const head = start.subarray(0, 4096);
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head);
  return new TextDecoder().decode(head);
}
