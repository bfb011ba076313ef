import type { DataDrivenPropertyValueSpecification } from 'maplibre-gl';

/** A number that grows with the zoom: pairs of zoom and value, between them in steady proportion (as the map does). */
export function grow(...stops: readonly (readonly [zoom: number, value: number])[]): DataDrivenPropertyValueSpecification<number> {
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops.flat()] as DataDrivenPropertyValueSpecification<number>;
}
/** A number that changes evenly with the zoom. */
export function fade(...stops: readonly (readonly [zoom: number, value: number])[]): DataDrivenPropertyValueSpecification<number> {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as DataDrivenPropertyValueSpecification<number>;
}
