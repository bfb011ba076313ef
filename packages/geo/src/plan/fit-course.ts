import { distanceBetween } from '../geodesy.ts';
import { fitCrc } from '../import/fit/crc.ts';
import { columnsOfPlan } from './ground.ts';
import { planNumbers } from './numbers.ts';
import type { Plan } from './model.ts';

/** Base types of FIT with the bytes of one value. */
const types = { enum: [0x00, 1], uint16: [0x84, 2], sint32: [0x85, 4], uint32: [0x86, 4], string: [0x07, 0], uint32z: [0x8c, 4] } as const;
type Type = keyof typeof types;
interface FieldPlan {
  readonly field: number;
  readonly type: Type;
  /** Bytes of a string, its end included. */
  readonly size?: number;
}

/** Global numbers of messages and their fields (Garmin's public list of the format). */
const messages = {
  fileId: { global: 0, fields: [f(0, 'enum'), f(1, 'uint16'), f(2, 'uint16'), f(3, 'uint32z'), f(4, 'uint32')] },
  course: { global: 31, fields: [f(5, 'string', 32), f(4, 'enum')] },
  lap: {
    global: 19,
    fields: [
      f(253, 'uint32'),
      f(2, 'uint32'),
      f(3, 'sint32'),
      f(4, 'sint32'),
      f(5, 'sint32'),
      f(6, 'sint32'),
      f(7, 'uint32'),
      f(8, 'uint32'),
      f(9, 'uint32'),
    ],
  },
  event: { global: 21, fields: [f(253, 'uint32'), f(0, 'enum'), f(1, 'enum')] },
  record: { global: 20, fields: [f(253, 'uint32'), f(0, 'sint32'), f(1, 'sint32'), f(5, 'uint32'), f(2, 'uint16')] },
  coursePoint: { global: 32, fields: [f(1, 'uint32'), f(2, 'sint32'), f(3, 'sint32'), f(4, 'uint32'), f(5, 'enum'), f(6, 'string', 32)] },
} as const satisfies Record<string, { readonly global: number; readonly fields: readonly FieldPlan[] }>;
function f(field: number, type: Type, size?: number): FieldPlan {
  return size === undefined ? { field, type } : { field, type, size };
}

/** Seconds from 1970 to the beginning of FIT's time, 1989-12-31. */
const epoch = 631_065_600;
const sports: Readonly<Record<string, number>> = { bicycle: 2, foot: 11 };

/**
 * A plan as a FIT course, for watches and bicycle computers. A course has no gaps: its points follow each other. Named points and places
 * become course points; `start` is when it is taken to begin (milliseconds since 1970), `sport` its kind of travel.
 */
export function writeFitCourse(plan: Plan, name: string, start: number, sport: string | null = null): Uint8Array {
  const writer = new FitWriter();
  const { lat, lon, ele } = columnsOfPlan(plan);
  const { seconds } = planNumbers(plan);
  const begun = Math.round(start / 1000) - epoch;
  const along = new Float64Array(lat.length);
  for (let at = 1; at < lat.length; at++) {
    along[at] =
      (along[at - 1] ?? 0) + distanceBetween({ lat: lat[at - 1] ?? 0, lon: lon[at - 1] ?? 0 }, { lat: lat[at] ?? 0, lon: lon[at] ?? 0 });
  }
  const whole = along.at(-1) ?? 0;
  const length = Math.max(seconds, 1);
  const timeAt = (metres: number): number => begun + (whole === 0 ? 0 : Math.round((length * metres) / whole));
  writer.write('fileId', [6, 255, 0, 1, begun]);
  writer.write('course', [name, sports[sport ?? ''] ?? 0]);
  const last = lat.length - 1;
  const ends = [lat[0], lon[0], lat[last], lon[last]].map((degrees) => halfCircles(degrees ?? 0));
  writer.write('lap', [timeAt(whole), begun, ...ends, Math.round(length * 1000), Math.round(length * 1000), Math.round(whole * 100)]);
  writer.write('event', [begun, 0, 0]);
  for (let at = 0; at < lat.length; at++) {
    const metres = along[at] ?? 0;
    const height = ele[at] ?? NaN;
    const altitude = Number.isNaN(height) ? 0xffff : Math.max(0, Math.min(0xfffe, Math.round((height + 500) * 5)));
    writer.write('record', [timeAt(metres), halfCircles(lat[at] ?? 0), halfCircles(lon[at] ?? 0), Math.round(metres * 100), altitude]);
  }
  for (const mark of marksOf(plan, lat, lon)) {
    const metres = along[mark.at] ?? 0;
    writer.write('coursePoint', [timeAt(metres), halfCircles(mark.lat), halfCircles(mark.lon), Math.round(metres * 100), 0, mark.name]);
  }
  writer.write('event', [timeAt(whole), 0, 9]);
  return writer.file();
}

/** Named points and places, each at the nearest point of the way, in its order. */
function marksOf(plan: Plan, lat: Float64Array, lon: Float64Array): { at: number; lat: number; lon: number; name: string }[] {
  const named = [...plan.points, ...plan.places].filter(({ name }) => name !== '');
  const marks = named.map((place) => {
    let [found, least] = [0, Infinity];
    const shrink = Math.cos((place.lat * Math.PI) / 180);
    for (let at = 0; at < lat.length; at++) {
      const square = ((lat[at] ?? 0) - place.lat) ** 2 + (((lon[at] ?? 0) - place.lon) * shrink) ** 2;
      if (square < least) [found, least] = [at, square];
    }
    return { at: found, lat: place.lat, lon: place.lon, name: place.name };
  });
  return marks.sort((a, b) => a.at - b.at);
}

/** Half circles are 2^31 parts of 180 degrees. */
function halfCircles(degrees: number): number {
  const wrapped = degrees - Math.round(degrees / 360) * 360;
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 2, Math.round((wrapped * 2 ** 31) / 180)));
}

class FitWriter {
  readonly #bytes: number[] = [];
  readonly #local = new Map<string, number>();

  /** Writes a message; its definition before the first of its kind. */
  write(kind: keyof typeof messages, values: readonly (number | string)[]): void {
    const fields: readonly FieldPlan[] = messages[kind].fields;
    const local = this.#local.get(kind) ?? this.#define(kind, fields);
    this.#bytes.push(local);
    for (const [at, field] of fields.entries()) this.#value(field, values[at] ?? 0);
  }

  /** The whole file: header, messages, checksum. */
  file(): Uint8Array {
    const size = this.#bytes.length;
    const header = [14, 0x20, 0x5d, 0x08, ...little(size, 4), ...new TextEncoder().encode('.FIT')];
    const head = [...header, ...little(fitCrc(Uint8Array.from(header)), 2)];
    const file = new Uint8Array(head.length + size + 2);
    file.set(head);
    file.set(this.#bytes, head.length);
    const sum = fitCrc(file.subarray(0, -2));
    file.set(little(sum, 2), file.length - 2);
    return file;
  }

  #define(kind: keyof typeof messages, fields: readonly FieldPlan[]): number {
    const local = this.#local.size;
    this.#local.set(kind, local);
    this.#bytes.push(0x40 | local, 0, 0, ...little(messages[kind].global, 2), fields.length);
    for (const { field, type, size } of fields) this.#bytes.push(field, size ?? types[type][1], types[type][0]);
    return local;
  }

  #value({ type, size }: FieldPlan, value: number | string): void {
    if (typeof value === 'number') this.#bytes.push(...little(value, types[type][1]));
    else {
      const room = size ?? 1;
      const text = new TextEncoder().encode(fitting(value, room - 1));
      for (let at = 0; at < room; at++) this.#bytes.push(text[at] ?? 0);
    }
  }
}

/** As much of a text as so many bytes hold. */
function fitting(text: string, room: number): string {
  let fits = '';
  for (const sign of text) {
    if (new TextEncoder().encode(fits + sign).length > room) break;
    fits += sign;
  }
  return fits;
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff);
}
