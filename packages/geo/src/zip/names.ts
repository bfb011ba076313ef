/** Why an entry of an archive may not have this name (R43), in words that follow "name: "; null when it may. */
export function entryNameProblem(name: string): string | null {
  if (name === '' || name === '/') return 'the name is empty';
  if (name.length > 65_535) return 'the name is too long';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'the name is an absolute path';
  if (name.includes('\\')) return 'the name holds a backslash';
  if (/[^\P{Cc}\r\n]/u.test(name)) return 'the name holds a control character';
  if (!name.isWellFormed()) return 'the name holds half of a character';
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '..' || segment === '.')) return 'the name leaves its folder';
  return segments.includes('') ? 'the name has an empty piece' : null;
}

/**
 * A name that is safe wherever the archive is unpacked (R43); equal to the given one when that is. `taken` are names in use: a name that
 * is among them gets a number.
 */
export function safeEntryName(name: string, taken: ReadonlySet<string> = new Set()): string {
  const whole = name
    .toWellFormed()
    .replace(/[\p{Cc}\\]/gu, '_')
    .split('/')
    .map((segment) => (segment === '' || segment === '.' || segment === '..' ? '_' : segment))
    .join('/')
    .replace(/^([a-zA-Z]):/, '$1_');
  if (!taken.has(whole)) return whole;
  const [, stem = whole, ending = ''] = /^(.+?)(\.[^./]*)?$/s.exec(whole) ?? [];
  for (let number = 2; ; number++) {
    const numbered = `${stem} (${number})${ending}`;
    if (!taken.has(numbered)) return numbered;
  }
}
