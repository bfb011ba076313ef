/**
 * A companion whose top-level value `file` names its file under the new name; every other byte stays as it is. What stands before
 * the name (`/tracks/` and the like) is kept. Null when the bytes are no such JSON object: it is carried along unchanged then.
 */
export function renameInCompanion(bytes: Uint8Array, oldName: string, newName: string): Uint8Array | null {
  const text = decode(bytes);
  if (text === null) return null;
  const place = valueOfFile(text);
  if (place === null) return null;
  const before: unknown = JSON.parse(text.slice(place.start, place.end));
  if (typeof before !== 'string' || !before.endsWith(oldName)) return null;
  const escaped = JSON.stringify(before.slice(0, before.length - oldName.length) + newName);
  // Android's writer escapes slashes; one that did so goes on doing so.
  const value = text.slice(place.start, place.end).includes('\\/') ? escaped.replaceAll('/', '\\/') : escaped;
  return new TextEncoder().encode(text.slice(0, place.start) + value + text.slice(place.end));
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}

/** Where the string value of the top-level key `file` stands, quotes included. The text is known to be JSON. */
function valueOfFile(text: string): { start: number; end: number } | null {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;
  let depth = 0;
  let key: string | null = null;
  let previous = '';
  for (const token of text.matchAll(tokens)) {
    const [lexeme] = token;
    if (lexeme === '{' || lexeme === '[') depth += 1;
    else if (lexeme === '}' || lexeme === ']') depth -= 1;
    else if (lexeme.startsWith('"') && depth === 1) {
      if (previous === ':' && key === '"file"') return { start: token.index, end: token.index + lexeme.length };
      if (previous !== ':') key = lexeme;
    }
    previous = lexeme;
  }
  return null;
}
