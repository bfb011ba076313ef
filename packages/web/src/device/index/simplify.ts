import type { Line } from './records.ts';

/** Most points of a simplified line: enough for a map that shows thousands of tracks; a track that is opened is read whole. */
const mostPoints = 240;
const perDegree = 10_000_000;

/** Collects the points of one line, compactly. */
export class LineBuilder {
  #values = new Int32Array(256);
  #length = 0;

  add(lat: number, lon: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = Math.round(lon * perDegree);
    this.#values[this.#length++] = Math.round(lat * perDegree);
  }
  /** Simplified to `most` points or fewer. */
  line(most = mostPoints): Line {
    return simplified(this.#values.subarray(0, this.#length), most);
  }
}

/** The points that matter most (Douglas and Peucker), as many as asked for at most; ends always stay. */
export function simplified(line: Line, most: number): Line {
  if (line.length / 2 <= most) return line.slice();
  const coarse = thinned(line, most * 16);
  const count = coarse.length / 2;
  if (count <= most) return coarse;
  const stays = importances(coarse, count);
  const least = Float64Array.from(stays).sort()[count - most] ?? 0;
  const kept = new Int32Array(most * 2);
  let length = 0;
  for (let point = 0; point < count && length < kept.length; point++) {
    if ((stays[point] ?? 0) < least) continue;
    kept[length++] = coarse[point * 2] ?? 0;
    kept[length++] = coarse[point * 2 + 1] ?? 0;
  }
  // With many equal ones the end may have been cut off.
  kept[length - 2] = coarse[coarse.length - 2] ?? 0;
  kept[length - 1] = coarse[coarse.length - 1] ?? 0;
  return kept.slice(0, length);
}

/** About `most` points at even distances along the line: the cost of what follows grows with the square of their number. */
function thinned(line: Line, most: number): Line {
  const count = line.length / 2;
  if (count <= most) return line;
  let whole = 0;
  for (let point = 1; point < count; point++) whole += stepOf(line, point);
  const pace = whole / (most - 2);
  const kept = new Int32Array(most * 2 + 2);
  kept[0] = line[0] ?? 0;
  kept[1] = line[1] ?? 0;
  let length = 2;
  let walked = 0;
  for (let point = 1; point < count; point++) {
    walked += stepOf(line, point);
    if (point < count - 1 && (walked < pace || length >= most * 2)) continue;
    walked = 0;
    kept[length++] = line[point * 2] ?? 0;
    kept[length++] = line[point * 2 + 1] ?? 0;
  }
  return kept.slice(0, length);
}
function stepOf(line: Line, point: number): number {
  const dx = (line[point * 2] ?? 0) - (line[point * 2 - 2] ?? 0);
  const dy = (line[point * 2 + 1] ?? 0) - (line[point * 2 - 1] ?? 0);
  return Math.hypot(dx, dy);
}

/** For each point, the tolerance up to which it stays; no point outlives the one that it depends on. */
function importances(line: Line, count: number): Float64Array {
  const stays = new Float64Array(count);
  stays[0] = stays[count - 1] = Infinity;
  const todo: { from: number; to: number; limit: number }[] = [{ from: 0, to: count - 1, limit: Infinity }];
  for (let span = todo.pop(); span !== undefined; span = todo.pop()) {
    const { from, to, limit } = span;
    const found = farthest(line, from, to);
    if (found === null) continue;
    const importance = Math.min(found.distance, limit);
    stays[found.at] = importance;
    todo.push({ from, to: found.at, limit: importance }, { from: found.at, to, limit: importance });
  }
  return stays;
}

/** The point between two others that lies farthest from the line through them; null where none lies between. */
function farthest(line: Line, from: number, to: number): { at: number; distance: number } | null {
  if (to - from < 2) return null;
  const x = line[from * 2] ?? 0;
  const y = line[from * 2 + 1] ?? 0;
  const narrow = Math.cos(((y / perDegree) * Math.PI) / 180);
  const dx = ((line[to * 2] ?? 0) - x) * narrow;
  const dy = (line[to * 2 + 1] ?? 0) - y;
  const length = dx * dx + dy * dy;
  let at = from + 1;
  let square = -1;
  for (let point = from + 1; point < to; point++) {
    const px = ((line[point * 2] ?? 0) - x) * narrow;
    const py = (line[point * 2 + 1] ?? 0) - y;
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
    const ox = px - along * dx;
    const oy = py - along * dy;
    const here = ox * ox + oy * oy;
    if (here <= square) continue;
    at = point;
    square = here;
  }
  return { at, distance: Math.sqrt(square) };
}
