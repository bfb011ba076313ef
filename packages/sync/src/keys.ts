import { isCompanion, isFolderMark } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';

/** A key as one string, for maps. No type holds NUL. */
export type Id = string;

export function idOf(key: FileKey): Id {
  return `${key.type}\0${key.name}`;
}
/** Another name of the same type. */
export function renamed(key: FileKey, name: string): FileKey {
  return { type: key.type, name };
}
/** Whether files of this name are in no count and no list: companions and the marks of empty folders. */
export function isHidden(key: FileKey): boolean {
  return key.name.endsWith('.info') && (isCompanion(key.name) || isFolderMark(key.name));
}
/** By type, then by name, as every list is sorted (S3). Code units decide, so that every device sorts alike. */
export function byKey(a: { readonly key: FileKey }, b: { readonly key: FileKey }): number {
  return order(a.key.type, b.key.type) || order(a.key.name, b.key.name);
}
function order(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
