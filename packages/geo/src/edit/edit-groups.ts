import { escapeAttribute } from '../xml-write.ts';
import { isOsmandChild, osmandPrefix, setParts, withDeclaration } from './child-edits.ts';
import { insertChildren, removeElement, setAttribute } from './element-edits.ts';
import type { Insertion } from './element-edits.ts';
import type { Patch } from './patch.ts';
import { attributeOf, sourceChildren, textIn } from './source-tree.ts';
import type { SourceDocument, SourceElement } from './source-tree.ts';

/** Order of the children of the root in GPX 1.1; unknown ones come last. */
export function rootOrder(local: string): number {
  const at = ['metadata', 'wpt', 'rte', 'trk', 'extensions'].indexOf(local);
  return at === -1 ? 5 : at;
}

/** Entries of `points_groups`: how groups look. */
export function groupEntries({ root }: SourceDocument): SourceElement[] {
  return groupLists(root).flatMap((list) => list.children.filter(({ local }) => local === 'group'));
}
function groupLists(root: SourceElement): SourceElement[] {
  return sourceChildren(root, 'extensions').flatMap((it) =>
    it.children.filter((child) => child.local === 'points_groups' && isOsmandChild(child)),
  );
}

/** What a change says of a group; what is left out stays, null removes. */
export interface GroupChange {
  readonly name?: string;
  readonly color?: string | null;
  readonly icon?: string | null;
  readonly background?: string | null;
  readonly hidden?: boolean;
  readonly pinned?: boolean;
}

/** Changes how a group looks, or its name (that of its points with it); an entry is made where there is none. */
export function changeGroup(document: SourceDocument, group: string, change: GroupChange): Patch[] {
  const entry = groupEntries(document).find((it) => attributeOf(document, it, 'name') === group);
  const values: Record<string, string | null> = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.color === undefined ? {} : { color: change.color }),
    ...(change.icon === undefined ? {} : { icon: change.icon }),
    ...(change.background === undefined ? {} : { background: change.background }),
    ...(change.hidden === undefined ? {} : { hidden: change.hidden ? 'true' : null }),
    ...(change.pinned === undefined ? {} : { pinned: change.pinned ? 'true' : null }),
  };
  const look =
    entry === undefined
      ? addEntry(document, { name: group, ...values })
      : Object.entries(values).flatMap(([key, value]) => setAttribute(document, entry, key, value));
  const { name } = change;
  const points =
    name === undefined
      ? []
      : pointsOf(document, group).flatMap((point) => setParts(document, point, { type: name === '' ? null : name }, {}));
  return withDeclaration(document, [...look, ...points]);
}

/** Removes the entry of a group; its points stay. */
export function removeGroupEntry(document: SourceDocument, group: string): Patch[] {
  return groupEntries(document)
    .filter((entry) => attributeOf(document, entry, 'name') === group)
    .map((entry) => removeElement(document, entry));
}

function pointsOf(document: SourceDocument, group: string): SourceElement[] {
  return sourceChildren(document.root, 'wpt').filter((point) => {
    const [type] = sourceChildren(point, 'type');
    return (type === undefined ? '' : textIn(document, type)) === group;
  });
}

function addEntry(document: SourceDocument, values: Readonly<Record<string, string | null>>): Patch[] {
  const attributes = Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [` ${key}="${escapeAttribute(value)}"`]));
  const { root } = document;
  const [list] = groupLists(root);
  const entry = `<${list?.children[0]?.name ?? 'group'}${attributes.join('')} />`;
  if (list !== undefined) return insertChildren(document, list, [{ local: 'group', write: () => entry }], () => 0);
  const name = `${osmandPrefix(document)}points_groups`;
  const write = (indent: string): string => `<${name}>${indent === '' ? '' : `${indent}  `}${entry}${indent}</${name}>`;
  const [holder] = sourceChildren(root, 'extensions');
  if (holder !== undefined) return insertChildren(document, holder, [{ local: 'points_groups', write }], () => 0);
  const outer = `${root.name.slice(0, root.name.indexOf(':') + 1)}extensions`;
  const whole: Insertion = {
    local: 'extensions',
    write: (indent) => {
      const deeper = indent === '' ? '' : `${indent}  `;
      return `<${outer}>${deeper}${write(deeper)}${indent}</${outer}>`;
    },
  };
  return insertChildren(document, root, [whole], rootOrder);
}
