/** A heap of arcs by what they cost; old entries of an arc are left in and passed over when they come up. */
export class Heap {
  #keys = new Float64Array(1024);
  #values = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }
  clear(): void {
    this.#size = 0;
  }
  /** The least key; Infinity when empty. */
  least(): number {
    return this.#size === 0 ? Infinity : (this.#keys[0] ?? Infinity);
  }
  push(key: number, value: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    const [keys, values] = [this.#keys, this.#values];
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = keys[above] ?? 0;
      if (other <= key) break;
      keys[at] = other;
      values[at] = values[above] ?? 0;
      at = above;
    }
    keys[at] = key;
    values[at] = value;
  }
  /** The value of the least key; only when not empty. */
  pop(): number {
    const [keys, values] = [this.#keys, this.#values];
    const top = values[0] ?? 0;
    const size = --this.#size;
    const [key, value] = [keys[size] ?? 0, values[size] ?? 0];
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= size) break;
      if (below + 1 < size && (keys[below + 1] ?? 0) < (keys[below] ?? 0)) below++;
      if ((keys[below] ?? 0) >= key) break;
      keys[at] = keys[below] ?? 0;
      values[at] = values[below] ?? 0;
      at = below;
    }
    keys[at] = key;
    values[at] = value;
    return top;
  }

  #grow(): void {
    const [keys, values] = [new Float64Array(this.#keys.length * 2), new Uint32Array(this.#keys.length * 2)];
    keys.set(this.#keys);
    values.set(this.#values);
    [this.#keys, this.#values] = [keys, values];
  }
}
