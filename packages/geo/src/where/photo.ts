import type { Coordinates } from '../geodesy.ts';
import { within } from './angles.ts';

/** What a photo says of itself; null where it does not. */
export interface PhotoFacts {
  readonly at: Coordinates | null;
  /** Milliseconds: the time of its position, else its own time where its zone is given. */
  readonly taken: number | null;
}

const nothing: PhotoFacts = { at: null, taken: null };

/** Entries of one directory of a photo, by their numbers. */
type Directory = ReadonlyMap<number, Value>;
/** Text, whole numbers, or fractions: each kind as the entry declares it. */
type Value = string | readonly number[];

/**
 * Reads where and when a JPEG, PNG or WebP was taken from its Exif data (CIPA DC-008). Never throws: whatever does not fit its file is not
 * there. Only its directories are read, wherever they lie; nothing is followed twice.
 */
export function readPhoto(bytes: Uint8Array): PhotoFacts {
  const block = exifOf(bytes);
  if (block === null) return nothing;
  const first = block.directory(block.first);
  const pointed = (tag: number): Directory => {
    const [offset] = numbers(first.get(tag));
    return offset === undefined ? new Map() : block.directory(offset);
  };
  const [position, photo] = [pointed(tags.position), pointed(tags.photo)];
  return { at: placeOf(position), taken: momentOf(position) ?? ownTime(photo) };
}

const tags = { position: 0x8825, photo: 0x8769 } as const;
const gps = { latSign: 1, lat: 2, lonSign: 3, lon: 4, time: 7, date: 29 } as const;
const original = { time: 0x9003, zone: 0x9011 } as const;

function placeOf(directory: Directory): Coordinates | null {
  const lat = angle(directory.get(gps.lat), directory.get(gps.latSign), 'N', 'S');
  const lon = angle(directory.get(gps.lon), directory.get(gps.lonSign), 'E', 'W');
  // Cameras without a fix write zeros.
  return lat === null || lon === null || (lat === 0 && lon === 0) ? null : within(lat, lon);
}
function angle(value: Value | undefined, sign: Value | undefined, plus: string, minus: string): number | null {
  const [degrees, minutes = 0, seconds = 0] = numbers(value);
  if (degrees === undefined || (sign !== plus && sign !== minus)) return null;
  const size = degrees + minutes / 60 + seconds / 3600;
  return Number.isFinite(size) ? size * (sign === minus ? -1 : 1) : null;
}
/** The time of the position, which is in UTC. */
function momentOf(directory: Directory): number | null {
  const date = /^(\d{4})[:-](\d\d)[:-](\d\d)$/.exec(text(directory.get(gps.date)));
  const [hour, minute = 0, second = 0] = numbers(directory.get(gps.time));
  if (date === null || hour === undefined) return null;
  const time = Date.parse(`${date[1] ?? ''}-${date[2] ?? ''}-${date[3] ?? ''}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1000;
  return Number.isFinite(time) ? Math.round(time) : null;
}
/** The clock of the camera, which says a moment only with its zone. */
function ownTime(directory: Directory): number | null {
  const [, date, clock] = /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)$/.exec(text(directory.get(original.time))) ?? [];
  const zone = text(directory.get(original.zone));
  if (date === undefined || clock === undefined || !/^[+-]\d\d:\d\d$/.test(zone)) return null;
  const time = Date.parse(`${date.replaceAll(':', '-')}T${clock}${zone}`);
  return Number.isFinite(time) ? time : null;
}
function numbers(value: Value | undefined): readonly number[] {
  return value === undefined || typeof value === 'string' ? [] : value;
}
function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Exif data within a photo; null where there is none. */
function exifOf(bytes: Uint8Array): ExifBlock | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const block = inJpeg(view) ?? inPng(view) ?? inWebp(view);
  return block === null ? null : ExifBlock.open(block);
}

const [markerExif, beginOfPicture] = [0xe1, 0xda];
function inJpeg(view: DataView): DataView | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    // Bytes that fill up before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === beginOfPicture || length < 2) return null;
    if (marker === markerExif && signature(view, at + 4, 'Exif\0\0')) return part(view, at + 10, length - 8);
    at += 2 + length;
  }
  return null;
}
function inPng(view: DataView): DataView | null {
  if (!signature(view, 1, 'PNG\r\n')) return null;
  for (let at = 8; at + 12 <= view.byteLength;) {
    const length = view.getUint32(at);
    if (signature(view, at + 4, 'eXIf')) return part(view, at + 8, length);
    at += 12 + length;
  }
  return null;
}
function inWebp(view: DataView): DataView | null {
  if (!signature(view, 0, 'RIFF') || !signature(view, 8, 'WEBP')) return null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + 4, true);
    if (signature(view, at, 'EXIF')) {
      const prefix = signature(view, at + 8, 'Exif\0\0') ? 6 : 0;
      return part(view, at + 8 + prefix, length - prefix);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}
function signature(view: DataView, at: number, name: string): boolean {
  return (
    at + name.length <= view.byteLength &&
    Array.from(name, (letter, index) => view.getUint8(at + index) === letter.charCodeAt(0)).every(Boolean)
  );
}
function part(view: DataView, at: number, length: number): DataView | null {
  return length < 8 || at + length > view.byteLength ? null : new DataView(view.buffer, view.byteOffset + at, length);
}

/** Bytes of one value, by its type. */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
/** Longest value that is read; positions and times are far shorter. */
const mostBytes = 64;

/** The directories of Exif data, which are those of a TIFF file. */
class ExifBlock {
  readonly first: number;
  readonly #view: DataView;
  readonly #little: boolean;

  private constructor(view: DataView, little: boolean) {
    this.#view = view;
    this.#little = little;
    this.first = view.getUint32(4, little);
  }
  static open(view: DataView): ExifBlock | null {
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return null;
    const little = order === 0x4949;
    return view.getUint16(2, little) === 42 ? new ExifBlock(view, little) : null;
  }

  directory(offset: number): Directory {
    const entries = new Map<number, Value>();
    const size = this.#view.byteLength;
    if (offset + 2 > size) return entries;
    const count = this.#view.getUint16(offset, this.#little);
    for (let at = offset + 2, left = count; left > 0 && at + 12 <= size; at += 12, left--) {
      const value = this.#value(at);
      if (value !== null) entries.set(this.#view.getUint16(at, this.#little), value);
    }
    return entries;
  }

  #value(entry: number): Value | null {
    const kind = this.#view.getUint16(entry + 2, this.#little);
    const count = this.#view.getUint32(entry + 4, this.#little);
    const each = sizes[kind];
    if (each === undefined || count * each > mostBytes) return null;
    const at = count * each <= 4 ? entry + 8 : this.#view.getUint32(entry + 8, this.#little);
    if (at + count * each > this.#view.byteLength) return null;
    if (kind === 2) return this.#text(at, count);
    return Array.from({ length: count }, (_, index) => this.#number(kind, at + index * each));
  }
  #text(at: number, count: number): string {
    let words = '';
    for (let index = 0; index < count; index++) words += String.fromCharCode(this.#view.getUint8(at + index));
    return words.replace(/\0.*$/s, '').trim();
  }
  #number(kind: number, at: number): number {
    const [view, little] = [this.#view, this.#little];
    if (kind === 3) return view.getUint16(at, little);
    if (kind === 4) return view.getUint32(at, little);
    if (kind === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little);
    if (kind === 9) return view.getInt32(at, little);
    if (kind === 10) return view.getInt32(at, little) / view.getInt32(at + 4, little);
    return view.getUint8(at);
  }
}
