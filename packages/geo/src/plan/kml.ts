import { element } from '../xml-tree.ts';
import type { XmlElement, XmlNode } from '../xml-tree.ts';
import { writeXml } from '../xml-write.ts';
import { formatDegrees, formatElevation } from '../gpx/values.ts';
import { columnsOfPlan } from './ground.ts';
import type { Plan } from './model.ts';

const namespace = 'http://www.opengis.net/kml/2.2';

function kml(name: string, children: readonly XmlNode[]): XmlElement {
  return element(name, namespace, {}, children);
}
const text = (name: string, value: string): XmlElement[] => (value === '' ? [] : [kml(name, [value])]);

/** A plan as KML 2.2: one line with a part for each stretch, then named points and places. Heights are told, and drawn on the ground. */
export function writePlanKml(plan: Plan, name: string): Uint8Array {
  const { lat, lon, ele, runs } = columnsOfPlan(plan);
  const at = (point: number): string => coordinates(lon[point] ?? 0, lat[point] ?? 0, ele[point] ?? NaN);
  const lines = runs
    .filter(({ from, to }) => to - from > 1)
    .map(({ from, to }) => {
      const list = Array.from({ length: to - from }, (_, index) => at(from + index)).join(' ');
      return kml('LineString', [kml('tessellate', ['1']), kml('coordinates', [list])]);
    });
  const way = lines.length === 0 ? [] : [kml('Placemark', [...text('name', name), kml('MultiGeometry', lines)])];
  const marks = [...plan.points.map((point) => ({ ...point, description: '' })), ...plan.places].filter((place) => place.name !== '');
  const places = marks.map((place) =>
    kml('Placemark', [
      ...text('name', place.name),
      ...text('description', place.description),
      kml('Point', [kml('coordinates', [coordinates(place.lon, place.lat, NaN)])]),
    ]),
  );
  const root = element('kml', namespace, { xmlns: namespace }, [kml('Document', [...text('name', name), ...way, ...places])]);
  return writeXml({ before: [], root, after: [] });
}

function coordinates(lon: number, lat: number, ele: number): string {
  const wrapped = lon - Math.round(lon / 360) * 360;
  return [formatDegrees(wrapped), formatDegrees(lat), ...(Number.isNaN(ele) ? [] : [formatElevation(ele)])].join(',');
}
