import { ApiError, CairnError, isErrorName } from '@cairn/protocol';
import { XmlError } from '@cairn/geo';
import { CloudError, LibraryError } from '@cairn/sync';
import type { LibraryErrorCode } from '@cairn/sync';
import { reasonOf } from './index/reason.ts';

/** An error as it travels between threads: classes do not survive the way, their names and codes do. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly kind?: string;
  readonly details?: object;
  /** Of a reason that has words. */
  readonly values?: object;
  readonly status?: number;
}
export interface Question {
  readonly id: string;
  readonly call: string;
  readonly args: readonly unknown[];
}
/** Some of a long list; the rest follows, and at last the reply, whose list comes after them. */
export interface Part {
  readonly id: string;
  readonly part: readonly unknown[];
}
export type Reply =
  | { readonly id: string; readonly ok: true; readonly value: unknown }
  | { readonly id: string; readonly ok: false; readonly error: SentError };

/** Answers one question with a method of `target`. */
export async function answer(target: object, { id, call, args }: Question): Promise<Reply> {
  try {
    const method: unknown = Reflect.get(target, call);
    if (typeof method !== 'function') throw new TypeError(`there is no call ${call}`);
    return { id, ok: true, value: await (method.apply(target, [...args]) as Promise<unknown>) };
  } catch (error) {
    return { id, ok: false, error: sent(error) };
  }
}

export function sent(error: unknown): SentError {
  if (error instanceof LibraryError) return { name: error.name, message: error.message, code: error.code };
  if (error instanceof CairnError) return { name: error.name, message: error.message, code: error.code, details: error.details };
  if (error instanceof CloudError) return { name: error.name, message: error.message, code: error.code, kind: error.kind };
  if (error instanceof ApiError) {
    const { name, message, code, kind, status, details } = error;
    return { name, message, code, kind, status, details };
  }
  if (error instanceof XmlError) return { name: error.name, message: error.message, ...reasonOf(error) };
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
    return { name: error.name, message: error.message, ...code };
  }
  return { name: 'Error', message: String(error) };
}

/** The error that `sent` took apart. */
export function received(error: SentError): Error {
  const { name, message, code = '', kind = 'broken' } = error;
  if (name === 'LibraryError') return new LibraryError(code as LibraryErrorCode, message);
  if (name === 'CloudError') return new CloudError(kind as CloudError['kind'], code, message);
  if (name === 'ApiError')
    return new ApiError({ kind: kind as ApiError['kind'], code, status: error.status ?? 0, message, details: { ...error.details } });
  if (name === 'CairnError' && isErrorName(code)) return new CairnError(code, { ...error.details });
  return Object.assign(
    new Error(message),
    { name },
    error.code === undefined ? {} : { code },
    error.values === undefined ? {} : { values: error.values },
  );
}

interface Open {
  readonly question: Question;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly parts: unknown[];
}
function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Questions that wait for their replies. */
export class Waiting {
  readonly #open = new Map<string, Open>();

  ask(call: string, args: readonly unknown[], send: (question: Question) => void): Promise<never> {
    return new Promise((resolve, reject) => {
      const question = { id: crypto.randomUUID(), call, args };
      this.#open.set(question.id, { question, resolve, reject, parts: [] });
      send(question);
    });
  }
  take(reply: Reply | Part): void {
    const open = this.#open.get(reply.id);
    if (open === undefined) return;
    if ('part' in reply) {
      open.parts.push(...reply.part);
      return;
    }
    this.#open.delete(reply.id);
    if (reply.ok) open.resolve((open.parts.length === 0 ? reply.value : [...open.parts, ...listIn(reply.value)]) as never);
    else open.reject(received(reply.error));
  }
  /** What is still to be answered, for asking again. */
  get questions(): Question[] {
    return [...this.#open.values()].map(({ question }) => question);
  }
  fail(error: Error): void {
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}

/** An object whose methods are asked elsewhere; its type is given by who knows what answers there. Methods give promises, all of them. */
export function remote(ask: (call: string, args: readonly unknown[]) => Promise<never>): object {
  return new Proxy(
    {},
    {
      // A promise that is resolved with this object must not take it for another promise.
      get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : (...args: unknown[]) => ask(name, args)),
    },
  );
}
