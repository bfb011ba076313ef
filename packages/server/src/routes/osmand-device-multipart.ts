import { CairnError } from '@cairn/protocol';

/** Bounds of a multipart body (R48); the one part that apps send has a header of some hundred bytes. */
const mostParts = 20;
const mostHeaderBytes = 16 * 1024;
const mostEpilogueBytes = 64 * 1024;

export interface Part {
  /** Value of `name`; empty when there is none. */
  readonly name: string;
  readonly isFile: boolean;
  /** To be read before the next part; what is left of it is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The boundary of a multipart body by its `Content-Type`. @throws CairnError `bad-request` */
export function boundaryOf(contentType: string | undefined): string {
  const [, quoted, bare] = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? bare ?? '';
  if (boundary === '' || boundary.length > 200) throw broken('it is no multipart/form-data with a boundary');
  return boundary;
}

/**
 * Reads a multipart body as it comes (RFC 7578), as tolerant as OsmAnd's apps need it: header names in any case, raw UTF-8 in the file
 * name, and lines that are no header, which a CR LF in a file name makes (C20). The file name is never used.
 */
export async function* readMultipart(source: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const reader = new PartReader(source, boundary);
  await reader.passOver(mostHeaderBytes);
  for (let count = 0; !reader.atEnd; count++) {
    if (count >= mostParts) throw broken('it has too many parts');
    const header = await reader.header();
    yield { ...factsOf(header), body: reader.body() };
    await reader.passOver(Number.POSITIVE_INFINITY);
  }
  await reader.finish();
}

class PartReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  /** What was read and not given on. The first boundary needs no line end before it. */
  #held = Buffer.from('\r\n');
  #inPart = true;
  atEnd = false;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** What lies before the next boundary. */
  async *body(): AsyncGenerator<Uint8Array> {
    while (this.#inPart) {
      const at = this.#held.indexOf(this.#delimiter);
      const safe = at === -1 ? Math.max(0, this.#held.length - this.#delimiter.length + 1) : at;
      const piece = this.#held.subarray(0, safe);
      this.#held = this.#held.subarray(safe);
      if (piece.length > 0) yield piece;
      if (at === -1) await this.#more('it ends before its last boundary');
      else if (!(await this.#takeBoundary())) {
        // Looks like one and is content.
        yield this.#held.subarray(0, 1);
        this.#held = this.#held.subarray(1);
      }
    }
  }

  async passOver(most: number): Promise<void> {
    let length = 0;
    for await (const piece of this.body()) {
      length += piece.length;
      if (length > most) throw broken('there is too much before its first boundary');
    }
    this.#inPart = !this.atEnd;
  }

  /** The header of a part as text. */
  async header(): Promise<string> {
    for (;;) {
      // A part without any header begins with the empty line.
      const bare = this.#held.length >= 2 && this.#held.toString('latin1', 0, 2) === '\r\n';
      const end = bare ? -2 : this.#held.indexOf('\r\n\r\n');
      if (end > mostHeaderBytes || (end === -1 && this.#held.length > mostHeaderBytes)) throw broken('a part has too long a header');
      if (end !== -1) {
        const text = this.#held.toString('utf8', 0, Math.max(0, end));
        this.#held = this.#held.subarray(end + 4);
        return text;
      }
      await this.#more('a part has no end of its header');
    }
  }

  /** Reads what is behind the last boundary, so that the connection can be used again. */
  async finish(): Promise<void> {
    let length = this.#held.length;
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) {
      length += next.value.length;
      if (length > mostEpilogueBytes) throw broken('there is too much behind its last boundary');
    }
  }

  async #takeBoundary(): Promise<boolean> {
    for (;;) {
      const rest = this.#held.subarray(this.#delimiter.length);
      if (rest.length >= 2 && rest.toString('latin1', 0, 2) === '--') return this.#boundaryTaken(2, true);
      const blank = /^[ \t]*/.exec(rest.toString('latin1', 0, 100))?.[0].length ?? 0;
      if (rest.length >= blank + 2) {
        if (rest.toString('latin1', blank, blank + 2) !== '\r\n') return false;
        return this.#boundaryTaken(blank + 2, false);
      }
      await this.#more('it ends within a boundary');
    }
  }
  #boundaryTaken(length: number, last: boolean): true {
    this.#held = this.#held.subarray(this.#delimiter.length + length);
    this.#inPart = false;
    this.atEnd = last;
    return true;
  }

  async #more(fault: string): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw broken(fault);
    this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
  }
}

function factsOf(header: string): Pick<Part, 'name' | 'isFile'> {
  const disposition = /(?:^|\r\n)content-disposition:([^\r\n]*)/i.exec(header)?.[1] ?? '';
  const [, quoted, bare] = /[;\s]name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition) ?? [];
  return { name: quoted ?? bare ?? '', isFile: /[;\s]filename\*?=/i.test(disposition) };
}
function broken(fault: string): CairnError {
  return new CairnError('bad-request', { reason: `the multipart body cannot be read: ${fault}` });
}
