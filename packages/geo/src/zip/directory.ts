import { ZipError } from './bounds.ts';
import type { ZipLimits } from './bounds.ts';
import { fromDosTime } from './dates.ts';
import { extraId, FieldReader, flag, full16, full32, signature } from './fields.ts';
import { entryNameProblem } from './names.ts';
import type { RandomAccess } from './source.ts';

/** One entry of an archive. Sizes in bytes; the time is milliseconds since 1970. */
export interface ZipEntry {
  readonly name: string;
  /** A folder; such entries have no content. */
  readonly directory: boolean;
  readonly plainSize: number;
  readonly packedSize: number;
  readonly crc32: number;
  readonly time: number | null;
  /** 0 stored, 8 deflate; others cannot be read. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Where its header begins, and where the next thing in the archive does. */
  readonly offset: number;
  readonly end: number;
}

const endSize = 22;
const centralSize = 46;
const localSize = 30;

/** Reads and checks the list of contents of an archive. Throws ZipError; the limits hold for what the list declares. */
export async function readDirectory(source: RandomAccess, limits: ZipLimits): Promise<ZipEntry[]> {
  const { count, offset, size, shift } = await findDirectory(source);
  if (count > limits.entries) throw new ZipError('limit', `The archive has more than ${limits.entries} entries.`);
  if (size > limits.directoryBytes) throw new ZipError('limit', 'The list of contents of the archive is too long.');
  const bytes = await source.read(offset, size);
  const entries: Found[] = [];
  const reader = new FieldReader(bytes);
  while (reader.left >= 4 && entries.length < count) entries.push(readEntry(bytes, reader, shift));
  if (entries.length !== count) throw new ZipError('damaged', 'The list of contents of the archive is not complete.');
  checkNames(entries);
  checkSizes(entries, limits);
  return placed(entries, offset);
}

interface Found {
  readonly entry: Omit<ZipEntry, 'end'>;
  /** Bytes that its header and content need at least. */
  readonly least: number;
}
interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
  /** Bytes before the archive itself; its offsets do not count them. */
  readonly shift: number;
}

async function findDirectory(source: RandomAccess): Promise<Directory> {
  const tail = Math.min(source.size, endSize + full16);
  const bytes = await source.read(source.size - tail, tail);
  const end = lastEnd(bytes);
  if (end === null) throw new ZipError('not an archive', 'The file is not a ZIP archive, or its end is missing.');
  const endAt = source.size - tail + end;
  const reader = new FieldReader(bytes, end + 4);
  const [disk, startDisk, here, count] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const [size, offset] = [reader.u32(), reader.u32()];
  const large = await zip64End(source, endAt);
  if (large !== null) return large;
  if (disk !== 0 || startDisk !== 0 || here !== count) throw new ZipError('not supported', 'The archive has several parts.');
  const shift = endAt - size - offset;
  if (shift < 0) throw new ZipError('damaged', 'The archive is not complete.');
  return { count, offset: endAt - size, size, shift };
}

/** The last end record whose comment ends where the file does, else the last one at all. */
function lastEnd(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let candidate: number | null = null;
  for (let at = bytes.length - endSize; at >= 0; at--) {
    if (view.getUint32(at, true) !== signature.end) continue;
    if (at + endSize + view.getUint16(at + 20, true) === bytes.length) return at;
    candidate ??= at;
  }
  return candidate;
}

async function zip64End(source: RandomAccess, endAt: number): Promise<Directory | null> {
  if (endAt < 20) return null;
  const locator = new FieldReader(await source.read(endAt - 20, 20));
  if (locator.u32() !== signature.locator64) return null;
  locator.at += 4;
  const at = locator.u64();
  if (at + 56 > endAt) throw new ZipError('damaged', 'The archive is not complete.');
  const end = new FieldReader(await source.read(at, 56));
  if (end.u32() !== signature.end64) throw new ZipError('damaged', 'The archive is not complete.');
  end.at += 20;
  const [here, count, size, offset] = [end.u64(), end.u64(), end.u64(), end.u64()];
  if (here !== count) throw new ZipError('not supported', 'The archive has several parts.');
  if (offset + size > at) throw new ZipError('damaged', 'The archive is not complete.');
  return { count, offset, size, shift: 0 };
}

function readEntry(bytes: Uint8Array, reader: FieldReader, shift: number): Found {
  const start = reader.at;
  if (reader.u32() !== signature.central || bytes.length - start < centralSize)
    throw new ZipError('damaged', 'The list of contents of the archive is damaged.');
  const madeBy = reader.u16();
  reader.at += 2;
  const [flags, method, time, date] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const crc32 = reader.u32();
  const sizes = { packed: reader.u32(), plain: reader.u32(), offset: 0 };
  const [nameLength, extraLength, commentLength] = [reader.u16(), reader.u16(), reader.u16()];
  reader.at += 4;
  const attributes = reader.u32();
  sizes.offset = reader.u32();
  const nameEnd = reader.at + nameLength;
  const end = nameEnd + extraLength + commentLength;
  if (end > bytes.length) throw new ZipError('damaged', 'The list of contents of the archive is damaged.');
  const nameBytes = bytes.subarray(reader.at, nameEnd);
  reader.at = end;
  const name = nameOf(nameBytes, (flags & flag.utf8) !== 0);
  const modified = readExtras(bytes.subarray(nameEnd, nameEnd + extraLength), sizes, name);
  checkKind(madeBy, attributes, name);
  const entry = {
    ...{ name, directory: name.endsWith('/'), plainSize: sizes.plain, packedSize: sizes.packed, crc32, method },
    time: modified ?? fromDosTime({ date, time }),
    encrypted: (flags & flag.encrypted) !== 0,
    offset: sizes.offset + shift,
  };
  return { entry, least: localSize + nameLength + sizes.packed };
}

/** Names are UTF-8 where the archive says so or they can be read so, else in the character set of old PCs. */
function nameOf(bytes: Uint8Array, utf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    if (utf8) throw new ZipError('name', 'The archive holds a name that is not text.');
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : (codePage437[byte - 128] ?? '?'))).join('');
  }
}
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Fills in sizes that need 64 bits; gives the time where one with a zone is there. */
function readExtras(bytes: Uint8Array, sizes: { packed: number; plain: number; offset: number }, name: string): number | null {
  let modified: number | null = null;
  const reader = new FieldReader(bytes);
  while (reader.left >= 4) {
    const [id, length] = [reader.u16(), reader.u16()];
    const next = reader.at + length;
    if (length > reader.left) break;
    if (id === extraId.zip64) {
      const field = new FieldReader(bytes.subarray(reader.at, next));
      for (const key of ['plain', 'packed', 'offset'] as const) {
        if (sizes[key] !== full32) continue;
        if (field.left < 8) throw new ZipError('damaged', 'its size is missing', name);
        sizes[key] = field.u64();
      }
    } else if (id === extraId.time && length >= 5 && (bytes[reader.at] ?? 0) & 1) {
      modified = (new FieldReader(bytes, reader.at + 1).u32() | 0) * 1000;
    }
    reader.at = next;
  }
  return modified;
}

/** Links and devices of Unix are refused (R43). */
function checkKind(madeBy: number, attributes: number, name: string): void {
  const kind = (attributes >>> 16) & 0xf000;
  if (madeBy >> 8 === 3 && kind !== 0 && kind !== 0x8000 && kind !== 0x4000)
    throw new ZipError('not supported', 'it is no ordinary file but a link or a device', name);
}

function checkNames(entries: readonly Found[]): void {
  const names = new Set<string>();
  for (const { name } of entries.map(({ entry }) => entry)) {
    const problem = entryNameProblem(name);
    if (problem !== null) throw new ZipError('name', problem, name);
    if (names.has(name)) throw new ZipError('duplicate', 'the archive holds it twice', name);
    names.add(name);
  }
}

function checkSizes(entries: readonly Found[], limits: ZipLimits): void {
  let total = 0;
  for (const { name, plainSize, packedSize } of entries.map(({ entry }) => entry)) {
    total += plainSize;
    if (plainSize > limits.entryBytes) throw new ZipError('limit', `it unpacks to more than ${limits.entryBytes} bytes`, name);
    if (plainSize > limits.ratioFrom && plainSize > packedSize * limits.ratio)
      throw new ZipError('limit', 'it unpacks to far more than it is', name);
    if (total > limits.totalBytes) throw new ZipError('limit', `The archive unpacks to more than ${limits.totalBytes} bytes.`);
  }
}

/** Entries in the order of the list, each with the place where the next one begins; entries that share bytes are refused (R43). */
function placed(entries: readonly Found[], directory: number): ZipEntry[] {
  const ends = new Map<Found, number>();
  let next = directory;
  for (const found of entries.toSorted((a, b) => b.entry.offset - a.entry.offset)) {
    const { entry, least } = found;
    if (entry.offset + least > next) {
      throw next === directory
        ? new ZipError('damaged', 'it lies beyond the end of the archive', entry.name)
        : new ZipError('overlap', 'it shares its bytes with another entry', entry.name);
    }
    ends.set(found, next);
    next = entry.offset;
  }
  return entries.map((found) => ({ ...found.entry, end: ends.get(found) ?? directory }));
}
