import type { Map as Drawn, MapMouseEvent, MapTouchEvent, Point } from 'maplibre-gl';
import type { DragHand } from './drag-hand.ts';
import type { OwnThings } from './own-things.ts';
import type { Press, Stage } from './stage.ts';

const longMs = 550;
const reach = 5;

/** Presses, long presses and hovering: what people do to the map, told to the stage. */
export class Pressing {
  readonly #map: Drawn;
  readonly #stage: Stage;
  readonly #things: OwnThings;
  readonly #hand: DragHand;
  #held: number | null = null;
  #frame: number | null = null;
  #over = '';

  constructor(map: Drawn, stage: Stage, things: OwnThings, hand: DragHand) {
    this.#map = map;
    this.#stage = stage;
    this.#things = things;
    this.#hand = hand;
    map.on('click', (event) => this.#press(event));
    map.on('contextmenu', (event) => stage.hear('menu', this.#pressAt(event)));
    map.on('mousemove', (event) => this.#hover(event));
    map.on('mouseout', () => this.#tellHover(null));
    map.on('touchstart', (event) => this.#hold(event));
    for (const end of ['touchend', 'touchcancel', 'touchmove', 'movestart'] as const) map.on(end, () => this.#letGo());
    map.getCanvas().addEventListener('keydown', this.#key);
  }
  close(): void {
    this.#letGo();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#map.getCanvas().removeEventListener('keydown', this.#key);
  }

  /** Enter presses the middle of the map; the menu key (or Shift+F10) opens its menu there. */
  readonly #key = (event: KeyboardEvent): void => {
    const menu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (event.key !== 'Enter' && !menu) return;
    event.preventDefault();
    const point = this.#map.project(this.#map.getCenter());
    const lngLat = this.#map.getCenter();
    if (menu) this.#stage.hear('menu', this.#pressAt({ point, lngLat }));
    else this.#press({ point, lngLat });
  };

  #press(event: Pick<MapMouseEvent, 'point' | 'lngLat'>): void {
    const { cluster } = this.#things.at(box(event.point));
    const press = this.#pressAt(event);
    if (cluster !== null && press.things.length === 0) void this.#things.openCluster(cluster);
    else this.#stage.hear('press', press);
  }
  #pressAt({ point, lngLat }: Pick<MapMouseEvent, 'point' | 'lngLat'>): Press {
    const { lat, lng } = lngLat.wrap();
    const frame = this.#map.getCanvas().getBoundingClientRect();
    return { lat, lon: lng, things: this.#things.at(box(point)).things, x: frame.x + point.x, y: frame.y + point.y };
  }

  #hold(event: MapTouchEvent): void {
    this.#letGo();
    if (event.points.length !== 1) return;
    this.#held = window.setTimeout(() => {
      this.#held = null;
      this.#stage.hear('menu', this.#pressAt(event));
    }, longMs);
  }
  #letGo(): void {
    if (this.#held !== null) clearTimeout(this.#held);
    this.#held = null;
  }

  #hover(event: MapMouseEvent): void {
    // What is dragged is over everything: to look for what lies below takes the time of its line.
    if (this.#frame !== null || this.#map.isMoving() || this.#hand.drags) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      if (this.#hand.drags) return;
      const { things, cluster } = this.#things.at(box(event.point));
      this.#map.getCanvas().style.cursor = things.length > 0 || cluster !== null ? 'pointer' : '';
      const [thing] = things;
      const { lat, lng } = event.lngLat.wrap();
      this.#tellHover(thing === undefined ? null : { ...thing, lat, lon: lng });
    });
  }
  #tellHover(over: Parameters<Stage['hearHover']>[0]): void {
    if (over === null && this.#over === '') return;
    this.#over = over === null ? '' : over.id;
    this.#stage.hearHover(over);
  }
}

function box({ x, y }: Point): [[number, number], [number, number]] {
  return [
    [x - reach, y - reach],
    [x + reach, y + reach],
  ];
}
