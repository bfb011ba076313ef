import { textElement } from './element-edits.ts';
import type { Insertion } from './element-edits.ts';
import { osmandPrefix, setParts, withDeclaration } from './child-edits.ts';
import type { Texts } from './child-edits.ts';
import { rootOrder } from './edit-groups.ts';
import type { Patch } from './patch.ts';
import { sourceChildren } from './source-tree.ts';
import type { SourceDocument } from './source-tree.ts';

/** What a change says of a track file; what is left out stays, null removes. */
export interface TrackChange {
  readonly name?: string;
  readonly description?: string | null;
  /** Keys of the look (data-formats 4.3) and `activity` is not among them: it is metadata. */
  readonly look?: Texts;
  readonly activity?: string | null;
}

/** Changes name, description, activity and look of a track file. A single track in it carries the name too. */
export function changeTrack(document: SourceDocument, { name, description, look = {}, activity }: TrackChange): Patch[] {
  const { root } = document;
  const texts: Texts = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { desc: description }) };
  const extensions: Texts = activity === undefined ? {} : { activity };
  const [metadata] = sourceChildren(root, 'metadata');
  const prefix = root.name.slice(0, root.name.indexOf(':') + 1);
  const patches: Patch[] = [];
  if (metadata !== undefined) patches.push(...setParts(document, metadata, texts, extensions));
  const tracks = sourceChildren(root, 'trk');
  const [track] = tracks;
  if (track !== undefined && tracks.length === 1 && name !== undefined) patches.push(...setParts(document, track, { name }, {}));
  const insertions = metadata === undefined ? newMetadata(document, prefix, texts, extensions) : [];
  return withDeclaration(document, [...patches, ...setParts(document, root, {}, look, { insertions, order: rootOrder })]);
}

function newMetadata(document: SourceDocument, prefix: string, texts: Texts, extensions: Texts): Insertion[] {
  const own = Object.entries(texts).flatMap(([key, value]) => (value === null ? [] : [textElement(prefix + key, value)]));
  const more = Object.entries(extensions).flatMap(([key, value]) =>
    value === null ? [] : [textElement(osmandPrefix(document) + key, value)],
  );
  const parts = more.length === 0 ? own : [...own, `<${prefix}extensions>${more.join('')}</${prefix}extensions>`];
  if (parts.length === 0) return [];
  const write = (indent: string): string => {
    const deeper = indent === '' ? '' : `${indent}  `;
    return `<${prefix}metadata>${parts.map((part) => deeper + part).join('')}${indent}</${prefix}metadata>`;
  };
  return [{ local: 'metadata', write }];
}
