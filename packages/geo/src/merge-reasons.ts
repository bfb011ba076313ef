import type { FieldConflict } from './fields.ts';
import { quoted } from './merge-outcome.ts';
import { placeKey } from './point-record.ts';
import type { PointRecord } from './point-record.ts';
import { textOf } from './xml-tree.ts';

const words: Readonly<Record<string, string>> = {
  ...{ [placeKey]: 'position', name: 'name', type: 'group', desc: 'description', cmt: 'comment', ele: 'elevation', time: 'time' },
  ...{ link: 'link', sym: 'symbol', color: 'colour', icon: 'icon', background: 'shape', address: 'address', hidden: 'visibility' },
  ...{ pinned: 'pin', visited_date: 'time of the visit', creation_date: 'time of creation', pickup_date: 'time of pick-up' },
  calendar_event: 'calendar entry',
};

/** How a point is called in a sentence. */
export function called({ name, place }: PointRecord): string {
  if (name !== '') return quoted(name);
  return place === null ? 'A point without name and position' : `The point without name at ${place.lat}, ${place.lon}`;
}

/** One field of a thing that both sides changed differently. */
export function changedOnBoth(thing: string, { key, ours, theirs }: FieldConflict): string {
  const short = key.replace(/^(?:extensions|metadata|groups|child) |^@/, '').replace(/^osmand:/, '');
  const field = Object.hasOwn(words, short) ? `the ${words[short] ?? short}` : `the field ${quoted(short)}`;
  const [here, cloud] = [shown(ours.nodes.map(textOf)), shown(theirs.nodes.map(textOf))];
  if (short === 'hidden') return `${thing}: ${field} was changed on both sides.`;
  return `${thing}: ${field} is ${here} here and ${cloud} in the cloud.`;
}

function shown(texts: readonly string[]): string {
  const text = texts.join(' ').trim();
  return text === '' ? 'empty' : quoted(text);
}

export const deletedHere = (thing: string): string => `${thing} was deleted here and changed in the cloud.`;
export const deletedInCloud = (thing: string): string => `${thing} was changed here and deleted in the cloud.`;
export const addedDifferently = (thing: string): string => `${thing} is new on both sides, with different content.`;
export const takenTwice = (thing: string): string => `Two different points would both be called ${thing}.`;
