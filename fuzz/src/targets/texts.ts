import {
  SmartFolderError,
  changeCompanion,
  changeSmartFolders,
  decodePlusCode,
  encodePlusCode,
  isFullPlusCode,
  itemKinds,
  mergeCompanions,
  mergeItems,
  mergePoints,
  readJsonText,
  readPlace,
  readPlanLink,
  readSmartFolders,
  renameInCompanion,
  writePlanLink,
} from '@cairn/geo';
import { checkNewKey, careless, CairnError, comparisonForm, meaningOfFile, nameForApps, nameFromApps, placementOf } from '@cairn/protocol';
import { must, orRefused, realFiles, text } from '../target.ts';
import type { Target } from '../target.ts';

const decoder = new TextDecoder();
const jsonWords = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  'null',
  'true',
  '1e999',
  '\\u0000',
  '\\ud800',
  '"file":',
  '"color":',
  '\\/',
  '__proto__',
  '\ufeff',
];
const companion = text('{"type":"GPX","file":"\\/tracks\\/a.gpx","subtype":"gpx","color":"#ff00ff00","width":"thin","show_arrows":true}');
const parts = (bytes: Uint8Array): Uint8Array[] => {
  // Several versions in one input, parted by a byte that no text has.
  const found: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, from)) {
    found.push(bytes.slice(from, at));
    from = at + 1;
  }
  return [...found, bytes.slice(from)];
};
const together = (...pieces: string[]): Uint8Array =>
  new Uint8Array(Buffer.concat(pieces.flatMap((piece, at) => [...(at > 0 ? [Buffer.from([0xff])] : []), Buffer.from(piece)])));
const wpt = (name: string): string =>
  `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="2"><name>${name}</name><type>g</type></wpt></gpx>`;
const item = (name: string): string => `{"items":[{"name":"${name}","id":"${name}","type":1,"params":{"a":"b"}}]}`;

/** Readers of short texts, and merges. */
export const texts: readonly Target[] = [
  {
    name: 'info',
    most: 4096,
    words: jsonWords,
    seeds: () => [companion, text('{}'), text('[1,{"a":[]}]')],
    run(bytes) {
      const read = readJsonText(bytes);
      const known = parsed(bytes);
      must(read === null || known !== undefined, 'what is read as JSON is JSON');
      const changed = changeCompanion(bytes, { color: 'red', width: null }, { type: 'GPX', file: '/tracks/a.gpx' });
      const now = parsed(changed);
      must(
        typeof now === 'object' && now !== null && 'color' in now && now.color === 'red' && !('width' in now),
        'a change of a companion is made',
      );
      const renamed = renameInCompanion(bytes, 'a.gpx', 'b.gpx');
      must(read === null || parsed(renamed) !== undefined, 'a renamed companion is JSON');
      const merged = mergeCompanions(bytes, companion, 'theirs');
      must(read === null || parsed(merged) !== undefined, 'a merged companion is JSON');
      readSmartFolders(bytes);
      const settings = orRefused([SmartFolderError], () => changeSmartFolders(bytes, { kind: 'rename', name: 'a', to: 'b' }));
      must(settings === null || parsed(settings) !== undefined, 'changed settings are JSON');
    },
    work: { perByte: 20_000, start: 500_000 },
  },
  {
    name: 'merge-points',
    most: 4096,
    words: ['<wpt lat="1" lon="2">', '<name>', '</name>', '</wpt>', '<type>g</type>', '\u00ff'],
    seeds: () => [together(wpt('a'), wpt('b'), wpt('c')), together(wpt('a'), wpt('a'), wpt('b')), ...realFiles(['osmand'], /\.gpx$/, 2000)],
    run(bytes) {
      const [base = null, ours = new Uint8Array(), theirs = new Uint8Array()] = parts(bytes);
      const one = mergePoints(base, ours, theirs);
      const other = mergePoints(base, theirs, ours);
      must(one.outcome === other.outcome, 'a merge ends alike whichever side is ours');
    },
    work: { perByte: 40_000, start: 2_000_000 },
  },
  {
    name: 'merge-items',
    most: 4096,
    words: jsonWords,
    seeds: () => [together(item('a'), item('b'), item('c')), together('{"items":[]}', item('b'), item('b'))],
    run(bytes) {
      const [base = null, ours = new Uint8Array(), theirs = new Uint8Array()] = parts(bytes);
      for (const kind of itemKinds.values()) {
        const one = mergeItems(kind, base, ours, theirs);
        must(one.outcome === mergeItems(kind, base, theirs, ours).outcome, 'a merge ends alike whichever side is ours');
      }
    },
    work: { perByte: 100_000, start: 2_000_000 },
  },
  {
    name: 'names',
    most: 400,
    words: [
      '/',
      '..',
      '.',
      '\0',
      '\r\n',
      '$0D',
      '$0A',
      '.info',
      '.cairn',
      'tracks/',
      'GPX\u00ff',
      'con',
      '.folder',
      '%',
      '\u0301',
      'İ',
      'ß',
    ],
    seeds: () => [
      text('GPX\u00fftracks/a.gpx'),
      text('FILE\u00ffvoice/x/a.js'),
      text('FAVOURITES\u00fffavorites.gpx'),
      text('GPX\u00ffa/.cairn-folder'),
    ],
    run(bytes) {
      const [type = '', name = ''] = decoder.decode(bytes).split('\u00ff');
      const key = { type, name };
      must(nameFromApps(nameForApps(nameFromApps(name))) === nameFromApps(name), 'names for apps come back');
      comparisonForm(careless(name));
      if (orRefused([CairnError], () => (checkNewKey(key), true)) === null) return;
      must(
        !/\p{Cc}/u.test(name.replaceAll(/[\r\n]/g, '')) && !name.split('/').includes('..'),
        'no name climbs or holds control characters',
      );
      const place = placementOf(key);
      if (place.kind === 'impossible') return;
      must(
        place.segments.every(
          (segment) => segment !== '' && segment !== '.' && segment !== '..' && !segment.includes('/') && !segment.includes('\0'),
        ),
        'no name leaves its folder',
      );
      if (place.kind !== 'file') return;
      const meaning = meaningOfFile(place.segments);
      must(
        (meaning.kind === 'file' || meaning.kind === 'known-only') && meaning.key.type === type && meaning.key.name === name,
        'a place in the folder means the key that lies there',
      );
    },
  },
  {
    name: 'places',
    most: 600,
    words: [
      'geo:',
      '?q=',
      '#map=',
      'https://www.google.com/maps/@',
      'https://osmand.net/map?pin=',
      'N',
      'S',
      '°',
      '′',
      '″',
      '8FVC9G8F+6X',
      '!',
      '*',
      '.',
    ],
    seeds: () => [
      ...[
        'geo:50.1,8.2?z=12',
        "50°12'3\"N 8°1'E",
        '8FVC9G8F+6X',
        'CWC8+R9 Berlin',
        'https://osmand.net/map?pin=50.1,8.2#12/50/8',
        '50.1 8.2',
      ].map(text),
      text('https://www.google.com/maps/@50.1,8.2,12z'),
      text('a.b!1.2*car!-3.4*-'),
    ],
    run(bytes) {
      const words = decoder.decode(bytes);
      const place = readPlace(words, { lat: 50, lon: 8 }, () => ({ lat: 52, lon: 13 }));
      if (place !== null) must(Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180, 'a place is on the earth');
      if (isFullPlusCode(words)) {
        const area = decodePlusCode(words);
        must(area !== null, 'a whole plus code has an area');
        if (area !== null) encodePlusCode({ lat: area.south, lon: area.west });
      }
      const plan = readPlanLink(words);
      if (plan === null) return;
      const link = writePlanLink(plan);
      const again = link === null ? null : readPlanLink(link);
      must(link === null || JSON.stringify(again?.points) === JSON.stringify(plan.points), 'a plan in a link is the same in the next');
    },
  },
];

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
