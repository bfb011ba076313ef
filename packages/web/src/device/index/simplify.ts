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
  const count = line.length / 2;
  if (count <= most) return line.slice();
  // Importance of each point: the tolerance up to which it stays.
  const stays = new Float64Array(count);
  stays[0] = stays[count - 1] = Infinity;
  const todo: [from: number, to: number, limit: number][] = [[0, count - 1, Infinity]];
  for (let span = todo.pop(); span !== undefined; span = todo.pop()) {
    const [from, to, limit] = span;
    const { at, distance } = farthest(line, from, to);
    if (at === -1) continue;
    // A point never outlives the one that it depends on.
    const importance = Math.min(distance, limit);
    stays[at] = importance;
    if (at - from > 1) todo.push([from, at, importance]);
    if (to - at > 1) todo.push([at, to, importance]);
  }
  const least = Float64Array.from(stays).sort()[count - most] ?? 0;
  const kept = new Int32Array(most * 2);
  let length = 0;
  for (let point = 0; point < count && length < kept.length; point++) {
    if ((stays[point] ?? 0) < least) continue;
    kept[length++] = line[point * 2] ?? 0;
    kept[length++] = line[point * 2 + 1] ?? 0;
  }
  // With many equal ones the end may have been cut off.
  kept[length - 2] = line[line.length - 2] ?? 0;
  kept[length - 1] = line[line.length - 1] ?? 0;
  return kept.slice(0, length);
}

/** The point between two others that lies farthest from the line through them; -1 where none lies between. */
function farthest(line: Line, from: number, to: number): { at: number; distance: number } {
  const [x1, y1] = [line[from * 2] ?? 0, line[from * 2 + 1] ?? 0];
  const narrow = Math.cos(((y1 / perDegree) * Math.PI) / 180);
  const [dx, dy] = [((line[to * 2] ?? 0) - x1) * narrow, (line[to * 2 + 1] ?? 0) - y1];
  const length = dx * dx + dy * dy;
  let [at, farthestSquare] = [-1, -1];
  for (let point = from + 1; point < to; point++) {
    const [px, py] = [((line[point * 2] ?? 0) - x1) * narrow, (line[point * 2 + 1] ?? 0) - y1];
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
    const [ox, oy] = [px - along * dx, py - along * dy];
    const square = ox * ox + oy * oy;
    if (square > farthestSquare) [at, farthestSquare] = [point, square];
  }
  return { at, distance: Math.sqrt(Math.max(0, farthestSquare)) };
}
