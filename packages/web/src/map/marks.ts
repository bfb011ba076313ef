import type { Coordinates } from '@cairn/geo';
import { Marker } from 'maplibre-gl';
import type { GeoJSONSource, Map as Drawn } from 'maplibre-gl';
import type { Feature } from 'geojson';
import { own } from './own-layers.ts';
import type { Placing, Stage } from './stage.ts';

const circle = `${own}me`;

/** Marks above everything: the pointer of a chart, a point that is being placed, where the visitor is. */
export class Marks {
  readonly #map: Drawn;
  readonly #stage: Stage;
  readonly #end: () => void;
  #begun = false;
  #pointer: Marker | null = null;
  #placing: { readonly of: Placing; readonly marker: Marker } | null = null;
  #me: Marker | null = null;
  #found: Marker | null = null;

  constructor(map: Drawn, stage: Stage) {
    this.#map = map;
    this.#stage = stage;
    this.#end = stage.on('change', ({ kind }) => {
      if (!this.#begun) return;
      if (kind === 'pointer') this.#showPointer(stage.pointer);
      else if (kind === 'placing') this.#showPlacing(stage.placing);
      else if (kind === 'found') this.#showFound(stage.found);
    });
  }
  begin(): void {
    this.#begun = true;
    this.#showPointer(this.#stage.pointer);
    this.#showPlacing(this.#stage.placing);
    this.#showFound(this.#stage.found);
  }
  close(): void {
    this.#end();
  }

  showMe(at: (Coordinates & { readonly accuracy: number }) | null): void {
    this.#me?.remove();
    this.#me = at === null ? null : new Marker({ element: mark('map-me') }).setLngLat([at.lon, at.lat]).addTo(this.#map);
    const data: Feature = circleAround(at);
    const source = this.#map.getSource<GeoJSONSource>(circle);
    if (source !== undefined) void source.setData(data);
    else if (at !== null) {
      this.#map.addSource(circle, { type: 'geojson', data });
      this.#map.addLayer({ id: `${circle}:area`, type: 'fill', source: circle, paint: { 'fill-color': '#1f74d1', 'fill-opacity': 0.14 } });
    }
  }

  #showPointer(at: Coordinates | null): void {
    if (at === null) {
      this.#pointer?.remove();
      this.#pointer = null;
    } else if (this.#pointer === null) {
      this.#pointer = new Marker({ element: mark('map-pointer') }).setLngLat([at.lon, at.lat]).addTo(this.#map);
    } else this.#pointer.setLngLat([at.lon, at.lat]);
  }

  #showFound(at: Coordinates | null): void {
    this.#found?.remove();
    this.#found =
      at === null ? null : new Marker({ element: mark('map-found-mark'), anchor: 'bottom' }).setLngLat([at.lon, at.lat]).addTo(this.#map);
  }

  #showPlacing(placing: Placing | null): void {
    const shown = this.#placing;
    if (shown !== null && placing !== null && shown.of.onMove === placing.onMove) {
      shown.marker.setLngLat([placing.lon, placing.lat]);
      return;
    }
    shown?.marker.remove();
    this.#placing = null;
    if (placing === null) return;
    const element = mark('map-placing');
    element.tabIndex = 0;
    element.setAttribute('role', 'slider');
    element.setAttribute('aria-label', placing.label);
    const marker = new Marker({ element, draggable: true, anchor: 'bottom' }).setLngLat([placing.lon, placing.lat]).addTo(this.#map);
    const tell = (): void => {
      const { lat, lng } = marker.getLngLat().wrap();
      element.setAttribute('aria-valuetext', `${lat.toFixed(5)}, ${lng.toFixed(5)}`);
      placing.onMove({ lat, lon: lng });
    };
    element.setAttribute('aria-valuetext', `${placing.lat.toFixed(5)}, ${placing.lon.toFixed(5)}`);
    element.setAttribute('aria-valuenow', '0');
    marker.on('dragend', tell);
    element.addEventListener('keydown', (event) => this.#step(event, marker, tell));
    this.#placing = { of: placing, marker };
  }

  /** The arrow keys move a point by a few pixels, with Shift by many. */
  #step(event: KeyboardEvent, marker: Marker, tell: () => void): void {
    const [x, y] = steps[event.key] ?? [0, 0];
    if (x === 0 && y === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? 40 : 6;
    const at = this.#map.project(marker.getLngLat());
    marker.setLngLat(this.#map.unproject([at.x + x * far, at.y + y * far]));
    tell();
  }
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function mark(name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  return element;
}

/** The area in which the visitor is, by the accuracy (metres) that the device says. */
function circleAround(at: (Coordinates & { readonly accuracy: number }) | null): Feature {
  if (at === null) return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [] } };
  const metresInDegree = 111_195;
  const high = at.accuracy / metresInDegree;
  const wide = high / Math.max(0.01, Math.cos((at.lat * Math.PI) / 180));
  const ring = Array.from({ length: 49 }, (_, index) => {
    const turn = (index * Math.PI) / 24;
    return [at.lon + wide * Math.cos(turn), at.lat + high * Math.sin(turn)];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}
