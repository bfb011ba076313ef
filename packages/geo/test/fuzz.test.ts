import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesAccess,
  changeGroup,
  changePoints,
  changeTrack,
  editGpx,
  ImportError,
  layOutOsf,
  openZip,
  OsfError,
  readKml,
  readOsf,
  readTcx,
  readTrack,
  XmlError,
} from '../src/index.ts';
import { archiveOf, text } from './help/archives.ts';

/** A long run: FUZZ_RUNS=1000000; a failure again: its FUZZ_SEED. */
const options = { seed: Number(process.env['FUZZ_SEED'] ?? 1), numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) };

/** A text with pieces cut out, doubled and replaced, by words that matter in it. */
function mutations(source: string, words: readonly string[]): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(source.length), fc.nat(30), fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })));
  return fc.array(change, { minLength: 1, maxLength: 5 }).map((changes) => {
    const changed = changes.reduce((result, [at, length, word]) => result.slice(0, at) + word + result.slice(at + length), source);
    return text(changed);
  });
}
/** What an act gives; null where it is refused with a fault that is known. */
function survives<T>(act: () => T, known: readonly (abstract new (...args: never[]) => Error)[]): T | null {
  try {
    return act();
  } catch (fault) {
    if (!known.some((kind) => fault instanceof kind)) throw fault;
    return null;
  }
}

const xmlWords = [
  '<',
  '>',
  '/>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?x?>',
  '&amp;',
  '&#xD800;',
  '"',
  "'",
  ' xmlns="urn:x"',
  '\0',
  'NaN',
  '-1e999',
];
const kml = `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>n</name><Style id="s"><LineStyle><color>ff0000ff</color></LineStyle></Style><Placemark><name>a</name><styleUrl>#s</styleUrl><Point><coordinates>1,2,3</coordinates></Point></Placemark><Placemark><gx:Track><when>2020-01-01T00:00:00Z</when><gx:coord>1 2 3</gx:coord></gx:Track></Placemark></Document></kml>`;
const tcx = `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track><Trackpoint><Time>2020-01-01T00:00:00Z</Time><Position><LatitudeDegrees>1</LatitudeDegrees><LongitudeDegrees>2</LongitudeDegrees></Position></Trackpoint></Track></Lap></Activity></Activities></TrainingCenterDatabase>`;
const gpx = `<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net"><metadata><name>m</name></metadata><wpt lat="1" lon='2'><name>A<!-- c --></name><type>g</type><extensions><osmand:color>#ff0000</osmand:color></extensions></wpt><trk><name>t</name><trkseg><trkpt lat="1" lon="2"/></trkseg></trk><extensions><osmand:points_groups><group name="g" color="#00ff00"/></osmand:points_groups></extensions></gpx>`;

describe('R50 readers of other kinds', () => {
  it('KML is read or refused', () => {
    fc.assert(
      fc.property(mutations(kml, [...xmlWords, '<Placemark>', '</Placemark>', '<gx:Track>', ',,', '<Style>']), (bytes) => {
        survives(() => readKml(bytes), [XmlError, ImportError]);
      }),
      options,
    );
  });
  it('TCX is read or refused', () => {
    fc.assert(
      fc.property(mutations(tcx, [...xmlWords, '<Track>', '</Track>', '<Trackpoint>', '<Activity>']), (bytes) => {
        survives(() => readTcx(bytes), [XmlError, ImportError]);
      }),
      options,
    );
  });
  it('GPX for showing is read or refused, with places on the earth only', () => {
    fc.assert(
      fc.property(
        mutations(gpx, [...xmlWords, '<trkseg>', '</trkseg>', '<trkpt lat="91" lon="0"/>', '<rte>', '<rtept lat="1" lon="1">']),
        (bytes) => {
          survives(() => {
            const { columns } = readTrack(bytes);
            for (const lat of columns.lat) expect(Math.abs(lat) <= 90).toBe(true);
            for (const { from, to } of columns.runs) expect(from < to && to <= columns.lat.length).toBe(true);
          }, [XmlError]);
        },
      ),
      options,
    );
  });
});

describe('R50 edits of broken and odd files', () => {
  const edits = [
    (bytes: Uint8Array) =>
      editGpx(bytes, (document) =>
        changePoints(document, new Map([[0, { name: 'N & <', color: '#ff010203', hidden: true, place: { lat: 1, lon: 1 } }]])),
      ),
    (bytes: Uint8Array) => editGpx(bytes, (document) => changeGroup(document, 'g', { name: 'h"<', color: '#ff010203', pinned: true })),
    (bytes: Uint8Array) =>
      editGpx(bytes, (document) => changeTrack(document, { name: 'N & <', description: 'd', look: { color: '#ff010203', width: null } })),
  ];
  it('a file that is GPX is GPX after any edit; another is refused', () => {
    fc.assert(
      fc.property(
        mutations(gpx, [...xmlWords, '<wpt lat="1" lon="1"/>', '<extensions/>', '<metadata/>', '<wpt>', '</wpt>']),
        fc.nat(edits.length - 1),
        (bytes, index) => {
          const edited = survives(() => edits[index]!(bytes), [XmlError, RangeError]);
          if (edited !== null) readTrack(edited);
        },
      ),
      options,
    );
  });
});

describe('R50 lists of containers', () => {
  it('are read or refused', async () => {
    const [first] = layOutOsf([
      { type: 'GPX', name: 'a.gpx', info: text('{"color":"red"}') },
      { type: 'FILE', name: 'voice/de-tts/x.js', info: null },
    ]);
    const list = first?.kind === 'bytes' ? new TextDecoder().decode(first.bytes) : '';
    await fc.assert(
      fc.asyncProperty(
        mutations(list, ['{', '}', '[', ']', '"', ',', 'null', '1e999', '\\u0000', '"items":', '"prefs":[]', '..', '/', '__proto__']),
        async (bytes) => {
          const archive = await openZip(
            bytesAccess(
              await archiveOf({ 'items.json': bytes, 'tracks/a.gpx': 'x', 'voice/de-tts/x.js': 'y', '.cairn/names.json': bytes }),
            ),
          );
          try {
            for (const { key } of (await readOsf(archive)).files) expect(key.name.split('/')).not.toContain('..');
          } catch (fault) {
            if (!(fault instanceof OsfError)) throw fault;
          }
        },
      ),
      options,
    );
  });
});
