import type { Fetch, FetchAnswer, FetchRequest } from '@cairn/protocol';

/** A request as it was sent. */
export interface Message {
  /** Who sent it: `device 2 sync`, `device 2 errand`. */
  readonly from: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
/** A request or its answer on the way; the history decides what becomes of it. */
export interface Travelling {
  readonly message: Message;
  /** Null on the way to the server. */
  readonly answer: WireAnswer | null;
  /** The sender gets the answer, of which only `cutAt` bytes may arrive before the line breaks. */
  readonly arrive: (answer: WireAnswer, cutAt?: number) => void;
  readonly fail: (reason: string) => void;
}

/** A network that moves nothing by itself (R21). */
export class VirtualNetwork {
  #travelling: Travelling[] = [];
  /** Requests that a broken box in between will send once more, some time later. */
  readonly copies: Message[] = [];
  #onSend: () => void = () => undefined;

  constructor(onSend: () => void) {
    this.#onSend = onSend;
  }
  get travelling(): readonly Travelling[] {
    return this.#travelling;
  }
  take(index: number): Travelling | null {
    return this.#travelling.splice(index, 1)[0] ?? null;
  }
  put(travelling: Travelling): void {
    this.#travelling.push(travelling);
  }
  /** Nobody waits any more for what these senders asked: they crashed. Requests may still arrive. */
  forget(sender: string): void {
    this.#travelling = this.#travelling.filter((one) => one.message.from !== sender || one.answer === null);
  }

  /** The `fetch` of one sender, who is heard only while it lives. */
  fetchFor(from: string, isAlive: () => boolean): Fetch {
    return async (url, request) => {
      const body = await bodyOf(request);
      const { pathname, search } = new URL(url);
      this.#onSend();
      if (!isAlive()) return new Promise<never>(() => undefined);
      return new Promise<FetchAnswer>((resolve, reject) => {
        this.#travelling.push({
          message: { from, method: request.method, path: pathname + search, headers: request.headers, body },
          answer: null,
          arrive: (answer, cutAt) => isAlive() && resolve(answerOf(answer, cutAt)),
          fail: (reason) => isAlive() && reject(Object.assign(new TypeError(reason), { code: 'ECONNRESET' })),
        });
      });
    };
  }
}

async function bodyOf({ body }: FetchRequest): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array(0);
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

function answerOf({ status, headers, body }: WireAnswer, cutAt: number | undefined): FetchAnswer {
  return {
    status,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    body: piecesOf(body, cutAt),
    text: async () => {
      if (cutAt !== undefined) throw lineBroke();
      return new TextDecoder().decode(body);
    },
  };
}

async function* piecesOf(body: Uint8Array, cutAt: number | undefined): AsyncGenerator<Uint8Array> {
  const end = Math.min(cutAt ?? body.length, body.length);
  const middle = end >> 1;
  if (middle > 0) yield body.subarray(0, middle);
  if (end > middle) yield body.subarray(middle, end);
  if (cutAt !== undefined) throw lineBroke();
}
const lineBroke = (): Error => Object.assign(new TypeError('the line broke'), { code: 'ECONNRESET' });
