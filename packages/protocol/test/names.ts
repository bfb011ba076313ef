import { fileTypes } from '@cairn/protocol';
import fc from 'fast-check';

/** Pieces that are dear to those who attack paths, and pieces of ordinary life. */
const pieces = [
  ...[
    '..',
    '.',
    '...',
    '',
    ' ',
    '.info',
    '__folder__',
    '__folder__.info',
    '.cairn',
    '.CAIRN',
    '.cairn ',
    '.ca\u200cirn',
    'tracks',
    'Tracks',
    'track\u017f',
  ],
  ...['tracks:x', 'favorites', 'profiles', 'quick_actions', 'info', 'other', 'GPX', 'FILE', '%47PX', 'state', 'general_settings.json'],
  ...[
    'General_Settings.json',
    'markers.gpx',
    'rendering',
    'avnotes',
    'tiles',
    'a.gpx',
    'a.gpx.info',
    'a.obf',
    'é',
    'e\u0301',
    'å',
    'ß',
    '路',
  ],
  ...['\0', '\u0001', '\u0085', '\r', '\n', '\t', '\ud800', '\udc00x', '$0D', '$0A', '\\', '..\\', 'C:', 'CON', '~', '%2e%2e', '%2F'],
  'x'.repeat(300),
];
export const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...pieces) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
/** Any name at all: good, bad and hostile. */
export const anyName = fc.oneof(
  { weight: 5, arbitrary: fc.array(segment, { minLength: 1, maxLength: 5 }).map((all) => all.join('/')) },
  { weight: 2, arbitrary: fc.array(segment, { minLength: 1, maxLength: 3 }).map((all) => all.join('')) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 20 }),
  },
);
export const anyType = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fileTypes.map((line) => line.type)) },
  { weight: 2, arbitrary: fc.constantFrom('NEW_TYPE', 'gpx', 'Gpx', 'A/B', '..', '.', '', '%', 'info', 'a b', '路', '\ud800') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
);
/** Names of fixed files turn up with their types and with others. */
const fixedName = fc.constantFrom(...fileTypes.flatMap((line) => line.fixedName ?? []));
export const anyKey = fc.record({ type: anyType, name: fc.oneof({ weight: 5, arbitrary: anyName }, { weight: 1, arbitrary: fixedName }) });
