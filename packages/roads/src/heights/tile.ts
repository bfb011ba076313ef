/** Heights of one degree by one degree, as SRTM keeps them: rows from north to south, big-endian metres, edges shared with neighbours. */
export class HeightTile {
  readonly #heights: DataView;
  /** Samples on a side: 1201 (3″) or 3601 (1″). */
  readonly #side: number;

  private constructor(bytes: Uint8Array, side: number) {
    this.#heights = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#side = side;
  }

  /** Null when the length is not that of a square of samples. */
  static of(bytes: Uint8Array): HeightTile | null {
    const side = Math.sqrt(bytes.length / 2);
    return Number.isInteger(side) && side >= 2 ? new HeightTile(bytes, side) : null;
  }

  get bytes(): number {
    return this.#heights.byteLength;
  }

  /**
   * Metres between the four samples around a place (bilinear); `east` and `north` are parts of the degree, 0 to 1. Where a sample is a
   * void, the others count by their nearness; null where all are.
   */
  at(east: number, north: number): number | null {
    const last = this.#side - 1;
    const [x, y] = [east * last, (1 - north) * last];
    const [column, row] = [Math.min(last - 1, Math.floor(x)), Math.min(last - 1, Math.floor(y))];
    let [sum, weights] = [0, 0];
    for (const [dx, dy] of corners) {
      const metres = this.#sample(column + dx, row + dy);
      const weight = Math.abs(1 - dx - (x - column)) * Math.abs(1 - dy - (y - row));
      if (metres === null || weight === 0) continue;
      sum += metres * weight;
      weights += weight;
    }
    return weights === 0 ? null : sum / weights;
  }

  #sample(column: number, row: number): number | null {
    const metres = this.#heights.getInt16((row * this.#side + column) * 2);
    return metres === nothing ? null : metres;
  }
}
const nothing = -32_768;
const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;
