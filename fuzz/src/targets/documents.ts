import {
  ImportError,
  XmlError,
  changeGroup,
  changePoints,
  changeTrack,
  chartOf,
  editGpx,
  importedToGpx,
  kindOf,
  readFavourites,
  readFit,
  readGpx,
  readKml,
  readPlan,
  readTcx,
  readTrack,
  readXmlTree,
  readXmlTreeStream,
  trackNumbersStream,
  weights,
  writeFitCourse,
  writeFavourites,
  writeGpx,
} from '@cairn/geo';
import type { Imported } from '@cairn/geo';
import { must, orRefused, orRefusedLater, realFiles, text } from '../target.ts';
import type { Target } from '../target.ts';

const xmlWords = [
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml encoding="utf-16"?>',
  '&amp;',
  '&#x10FFFF;',
  '&#0;',
  '<!DOCTYPE x>',
  '\0',
  '\ufeff',
];
const gpxWords = [
  ...xmlWords,
  '<trkseg>',
  '</trkseg>',
  '<trkpt lat="1" lon="2">',
  '<wpt lat="1" lon="2">',
  '<rtept lat="1" lon="1">',
  '<time>2020-01-01T00:00:00Z</time>',
  '<extensions>',
  '<ele>1</ele>',
];
const gpx = text(
  `<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net"><metadata><name>m</name></metadata><wpt lat="1" lon='2'><ele>3</ele><time>2020-01-01T00:00:00Z</time><name>A<!-- c --></name><type>g</type><extensions><osmand:color>#ff0000</osmand:color><osmand:icon>shop</osmand:icon></extensions></wpt><rte><rtept lat="1" lon="2"><extensions><osmand:profile>car</osmand:profile><osmand:trkpt_idx>0</osmand:trkpt_idx></extensions></rtept></rte><trk><name>t</name><trkseg><trkpt lat="1" lon="2"><ele>1</ele></trkpt><trkpt lat="1.1" lon="2"/></trkseg></trk><extensions><osmand:points_groups><group name="g" color="#00ff00" pinned="true"/></osmand:points_groups></extensions></gpx>`,
);
const gpxSeeds = (): Uint8Array[] => [gpx, ...realFiles(['gpx', 'osmand', 'broken', 'derived'], /\.(gpx|xml)$/, 12_000)];

/** A course that is sound, one that says it is 4 GiB long, and a message of 255 fields of 255 bytes of which nothing comes. */
function fitSeeds(): Uint8Array[] {
  const sound = writeFitCourse(readPlan(gpx).plan, 'a course', 1_600_000_000_000);
  const long = sound.slice();
  new DataView(long.buffer).setUint32(4, 0xffff_ffff, true);
  const fields = Array.from({ length: 255 }, (_, field) => [field, 255, 7]).flat();
  const wide = Uint8Array.from([...sound.subarray(0, 14), 0x40, 0, 0, 20, 0, 255, ...fields, 0, 1, 2, 3]);
  return [sound, long, wide];
}
function checkImported(imported: Imported): void {
  for (const { segments } of imported.tracks)
    for (const point of segments.flat()) must(Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180, 'points are on the earth');
  const written = writeGpx(importedToGpx(imported));
  const points = imported.tracks.reduce((sum, { segments }) => sum + segments.flat().length, 0);
  must(readTrack(written).numbers.points === points, 'what was imported is GPX with as many points');
}
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Readers of whole documents. */
export const documents: readonly Target[] = [
  {
    name: 'xml',
    most: 8192,
    words: xmlWords,
    seeds: gpxSeeds,
    async run(bytes) {
      const tree = orRefused([XmlError], () => readXmlTree(bytes));
      const inPieces = await orRefusedLater([XmlError], () => readXmlTreeStream(cut(bytes, 7)));
      must(JSON.stringify(tree) === JSON.stringify(inPieces), 'a document is the same whole and in pieces');
    },
    work: { perByte: 2000, start: 200_000 },
  },
  {
    name: 'gpx',
    most: 8192,
    words: gpxWords,
    seeds: gpxSeeds,
    async run(bytes) {
      const track = orRefused([XmlError], () => readTrack(bytes));
      const numbers = await orRefusedLater([XmlError], () => trackNumbersStream(cut(bytes, 100)));
      must((track === null) === (numbers === null), 'both readers of a track take the same files');
      if (track === null) return;
      const { columns } = track;
      must(JSON.stringify(track.numbers) === JSON.stringify(numbers), 'both readers of a track count alike');
      for (const lat of columns.lat) must(Math.abs(lat) <= 90, 'latitudes are on the earth');
      for (const { from, to } of columns.runs) must(from < to && to <= columns.lat.length, 'runs lie within the points');
      weights(columns);
      chartOf(columns);
      const gpxFile = orRefused([XmlError], () => readGpx(bytes));
      if (gpxFile === null) return;
      const again = readTrack(writeGpx(gpxFile));
      must(JSON.stringify(again.numbers) === JSON.stringify(track.numbers), 'a file that is written again holds the same');
    },
    work: { perByte: 8000, start: 2_000_000 },
  },
  {
    name: 'favourites',
    most: 8192,
    words: gpxWords,
    seeds: gpxSeeds,
    run(bytes) {
      const read = orRefused([XmlError], () => readFavourites(bytes));
      if (read === null) return;
      const again = readFavourites(writeFavourites(read.groups, read.gpx));
      const facts = ({ groups }: typeof read): string =>
        JSON.stringify(groups.flatMap((group) => group.points.map(({ name, place }) => [group.name, name, place])).sort());
      must(facts(again) === facts(read), 'favourites that are written again are the same');
    },
    work: { perByte: 8000, start: 1_000_000 },
  },
  {
    name: 'gpx-edit',
    most: 8192,
    words: gpxWords,
    seeds: gpxSeeds,
    run(bytes) {
      const point = { name: 'N & <', color: '#ff010203', hidden: true, place: { lat: 1, lon: 1 } };
      const edits = [
        () => editGpx(bytes, (document) => changePoints(document, new Map([[0, point]]))),
        () => editGpx(bytes, (document) => changeGroup(document, 'g', { name: 'h"<', color: '#ff010203', pinned: true })),
        () =>
          editGpx(bytes, (document) =>
            changeTrack(document, { name: 'N & <', description: 'd', look: { color: '#ff010203', width: null } }),
          ),
      ];
      for (const edit of edits) {
        const edited = orRefused([XmlError, RangeError], edit);
        if (edited !== null) readTrack(edited);
      }
    },
    work: { perByte: 8000, start: 1_000_000 },
  },
  {
    name: 'plan',
    most: 8192,
    words: gpxWords,
    seeds: gpxSeeds,
    run: (bytes) => void orRefused([XmlError], () => readPlan(bytes)),
    work: { perByte: 20_000, start: 2_000_000 },
  },
  {
    name: 'kml',
    most: 8192,
    words: [
      ...xmlWords,
      '<Placemark>',
      '<gx:Track>',
      '<coordinates>1,2,3 4,5</coordinates>',
      '<when>2020-01-01T00:00:00Z</when>',
      '<MultiGeometry>',
    ],
    seeds: () => [
      text(
        `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>n</name><Style id="s"><LineStyle><color>ff0000ff</color></LineStyle></Style><Placemark><name>a</name><styleUrl>#s</styleUrl><Point><coordinates>1,2,3</coordinates></Point></Placemark><Placemark><gx:Track><when>2020-01-01T00:00:00Z</when><gx:coord>1 2 3</gx:coord></gx:Track></Placemark></Document></kml>`,
      ),
      ...realFiles(['kml', 'broken'], /\.kml$/, 12_000),
    ],
    run(bytes) {
      const read = orRefused([XmlError, ImportError], () => readKml(bytes));
      if (read !== null) checkImported(read);
    },
    work: { perByte: 8000, start: 1_000_000 },
  },
  {
    name: 'tcx',
    most: 8192,
    words: [...xmlWords, '<Trackpoint>', '<Track>', '<Lap>', '<Activity Sport="Biking">', '<LatitudeDegrees>1</LatitudeDegrees>'],
    seeds: () => [
      text(
        `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track><Trackpoint><Time>2020-01-01T00:00:00Z</Time><Position><LatitudeDegrees>1</LatitudeDegrees><LongitudeDegrees>2</LongitudeDegrees></Position><HeartRateBpm><Value>100</Value></HeartRateBpm></Trackpoint></Track></Lap></Activity></Activities></TrainingCenterDatabase>`,
      ),
      ...realFiles(['tcx', 'broken'], /\.tcx$/, 12_000),
    ],
    run(bytes) {
      const read = orRefused([XmlError, ImportError], () => readTcx(bytes));
      if (read !== null) checkImported(read);
    },
    work: { perByte: 8000, start: 1_000_000 },
  },
  {
    name: 'fit',
    most: 16_384,
    words: ['.FIT'],
    seeds: () => [...fitSeeds(), ...realFiles(['fit', 'broken'], /\.fit$/, 16_384)],
    run(bytes) {
      kindOf(bytes);
      const read = orRefused([ImportError], () => readFit(bytes));
      if (read !== null) checkImported(read);
    },
    work: { perByte: 8000, start: 1_000_000 },
  },
];
