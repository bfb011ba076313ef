/** Unpacks or packs a raw deflate stream (RFC 1951) as it comes. Unpacking rejects for a stream that is damaged or ends early. */
export type Deflating = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** With what browsers and Node have. */
export const platformInflate: Deflating = (packed) => through(new DecompressionStream('deflate-raw'), packed);
export const platformDeflate: Deflating = (plain) => through(new CompressionStream('deflate-raw'), plain);

/** What both kinds of stream are. */
interface Transform {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
}

/** Reads the result while the input is written; the input waits for the reader. Leaving early stops the input. */
async function* through({ readable, writable }: Transform, input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = readable.getReader();
  const feeder = new Feeder(writable.getWriter(), input);
  const feeding = feeder.run();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } catch (cause) {
    // What ended the input explains more than the broken stream that it left.
    throw feeder.fault ?? cause;
  } finally {
    await reader.cancel().catch(() => undefined);
    await feeding;
  }
}

class Feeder {
  /** What ended the input before its end. */
  fault: Error | null = null;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #input: AsyncIterator<Uint8Array>;
  constructor(writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, input: AsyncIterable<Uint8Array>) {
    this.#writer = writer;
    this.#input = input[Symbol.asyncIterator]();
  }

  /** Never rejects: a fault of the input is kept here, one of the stream comes out where it is read. */
  async run(): Promise<void> {
    this.#writer.closed.catch(() => undefined);
    try {
      for (let piece = await this.#next(); piece !== null; piece = await this.#next()) await this.#writer.write(new Uint8Array(piece));
      if (this.fault === null) await this.#writer.close();
      else await this.#writer.abort(this.fault);
    } catch {
      await this.#input.return?.();
    }
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const step = await this.#input.next();
      return step.done === true ? null : step.value;
    } catch (cause) {
      this.fault = cause instanceof Error ? cause : new Error('The input failed.', { cause });
      return null;
    }
  }
}
