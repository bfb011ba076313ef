import type { Map as Drawn } from 'maplibre-gl';
import type { SketchLine, Stage } from './stage.ts';

const namespace = 'http://www.w3.org/2000/svg';
/** How long lines that are done with may stay until the map has drawn what takes their place, milliseconds. */
const mostMs = 1500;

/**
 * Draws the lines that follow a pointer, as a picture above the map: nothing of the map is cut or drawn anew for them, so that a small
 * machine keeps up. Lines that are done with stay until the map has drawn what it was told meanwhile; nothing blinks.
 */
export class Sketch {
  readonly #map: Drawn;
  readonly #picture: SVGSVGElement;
  readonly #ends: (() => void)[] = [];
  #shown: readonly SketchLine[] = [];
  #leaving: (() => void) | null = null;

  constructor(map: Drawn, stage: Stage) {
    this.#map = map;
    this.#picture = document.createElementNS(namespace, 'svg');
    this.#picture.setAttribute('class', 'map-sketch');
    this.#picture.setAttribute('aria-hidden', 'true');
    // Below the marks, which are put there as well.
    map.getCanvas().after(this.#picture);
    const redraw = (): void => this.#draw();
    map.on('move', redraw);
    map.on('resize', redraw);
    this.#ends.push(
      () => map.off('move', redraw),
      () => map.off('resize', redraw),
      stage.on('change', ({ kind }) => {
        if (kind === 'sketch') this.#take(stage.sketched);
      }),
    );
    this.#take(stage.sketched);
  }
  close(): void {
    for (const end of this.#ends) end();
    this.#leaving?.();
    this.#picture.remove();
  }

  #take(lines: readonly SketchLine[]): void {
    this.#leaving?.();
    if (lines.length === 0 && this.#shown.length > 0) {
      this.#leave();
      return;
    }
    this.#shown = lines;
    this.#draw();
  }
  #leave(): void {
    const end = (): void => {
      this.#leaving?.();
      this.#shown = [];
      this.#draw();
    };
    const timer = setTimeout(end, mostMs);
    this.#map.once('idle', end);
    this.#leaving = () => {
      clearTimeout(timer);
      this.#map.off('idle', end);
      this.#leaving = null;
    };
    // A map that has nothing to draw says so only when it is asked.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#map.triggerRepaint()));
  }

  #draw(): void {
    const drawn = this.#picture.children.length / 2;
    for (let index = this.#shown.length; index < drawn; index++) {
      this.#picture.lastElementChild?.remove();
      this.#picture.lastElementChild?.remove();
    }
    for (let index = drawn; index < this.#shown.length; index++) this.#picture.append(path('map-sketch-edge'), path('map-sketch-line'));
    for (const [index, { color, line }] of this.#shown.entries()) {
      const way = this.#wayOf(line);
      this.#picture.children[index * 2]?.setAttribute('d', way);
      this.#picture.children[index * 2 + 1]?.setAttribute('d', way);
      this.#picture.children[index * 2 + 1]?.setAttribute('stroke', color);
    }
  }
  /** A line in pixels of the window; points that fall on the one before are left out. */
  #wayOf(line: Float64Array): string {
    const middle = this.#map.getCenter().lng;
    let [text, lastX, lastY] = ['', NaN, NaN];
    for (let at = 0; at + 1 < line.length; at += 2) {
      const lon = line[at] ?? 0;
      const turns = Math.round((middle - lon) / 360);
      const { x, y } = this.#map.project([lon + turns * 360, line[at + 1] ?? 0]);
      const isLast = at + 3 >= line.length;
      if (!isLast && Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1) continue;
      text += `${text === '' ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
      [lastX, lastY] = [x, y];
    }
    return text;
  }
}

function path(name: string): SVGPathElement {
  const made = document.createElementNS(namespace, 'path');
  made.setAttribute('class', name);
  return made;
}
