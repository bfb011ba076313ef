import { CairnError } from './errors.ts';
import { limits } from './limits.ts';
import type { FileKey } from './v1/words.ts';

const encoder = new TextEncoder();
/** Characters of the Unicode category Cc other than CR and LF, which OsmAnd's apps do write (decision 8). */
const refusedControl = /[^\P{Cc}\r\n]/u;

/**
 * Why a new file may not have this name, in words for a person that follow "The name cannot be used: "; null when it may (R44).
 * Names are opaque otherwise: case, normal form, blanks, `\`, empty segments and long segments are kept as they are.
 */
export function nameProblem(name: string): string | null {
  if (name === '') return 'it is empty';
  if (name.length > limits.nameBytes || utf8Length(name) > limits.nameBytes) return `it is longer than ${limits.nameBytes} bytes`;
  if (!name.isWellFormed()) return 'it holds half of a character (a lone surrogate)';
  if (refusedControl.test(name)) return 'it holds a control character';
  if (name.startsWith('/')) return 'it begins with /';
  if (hasDotSegment(name)) return 'it has . or .. as the name of a folder or file';
  if (name.includes('$0D') || name.includes('$0A')) return 'it holds $0D or $0A, which stand for line ends on the way to the apps';
  return null;
}

/** Why a type cannot be used; null when it can. Types that we do not know are welcome. */
export function typeProblem(type: string): string | null {
  if (type === '') return 'its type is empty';
  if (type.length > limits.typeBytes || utf8Length(type) > limits.typeBytes) return `its type is longer than ${limits.typeBytes} bytes`;
  if (!type.isWellFormed() || /\p{Cc}/u.test(type)) return 'its type holds characters that no type has';
  return null;
}

/** Checks the key of a file that is about to be made. @throws CairnError `name-refused` with `reason`, `type` and `name`. */
export function checkNewKey(key: FileKey): void {
  const reason = typeProblem(key.type) ?? nameProblem(key.name);
  if (reason !== null) throw new CairnError('name-refused', { reason, type: key.type, name: key.name });
}

/** Form in which a device compares names that are not equal as they stand: NFC (sync.md, "Names on a device"). Never stored. */
export function comparisonForm(name: string): string {
  return name.normalize('NFC');
}

/** Form in which a disk that ignores case and normal form may take two names for one. Never stored. */
export function careless(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** A name as OsmAnd's listings show it: `$0D` and `$0A` stand for CR and LF (device-api C48). */
export function nameForApps(name: string): string {
  return /[\r\n]/.test(name) ? name.replaceAll('\r', '$0D').replaceAll('\n', '$0A') : name;
}
/** The name that an app means; undoes `nameForApps`. */
export function nameFromApps(shown: string): string {
  return shown.replaceAll('$0D', '\r').replaceAll('$0A', '\n');
}

/** File name of a group of favourites; the group without a name is the default one (data-formats 3.1). */
export function favouritesFileName(group: string): string {
  if (group === '') return 'favorites.gpx';
  return `favorites-${group.replaceAll('/', '_%_').replaceAll(':', '_-_')}.gpx`;
}
/**
 * Group of a favourites file; null when the name is not that of a favourites file.
 * A group whose own name holds `_%_` or `_-_` cannot be told from one with `/` or `:`; the group inside the file decides then.
 */
export function favouritesGroup(fileName: string): string | null {
  if (fileName === 'favorites.gpx') return '';
  const group = /^favorites-(.+)\.gpx$/su.exec(fileName)?.[1];
  return group === undefined ? null : group.replace(/_%_|_-_/g, (mark) => (mark === '_%_' ? '/' : ':'));
}

function hasDotSegment(name: string): boolean {
  return name.split('/').some((segment) => segment === '.' || segment === '..');
}
function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
