import type { Map as Drawn, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { OwnThings } from './own-things.ts';
import type { Dragging, Press, Stage, Thing } from './stage.ts';

/** Pixels around the pointer in which a thing is taken hold of; a finger is wider. */
const reach = { mouse: 6, touch: 16 } as const;
/** Pixels from which a press is a drag. */
const slack = 4;

interface Held {
  readonly dragging: Dragging;
  readonly thing: Thing;
  readonly x: number;
  readonly y: number;
  started: boolean;
  at: { readonly x: number; readonly y: number };
}

/** Drags things of the stage over the map, with a mouse or a finger. */
export class DragHand {
  readonly #map: Drawn;
  readonly #stage: Stage;
  readonly #things: OwnThings;
  readonly #stop = new AbortController();
  #held: Held | null = null;
  #frame: number | null = null;

  constructor(map: Drawn, stage: Stage, things: OwnThings) {
    this.#map = map;
    this.#stage = stage;
    this.#things = things;
    map.on('mousedown', (event) => {
      if (event.originalEvent.button === 0) this.#take(event, reach.mouse);
    });
    map.on('touchstart', (event) => {
      if (event.points.length === 1) this.#take(event, reach.touch);
      else this.#give(null);
    });
    const { signal } = this.#stop;
    window.addEventListener('mousemove', (event) => this.#move(event), { signal });
    window.addEventListener('mouseup', (event) => this.#give(event), { signal });
    window.addEventListener('touchmove', (event) => this.#move(event.touches[0]), { signal });
    window.addEventListener('touchend', (event) => this.#give(event.changedTouches[0] ?? null), { signal });
    window.addEventListener('touchcancel', () => this.#give(null), { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape' && this.#held !== null) this.#give(null);
      },
      { signal },
    );
  }
  close(): void {
    this.#give(null);
    this.#stop.abort();
  }
  /** Whether something is being dragged now. */
  get drags(): boolean {
    return this.#held?.started === true;
  }

  #take(event: MapMouseEvent | MapTouchEvent, around: number): void {
    const { dragging } = this.#stage;
    if (dragging === null) return;
    const { x, y } = event.point;
    const { things } = this.#things.at([
      [x - around, y - around],
      [x + around, y + around],
    ]);
    const thing = dragging.layers.map((layer) => things.find((one) => one.layer === layer)).find((one) => one !== undefined);
    if (thing === undefined) return;
    // The map itself stays where it is.
    event.preventDefault();
    this.#held = { dragging, thing, x, y, started: false, at: { x, y } };
  }

  #move(event: { readonly clientX: number; readonly clientY: number } | undefined): void {
    const held = this.#held;
    if (held === null || event === undefined) return;
    held.at = this.#inMap(event);
    if (!held.started) {
      if (Math.hypot(held.at.x - held.x, held.at.y - held.y) < slack) return;
      held.started = held.dragging.onStart(held.thing, this.#placeAt(held));
      if (!held.started) {
        this.#held = null;
        return;
      }
      this.#map.getCanvas().style.cursor = 'grabbing';
    }
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      if (this.#held === held) held.dragging.onMove(this.#placeAt(held.at));
    });
  }

  #give(event: { readonly clientX: number; readonly clientY: number } | null): void {
    const held = this.#held;
    this.#held = null;
    if (held?.started !== true) return;
    this.#map.getCanvas().style.cursor = '';
    held.dragging.onEnd(event === null ? null : this.#pressAt(this.#inMap(event)));
  }

  #inMap({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): { x: number; y: number } {
    const { left, top } = this.#map.getCanvas().getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
  #placeAt({ x, y }: { readonly x: number; readonly y: number }): { lat: number; lon: number } {
    const { lat, lng } = this.#map.unproject([x, y]).wrap();
    return { lat, lon: lng };
  }
  #pressAt({ x, y }: { readonly x: number; readonly y: number }): Press {
    const around = 10;
    const { things } = this.#things.at([
      [x - around, y - around],
      [x + around, y + around],
    ]);
    return { ...this.#placeAt({ x, y }), things, x, y };
  }
}
