import type { Bounds, Coordinates } from '@cairn/geo';
import { addProtocol, LngLatBounds, Map as Drawn, removeProtocol, setWorkerUrl } from 'maplibre-gl';
import type { StyleSpecification } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { DragHand } from './drag-hand.ts';
import { Marks } from './marks.ts';
import { OwnThings } from './own-things.ts';
import { pictureOf, pictureRatio } from './pictures.ts';
import { Pressing } from './pressing.ts';
import { Sketch } from './sketch.ts';
import type { Aim, Stage, View } from './stage.ts';
import type { MapTokens } from './style/tokens.ts';
import { OwnTiles } from './own-tiles.ts';

setWorkerUrl(workerUrl);

export interface Drawing {
  readonly style: StyleSpecification;
  readonly tokens: MapTokens;
}
export interface EngineOptions extends Drawing {
  readonly container: HTMLElement;
  readonly stage: Stage;
  readonly start: Coordinates & { readonly zoom: number };
  /** What screen readers call the map. */
  readonly title: string;
  /** A tile or its source could not be had; `source` is its id in the style. */
  readonly onTrouble: (source: string) => void;
  /** Written on the map for whom its data is: texts, in the order of the sources. */
  readonly onAttribution: (texts: readonly string[]) => void;
}

/** The drawn map: carries what the stage says to the library, and what people do to the stage. */
export class Engine {
  readonly map: Drawn;
  readonly #stage: Stage;
  readonly #tiles = new OwnTiles();
  readonly #things: OwnThings;
  readonly #marks: Marks;
  readonly #sketch: Sketch;
  readonly #endings: (() => void)[] = [];
  #drawing: Drawing;
  /** The first style is there: things can be added to it. */
  #ready = false;

  constructor(options: EngineOptions) {
    this.#stage = options.stage;
    this.#drawing = options;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    addProtocol('cairn-own', async ({ url }) => {
      const [layer = '', , z, x, y] = url.replace(/^cairn-own:\/\//, '').split('/');
      return { data: await this.#tiles.tile(decodeURIComponent(layer), Number(z), Number(x), Number(y)) };
    });
    this.map = new Drawn({
      container: options.container,
      style: options.style,
      center: [options.start.lon, options.start.lat],
      zoom: options.start.zoom,
      ...{ minZoom: 0, maxZoom: 20, maxPitch: 0, pitchWithRotate: false, touchPitch: false },
      attributionControl: false,
      reduceMotion: calm,
      fadeDuration: calm ? 0 : 150,
      locale: { 'Map.Title': options.title },
      refreshExpiredTiles: false,
      validateStyle: false,
    });
    this.map.setMissingStyleImageResolver((id) => this.#draw(id));
    this.#things = new OwnThings(this.map, this.#stage, this.#tiles);
    this.#marks = new Marks(this.map, this.#stage);
    const hand = new DragHand(this.map, this.#stage, this.#things);
    const pressing = new Pressing(this.map, this.#stage, this.#things, hand);
    this.#endings.push(
      () => pressing.close(),
      () => hand.close(),
    );
    this.#sketch = new Sketch(this.map, this.#stage);
    this.#stage.setCamera(() => this.#picture());
    // Says when everything wanted is drawn: for tests, and for whoever takes pictures of the map.
    this.map.on('idle', () => (options.container.dataset['drawn'] = 'true'));
    this.map.on('dataloading', () => delete options.container.dataset['drawn']);
    this.map.once('style.load', () => this.#begin(options.style));
    this.map.on('moveend', () => this.#stage.hearView(this.view()));
    this.map.on('error', (event: unknown) => {
      const source: unknown = typeof event === 'object' && event !== null && 'sourceId' in event ? event.sourceId : undefined;
      if (typeof source === 'string') options.onTrouble(source);
    });
    this.map.on('styledata', () => options.onAttribution(this.#attribution()));
    this.#endings.push(
      this.#stage.on('change', (what) => {
        if (what.kind === 'aim') this.#follow();
      }),
    );
  }

  /** Changes how the map is drawn; what is shown on it stays. */
  draw(drawing: Drawing): void {
    if (drawing.style === this.#drawing.style) return;
    this.#drawing = drawing;
    if (this.#ready) this.#redraw();
  }
  #redraw(): void {
    const { style, tokens } = this.#drawing;
    // The small signs have colours of the style; they are drawn anew when next asked for.
    for (const id of this.map.listImages()) if (id.startsWith('cairn:') && !id.startsWith('cairn:point:')) this.map.removeImage(id);
    this.map.setStyle(style, { diff: true, transformStyle: (before, next) => this.#things.carriedOver(before, next, tokens) });
    void this.map.once('styledata', () => this.#things.light());
  }

  /** What screen readers call the map. */
  rename(title: string): void {
    this.map.getCanvas().setAttribute('aria-label', title);
  }
  /** Shows where the visitor is; null = does not. */
  showMe(at: (Coordinates & { readonly accuracy: number }) | null): void {
    this.#marks.showMe(at);
  }

  view(): View {
    const { lat, lng } = this.map.getCenter().wrap();
    const bounds = this.map.getBounds();
    const wide = bounds.getEast() - bounds.getWest() >= 360;
    return {
      ...{ lat, lon: lng, zoom: this.map.getZoom() },
      bounds: {
        west: wide ? -180 : wrapped(bounds.getWest()),
        east: wide ? 180 : wrapped(bounds.getEast()),
        south: bounds.getSouth(),
        north: bounds.getNorth(),
      },
    };
  }

  close(): void {
    for (const end of this.#endings) end();
    this.#things.close();
    this.#marks.close();
    this.#sketch.close();
    this.#stage.setCamera(null);
    removeProtocol('cairn-own');
    this.#tiles.close();
    this.map.remove();
  }

  #begin(first: StyleSpecification): void {
    this.#ready = true;
    if (this.#drawing.style !== first) this.#redraw();
    this.#things.begin(this.#drawing.tokens);
    this.#marks.begin();
    this.#follow();
    this.#stage.hearView(this.view());
  }

  #follow(): void {
    const aim = this.#ready ? this.#stage.takeAim() : null;
    if (aim !== null) this.#go(aim);
  }
  #go(aim: Aim): void {
    const duration = aim.animate ? 700 : 0;
    if (aim.kind === 'bounds') {
      this.map.fitBounds(asLibraryBounds(aim.bounds), { padding: this.#padding(), maxZoom: 16, duration });
      return;
    }
    const zoom = aim.zoom ?? Math.max(this.map.getZoom(), 13);
    this.map.flyTo({ center: [aim.lon, aim.lat], zoom, duration: aim.animate ? 900 : 0 });
  }
  #padding(): number {
    const { clientWidth, clientHeight } = this.map.getContainer();
    return Math.max(8, Math.min(64, clientWidth / 8, clientHeight / 8));
  }

  /** The canvas holds its picture only while it is drawn. */
  async #picture(): Promise<string> {
    return new Promise((resolve) => {
      this.map.once('render', () => resolve(this.map.getCanvas().toDataURL('image/jpeg', 0.85)));
      this.map.triggerRepaint();
    });
  }

  #draw(id: string): void {
    const picture = pictureOf(id, this.#drawing.tokens);
    if (picture !== null && !this.map.hasImage(id)) this.map.addImage(id, picture, { pixelRatio: pictureRatio });
  }

  #attribution(): string[] {
    const texts = Object.values(this.map.getStyle().sources).flatMap((source) =>
      'attribution' in source && typeof source.attribution === 'string' ? [source.attribution] : [],
    );
    return [...new Set(texts)];
  }
}

function asLibraryBounds({ west, south, east, north }: Bounds): LngLatBounds {
  return new LngLatBounds([west, south], [east < west ? east + 360 : east, north]);
}
function wrapped(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
