import type { LayerSpecification, MapGeoJSONFeature, Map as Drawn, PointLike, StyleSpecification, VectorTileSource } from 'maplibre-gl';
import { litFilter, own, pointLayers, sourceOf, trackLayers } from './own-layers.ts';
import type { Stage, StageLayer, Thing } from './stage.ts';
import type { MapTokens } from './style/tokens.ts';
import type { OwnTiles } from './own-tiles.ts';

/** What the stage shows, as sources and layers of the drawn map. */
export class OwnThings {
  readonly #map: Drawn;
  readonly #stage: Stage;
  readonly #tiles: OwnTiles;
  readonly #shown = new Map<string, StageLayer['kind']>();
  /** Layers that changed while tiles of theirs were on the way. */
  readonly #overtaken = new Set<string>();
  readonly #end: () => void;
  #tokens: MapTokens | null = null;
  #version = 0;
  #lit: Thing | null = null;

  constructor(map: Drawn, stage: Stage, tiles: OwnTiles) {
    this.#map = map;
    this.#stage = stage;
    this.#tiles = tiles;
    this.#end = stage.on('change', (what) => {
      if (this.#tokens === null) return;
      if (what.kind === 'layer') this.#update(what.layer);
      else if (what.kind === 'highlight') this.light();
    });
    map.on('idle', () => this.#askAgain());
  }
  begin(tokens: MapTokens): void {
    this.#tokens = tokens;
    for (const layer of this.#stage.layers.keys()) this.#update(layer);
    this.light();
  }
  close(): void {
    this.#end();
  }

  /** Our sources stay when the style around them changes; our layers are drawn in its colours. */
  carriedOver(before: StyleSpecification | undefined, next: StyleSpecification, tokens: MapTokens): StyleSpecification {
    if (before === undefined || this.#tokens === null) return next;
    this.#tokens = tokens;
    const sources = Object.fromEntries(Object.entries(before.sources).filter(([id]) => id.startsWith(own)));
    const of = (wanted: StageLayer['kind']): LayerSpecification[] =>
      [...this.#shown].flatMap(([layer, kind]) =>
        kind === wanted ? (kind === 'points' ? pointLayers(layer, tokens) : trackLayers(layer, tokens)) : [],
      );
    const others = before.layers.filter(({ id }) => id.startsWith(own) && !this.#shown.has(id.slice(own.length).replace(/:[^:]*$/, '')));
    const at = next.layers.findIndex(isLabel);
    const ground = at < 0 ? next.layers : next.layers.slice(0, at);
    const labels = at < 0 ? [] : next.layers.slice(at);
    return {
      ...next,
      sources: { ...next.sources, ...sources },
      layers: [...ground, ...of('tracks'), ...labels, ...others, ...of('points')],
    };
  }

  /** The things of ours at a place of the window (or in a box around it), the topmost first, and the cluster if one is there. */
  at(place: PointLike | [PointLike, PointLike]): { readonly things: readonly Thing[]; readonly cluster: MapGeoJSONFeature | null } {
    const layers = [...this.#shown].flatMap(([layer, kind]) =>
      (kind === 'points' ? ['clusters', 'points'] : ['line']).map((part) => `${sourceOf(layer)}:${part}`),
    );
    const drawn = layers.filter((id) => this.#map.getLayer(id) !== undefined);
    if (drawn.length === 0) return { things: [], cluster: null };
    const features = this.#map.queryRenderedFeatures(place, { layers: drawn });
    const things: Thing[] = [];
    let cluster: MapGeoJSONFeature | null = null;
    for (const feature of features) {
      if (feature.properties['point_count'] !== undefined) cluster ??= feature;
      const thing = this.#thingOf(feature);
      if (thing !== null && !things.some(({ layer, id }) => layer === thing.layer && id === thing.id)) things.push(thing);
    }
    return { things, cluster };
  }
  /** Opens a cluster: the zoom at which it falls apart. */
  async openCluster(feature: MapGeoJSONFeature): Promise<void> {
    if (feature.geometry.type !== 'Point') return;
    const zoom = await this.#tiles.zoomOf(feature.source.slice(own.length), Number(feature.properties['cluster_id']));
    const [lon = 0, lat = 0] = feature.geometry.coordinates;
    this.#map.easeTo({ center: [lon, lat], zoom: zoom + 0.2 });
  }

  #thingOf(feature: MapGeoJSONFeature): Thing | null {
    const layer = feature.source.slice(own.length);
    const shown = this.#stage.layers.get(layer);
    const index = Number(feature.id);
    if (shown === undefined || feature.properties['point_count'] !== undefined) return null;
    const id = shown.kind === 'points' ? shown.points[index]?.id : shown.tracks[index]?.id;
    return id === undefined ? null : { layer, id };
  }

  #update(layer: string): void {
    const wanted = this.#stage.layers.get(layer);
    const kind = this.#shown.get(layer);
    if (kind !== undefined && kind !== wanted?.kind) this.#remove(layer);
    if (wanted === undefined) return;
    if (wanted.kind === 'points') this.#tiles.putPoints(layer, wanted.points, wanted.clustered);
    else this.#tiles.putTracks(layer, wanted.tracks);
    this.#putTiles(layer, wanted.kind);
    this.light();
  }

  #putTiles(layer: string, kind: StageLayer['kind']): void {
    const id = sourceOf(layer);
    const source = this.#map.getSource<VectorTileSource>(id);
    if (source !== undefined) {
      if (!this.#map.isSourceLoaded(id)) this.#overtaken.add(layer);
      source.setTiles(this.#addressOf(layer));
      return;
    }
    this.#map.addSource(id, { type: 'vector', tiles: this.#addressOf(layer), maxzoom: 16 });
    const specs = this.#tokens === null ? [] : kind === 'points' ? pointLayers(layer, this.#tokens) : trackLayers(layer, this.#tokens);
    const below = kind === 'points' ? undefined : this.#map.getStyle().layers.find(isLabel)?.id;
    for (const spec of specs) this.#map.addLayer(spec, below);
    this.#shown.set(layer, kind);
  }

  /** A new address for new data: tiles that were cut from the old are let go. */
  #addressOf(layer: string): string[] {
    return [`cairn-own://${encodeURIComponent(layer)}/${(this.#version += 1)}/{z}/{x}/{y}`];
  }
  /** The library parses a tile again that was on its way when the address changed, and does not fetch it again: it would show what was before. */
  #askAgain(): void {
    for (const layer of this.#overtaken) this.#map.getSource<VectorTileSource>(sourceOf(layer))?.setTiles(this.#addressOf(layer));
    this.#overtaken.clear();
  }

  #remove(layer: string): void {
    const id = sourceOf(layer);
    for (const spec of this.#map.getStyle().layers) if (spec.id.startsWith(`${id}:`)) this.#map.removeLayer(spec.id);
    if (this.#map.getSource(id) !== undefined) this.#map.removeSource(id);
    this.#tiles.drop(layer);
    this.#shown.delete(layer);
  }

  /** Marks the highlighted thing. */
  light(): void {
    const thing = this.#stage.highlighted;
    if (this.#lit !== null && this.#lit.layer !== thing?.layer) this.#setLit(this.#lit.layer, null);
    this.#lit = thing;
    if (thing === null) return;
    const shown = this.#stage.layers.get(thing.layer);
    const items: readonly { readonly id: string }[] = shown === undefined ? [] : shown.kind === 'points' ? shown.points : shown.tracks;
    const index = items.findIndex(({ id }) => id === thing.id);
    this.#setLit(thing.layer, index < 0 ? null : index);
  }
  #setLit(layer: string, index: number | null): void {
    const id = `${sourceOf(layer)}:lit`;
    if (this.#map.getLayer(id) !== undefined) this.#map.setFilter(id, litFilter(index));
  }
}

/** The first of the layers that tracks are drawn below. */
function isLabel({ type, id }: LayerSpecification): boolean {
  return type === 'symbol' && !id.startsWith('grid');
}
