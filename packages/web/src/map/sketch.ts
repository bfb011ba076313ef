import type { FeatureCollection, LineString } from 'geojson';
import type { GeoJSONSource, Map as Drawn } from 'maplibre-gl';
import { own } from './own-layers.ts';
import type { SketchLine, Stage } from './stage.ts';

const source = `${own}sketch`;

/** Draws the lines that follow a pointer. */
export class Sketch {
  readonly #map: Drawn;
  readonly #stage: Stage;
  readonly #end: () => void;
  #begun = false;

  constructor(map: Drawn, stage: Stage) {
    this.#map = map;
    this.#stage = stage;
    this.#end = stage.on('change', ({ kind }) => {
      if (kind === 'sketch' && this.#begun) this.#show(stage.sketched);
    });
  }
  begin(): void {
    this.#begun = true;
    if (this.#stage.sketched.length > 0) this.#show(this.#stage.sketched);
  }
  close(): void {
    this.#end();
  }

  #show(lines: readonly SketchLine[]): void {
    const data = featuresOf(lines);
    const there = this.#map.getSource<GeoJSONSource>(source);
    if (there !== undefined) {
      void there.setData(data);
      return;
    }
    this.#map.addSource(source, { type: 'geojson', data, tolerance: 0 });
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    const edge = { 'line-color': '#ffffff', 'line-width': 7, 'line-opacity': 0.8 } as const;
    this.#map.addLayer({ id: `${source}:edge`, type: 'line', source, layout: round, paint: edge });
    this.#map.addLayer({
      ...{ id: `${source}:line`, type: 'line', source, layout: round },
      paint: { 'line-color': ['get', 'color'], 'line-width': 4.5 },
    });
  }
}

function featuresOf(lines: readonly SketchLine[]): FeatureCollection<LineString> {
  return {
    type: 'FeatureCollection',
    features: lines.map(({ color, line }) => ({
      type: 'Feature',
      properties: { color },
      geometry: {
        type: 'LineString',
        coordinates: Array.from({ length: line.length / 2 }, (_, at) => [line[at * 2] ?? 0, line[at * 2 + 1] ?? 0]),
      },
    })),
  };
}
