/** What must stand in no output of a program of ours, as it looks (R69). A first start prints the link for the administrator on purpose. */
const anywhere: readonly (readonly [string, RegExp])[] = [
  ['a token', /cairn_(?:\d+_\d+|operator)_[\w-]{20,}/],
  ['a session', /\bcairn=\d+\.[\w-]+\./],
  ['a token in an address', /accessToken=(?!\[redacted)[^&\s"]{8,}/i],
  ['a word of a mail', /(?<!\/set-up)(?<!\/sign-up\?invitation=)#[\w-]{32}(?![\w-])/],
];
const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
/** Eight digits that do not begin with 0, alone: what a code looks like. */
const code = /(?<![\w.:/-])[1-9]\d{7}(?![\w.:/-])/;
const namesCode = /code|digits|word|token|proof/i;

/** What a line of output gives away, in words; null where it gives away nothing. `passwords`: those that are in use. */
export function leakIn(line: string, passwords: readonly string[]): string | null {
  for (const [what, pattern] of anywhere) if (pattern.test(line)) return what;
  const password = passwords.find((text) => line.includes(text));
  if (password !== undefined) return `the password "${password}"`;
  const entry = logEntry(line);
  return entry === null ? null : leakInEntry('', entry);
}

/** Only lines of a server's log have neither addresses of people nor codes: what a command tells its own person is another matter. */
function leakInEntry(key: string, value: unknown): string | null {
  if (typeof value === 'string') {
    if (address.test(value)) return `an e-mail address in "${key}"`;
    return code.test(value) ? `a code in "${key}"` : null;
  }
  if (typeof value === 'number') return namesCode.test(key) && code.test(String(value)) ? `a code in "${key}"` : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const leak = leakInEntry(name, part);
    if (leak !== null) return leak;
  }
  return null;
}

function logEntry(line: string): object | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' ? entry : null;
  } catch {
    return null;
  }
}

/** Cuts what comes in pieces into lines. */
export class Lines {
  #rest = '';
  readonly #take: (line: string) => void;
  constructor(take: (line: string) => void) {
    this.#take = take;
  }
  add(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    // A line without an end does not pile up.
    this.#rest = (lines.pop() ?? '').slice(-100_000);
    for (const line of lines) this.#take(line);
  }
}
