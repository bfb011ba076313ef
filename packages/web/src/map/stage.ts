import type { Bounds, Coordinates } from '@cairn/geo';

/** A point to show: a favourite, a waypoint, a marker, a photo. */
export interface MapPoint extends Coordinates {
  /** Unique within its layer. */
  readonly id: string;
  readonly name: string;
  /** OsmAnd's name of the icon (`special_star`, `amenity_cafe`); unknown ones get a star. */
  readonly icon: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** A dot is a handle to take hold of: small, without an icon. */
  readonly shape: 'circle' | 'square' | 'octagon' | 'dot';
}

/** A line to show. The map thins it by zoom in a worker of its own: give every point. */
export interface MapTrack {
  /** Unique within its layer. */
  readonly id: string;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** Pixels at zoom 12. */
  readonly width: number;
  /** Arrows show the direction. */
  readonly arrows: boolean;
  /** Segments: longitude and latitude in turn; the map takes a copy. */
  readonly lines: readonly Float64Array[];
}

/** What somebody pointed at or pressed. */
export interface Thing {
  readonly layer: string;
  readonly id: string;
}
/** A press, a long press or a right click on the map. */
export interface Press extends Coordinates {
  /** What lies there, the topmost first; empty on the bare map. */
  readonly things: readonly Thing[];
  /** Where in the window, pixels: for a menu. */
  readonly x: number;
  readonly y: number;
}
/** What is in the window of the map. */
export interface View extends Coordinates {
  readonly zoom: number;
  readonly bounds: Bounds;
}

export type PointLayer = { readonly kind: 'points'; readonly points: readonly MapPoint[]; readonly clustered: boolean };
export type TrackLayer = { readonly kind: 'tracks'; readonly tracks: readonly MapTrack[] };
export type StageLayer = PointLayer | TrackLayer;

/** A point that is being placed: dragged, moved by the arrow keys, or put by a press. */
export interface Placing extends Coordinates {
  /** What is placed, for screen readers. */
  readonly label: string;
  readonly onMove: (to: Coordinates) => void;
}
/** Things of some layers that can be dragged over the map. */
export interface Dragging {
  readonly layers: readonly string[];
  /** Somebody drags a thing, taken hold of at a place. @returns false to leave it where it is */
  readonly onStart: (thing: Thing, at: Coordinates) => boolean;
  /** At most once for each picture of the screen. */
  readonly onMove: (at: Coordinates) => void;
  /** Let go, with what else lies there; null where it was given up (Escape). */
  readonly onEnd: (press: Press | null) => void;
}
/** A line that changes while somebody looks: drawn at once, above the others. */
export interface SketchLine {
  /** `#rrggbb`. */
  readonly color: string;
  /** Longitude and latitude in turn. */
  readonly line: Float64Array;
}
export type Aim =
  | { readonly kind: 'bounds'; readonly bounds: Bounds; readonly animate: boolean }
  | { readonly kind: 'place'; readonly lat: number; readonly lon: number; readonly zoom?: number; readonly animate: boolean };

/** Events of the map, for `on`. */
interface Heard {
  readonly press: (press: Press) => void;
  /** Long press, right click, or the menu key. */
  readonly menu: (press: Press) => void;
  /** The pointer is over something (the topmost thing and where), or over nothing any more. */
  readonly hover: (over: (Thing & Coordinates) | null) => void;
  readonly view: (view: View) => void;
  /** For the map itself: what is shown has changed. */
  readonly change: (what: Change) => void;
}
export type Change =
  | { readonly kind: 'layer'; readonly layer: string }
  | { readonly kind: 'highlight' | 'pointer' | 'placing' | 'found' | 'sketch' }
  | { readonly kind: 'aim'; readonly aim: Aim };

/**
 * What the screens show on the map, and what they hear from it. It is there before the map is loaded, and when it cannot be drawn at
 * all: screens never wait for it. Everything is kept until it is hidden, across changes of style.
 */
export class Stage {
  readonly layers = new Map<string, StageLayer>();
  readonly #listeners: { [Name in keyof Heard]: Set<Heard[Name]> } = {
    press: new Set(),
    menu: new Set(),
    hover: new Set(),
    view: new Set(),
    change: new Set(),
  };
  #highlight: Thing | null = null;
  #pointer: Coordinates | null = null;
  #placing: Placing | null = null;
  #found: Coordinates | null = null;
  #sketch: readonly SketchLine[] = [];
  #dragging: Dragging | null = null;
  #holders = 0;
  #camera: (() => Promise<string | null>) | null = null;
  #view: View | null = null;
  /** The newest aim, for a map that comes later. */
  #aim: Aim | null = null;

  /** Shows points under the name of a layer, in place of what was there. Clustered ones gather into counts where they are dense. */
  showPoints(layer: string, points: readonly MapPoint[], options: { readonly clustered?: boolean } = {}): void {
    this.layers.set(layer, { kind: 'points', points, clustered: options.clustered ?? true });
    this.#tell({ kind: 'layer', layer });
  }
  /** Shows lines under the name of a layer, in place of what was there. */
  showTracks(layer: string, tracks: readonly MapTrack[]): void {
    this.layers.set(layer, { kind: 'tracks', tracks });
    this.#tell({ kind: 'layer', layer });
  }
  hide(layer: string): void {
    if (this.layers.delete(layer)) this.#tell({ kind: 'layer', layer });
  }

  /** Draws one thing so that it stands out; null = none. */
  highlight(thing: Thing | null): void {
    if (thing?.layer === this.#highlight?.layer && thing?.id === this.#highlight?.id) return;
    this.#highlight = thing;
    this.#tell({ kind: 'highlight' });
  }
  get highlighted(): Thing | null {
    return this.#highlight;
  }
  /** A small mark that follows a chart; null = none. Cheap enough for every movement of a pointer. */
  point(at: Coordinates | null): void {
    this.#pointer = at;
    this.#tell({ kind: 'pointer' });
  }
  get pointer(): Coordinates | null {
    return this.#pointer;
  }
  /** Marks a place that was searched for; null = none. */
  markFound(at: Coordinates | null): void {
    this.#found = at;
    this.#tell({ kind: 'found' });
  }
  get found(): Coordinates | null {
    return this.#found;
  }
  /** Lets a point be placed, until the returned function is called. Only one at a time. */
  place(placing: Placing): () => void {
    this.#placing = placing;
    this.#tell({ kind: 'placing' });
    return () => {
      if (this.#placing !== placing) return;
      this.#placing = null;
      this.#tell({ kind: 'placing' });
    };
  }
  get placing(): Placing | null {
    return this.#placing;
  }

  /** Lets things be dragged, until the returned function is called. */
  letDrag(dragging: Dragging): () => void {
    this.#dragging = dragging;
    return () => {
      if (this.#dragging === dragging) this.#dragging = null;
    };
  }
  get dragging(): Dragging | null {
    return this.#dragging;
  }
  /** Shows lines that change with every movement of a pointer; few and short ones. */
  sketch(lines: readonly SketchLine[]): void {
    if (lines.length === 0 && this.#sketch.length === 0) return;
    this.#sketch = lines;
    this.#tell({ kind: 'sketch' });
  }
  get sketched(): readonly SketchLine[] {
    return this.#sketch;
  }
  /** Presses belong to one screen until the returned function is called: they do not open what was pressed. */
  holdPresses(): () => void {
    this.#holders++;
    return () => {
      this.#holders--;
    };
  }
  get pressesHeld(): boolean {
    return this.#holders > 0 || this.#placing !== null;
  }
  /** For the map itself: how a picture of it is taken. */
  setCamera(camera: (() => Promise<string | null>) | null): void {
    this.#camera = camera;
  }
  /** A picture of what the window of the map shows, as a `data:` address; null where there is no drawn map. */
  async takePicture(): Promise<string | null> {
    return (await this.#camera?.()) ?? null;
  }

  /** Moves the map so that a box fills it. */
  fit(bounds: Bounds, options: { readonly animate?: boolean } = {}): void {
    this.#go({ kind: 'bounds', bounds, animate: options.animate ?? true });
  }
  /** Moves the map to a place; without a zoom it keeps its own unless that is far out. */
  goTo(place: Coordinates & { readonly zoom?: number }, options: { readonly animate?: boolean } = {}): void {
    const { lat, lon, zoom } = place;
    this.#go({ kind: 'place', lat, lon, ...(zoom === undefined ? {} : { zoom }), animate: options.animate ?? true });
  }
  /** Takes the aim that waited for the map. */
  takeAim(): Aim | null {
    const aim = this.#aim;
    this.#aim = null;
    return aim;
  }
  /** What the window shows; null until the map is there. */
  get view(): View | null {
    return this.#view;
  }

  /** @returns a function that ends it */
  on<Name extends keyof Heard>(name: Name, listener: Heard[Name]): () => void {
    const listeners: Set<Heard[Name]> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** For the map itself. */
  hear(press: 'press' | 'menu', what: Press): void {
    for (const listener of [...this.#listeners[press]]) listener(what);
  }
  hearHover(over: (Thing & Coordinates) | null): void {
    for (const listener of [...this.#listeners.hover]) listener(over);
  }
  hearView(view: View): void {
    this.#view = view;
    for (const listener of [...this.#listeners.view]) listener(view);
  }

  #go(aim: Aim): void {
    this.#aim = aim;
    this.#tell({ kind: 'aim', aim });
  }
  #tell(what: Change): void {
    for (const listener of [...this.#listeners.change]) listener(what);
  }
}

/** The one map of the website. */
export const stage = new Stage();
