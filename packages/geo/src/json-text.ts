/**
 * JSON with its text: values know where they stand, so that a change rewrites only what changed, and numbers keep every digit
 * (ids of roads do not fit JavaScript's numbers).
 */
export type JsonValue = JsonObject | JsonArray | JsonScalar;
interface Placed {
  /** Where the value stands in the text: from (with) and to (without). */
  readonly from: number;
  readonly to: number;
}
export interface JsonObject extends Placed {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
}
export interface JsonMember {
  readonly key: string;
  /** The key as it is written, with its quotes. */
  readonly keyText: string;
  readonly value: JsonValue;
}
export interface JsonArray extends Placed {
  readonly kind: 'array';
  readonly elements: readonly JsonValue[];
}
export interface JsonScalar extends Placed {
  readonly kind: 'scalar';
  /** A string is unescaped; a number, true, false and null are as written. */
  readonly text: string;
  readonly isString: boolean;
}

export interface JsonText {
  readonly text: string;
  readonly root: JsonValue;
}

/** Deepest nesting that is read. */
const mostDepth = 100;

/** Reads JSON in UTF-8 (a byte order mark is kept in the text); null where it is none. */
export function readJsonText(bytes: Uint8Array): JsonText | null {
  const text = decode(bytes);
  if (text === null) return null;
  const root = new JsonReader(text).document();
  return root === null ? null : { text, root };
}

/** A value as it is written. */
export function written({ text }: { readonly text: string }, value: Placed): string {
  return text.slice(value.from, value.to);
}

/** Text that is equal where two values say the same: order of keys, white space and escapes do not count. */
export function canonicalJson(value: JsonValue): string {
  if (value.kind === 'scalar') return value.isString ? JSON.stringify(value.text) : canonicalNumber(value.text);
  if (value.kind === 'array') return `[${value.elements.map(canonicalJson).join()}]`;
  const members = value.members.map(({ key, value: member }) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.sort().join()}}`;
}

/** 1, 1.0 and 1e0 are one; a number that JavaScript would round stays as it is written. */
function canonicalNumber(text: string): string {
  const digits = text.replace(/[eE].*$/, '').replace(/[^0-9]/g, '');
  return digits.length > 15 || !/^-?\d/.test(text) ? text : String(Number(text));
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const string = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;

/** What a string stands for; null where an escape or a character in it is not JSON. */
function unescaped(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  /** The only value of the text, or null where the text is not JSON. */
  document(): JsonValue | null {
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    const value = this.#value(0);
    this.#space();
    return this.#at === this.#text.length ? value : null;
  }

  #value(depth: number): JsonValue | null {
    this.#space();
    const from = this.#at;
    const next = this.#text[from];
    if (depth > mostDepth) return null;
    if (next === '{') return this.#object(from, depth);
    if (next === '[') return this.#array(from, depth);
    if (next === '"') return this.#string();
    const text = this.#match(scalar);
    return text === null ? null : { kind: 'scalar', text, isString: false, from, to: this.#at };
  }

  #object(from: number, depth: number): JsonValue | null {
    const members: JsonMember[] = [];
    const whole = this.#list('}', () => {
      this.#space();
      const key = this.#string();
      if (key === null || !this.#takes(':')) return false;
      const value = this.#value(depth + 1);
      if (value !== null) members.push({ key: key.text, keyText: this.#text.slice(key.from, key.to), value });
      return value !== null;
    });
    return whole ? { kind: 'object', members, from, to: this.#at } : null;
  }

  #array(from: number, depth: number): JsonValue | null {
    const elements: JsonValue[] = [];
    const whole = this.#list(']', () => {
      const value = this.#value(depth + 1);
      if (value !== null) elements.push(value);
      return value !== null;
    });
    return whole ? { kind: 'array', elements, from, to: this.#at } : null;
  }

  /** From the opening bracket to behind the closing one. */
  #list(close: string, entry: () => boolean): boolean {
    this.#at++;
    if (this.#takes(close)) return true;
    do {
      if (!entry()) return false;
    } while (this.#takes(','));
    return this.#takes(close);
  }

  #string(): JsonScalar | null {
    const from = this.#at;
    const text = this.#match(string);
    if (text === null) return null;
    const value = unescaped(text);
    return value === null ? null : { kind: 'scalar', text: value, isString: true, from, to: this.#at };
  }

  #takes(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += text?.length ?? 0;
    return text;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
