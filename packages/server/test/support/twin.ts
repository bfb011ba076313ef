import { isDeepStrictEqual } from 'node:util';
import type { Store } from '../../src/adapters/sqlite/store.ts';
import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { closing, freshPlace } from '../postgres/test-database.ts';
import { busyElsewhere } from './world.ts';

/**
 * Whether each store of the tests has a twin in PostgreSQL that gets every command too and must answer the same: then every suite that
 * stands on a store in this thread judges both adapters.
 */
const isWanted = (): boolean => process.env['CAIRN_TEST_STORE'] === 'twin';
const known = new WeakMap<Buffer, Store>();

/** The store itself, or both as one. `image`: of the database that the model was opened over. */
export async function withTwin<Model extends object>(model: Model, image: Buffer | string): Promise<Model> {
  if (!isWanted()) return model;
  const other = typeof image === 'string' ? undefined : known.get(image);
  return twinOf(model, other ?? (await openTwin()));
}
/** The next store that is opened over the image goes on with the same twin. */
export function keepTwin(image: Buffer, store: object): Buffer {
  const other = twins.get(store);
  if (other !== undefined) known.set(image, other);
  return image;
}

const twins = new WeakMap<object, Store>();
/** Where the twins of this test file lie, to look into. */
export const twinPlaces: { readonly folder: string; readonly schema: string }[] = [];

async function openTwin(): Promise<Store> {
  const place = await freshPlace();
  twinPlaces.push(place);
  const { store, close } = await openPostgresStore(place.url, 4);
  closing.push(close);
  return store;
}
/** Two stores that get the same commands one after the other; a difference in an answer is an error, which names both. */
export function twinOf<Model extends object>(model: Model, other: object): Model {
  let last: Promise<unknown> = Promise.resolve();
  busyElsewhere.add(async () => {
    // Work may bring more work.
    for (let seen: unknown = null; seen !== last;) {
      seen = last;
      await last;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  });
  const call = async (name: string, args: unknown[]): Promise<unknown> => {
    const copies = structuredClone(args);
    const [one, two] = [await attempt(model, name, args), await attempt(other, name, copies)];
    if (!('value' in one) || !('value' in two)) {
      if ('value' in one || 'value' in two) throw differ(name, args, one, two);
      throw one.error;
    }
    if (!isDeepStrictEqual(inOrder(name, one.value), inOrder(name, two.value))) throw differ(name, args, one, two);
    return one.value;
  };
  const both = new Proxy(model, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) => {
        const result = last.then(() => call(name, args));
        last = result.catch(() => undefined);
        return result;
      };
    },
  });
  twins.set(both, other as Store);
  return both;
}

type Answer = { readonly value: unknown } | { readonly error: unknown };
async function attempt(store: object, name: string, args: unknown[]): Promise<Answer> {
  try {
    const command: unknown = Reflect.get(store, name);
    if (typeof command !== 'function') throw new Error(`no command ${name}`);
    return { value: await (command as (...given: unknown[]) => Promise<unknown>)(...args) };
  } catch (error) {
    return { error };
  }
}
function inOrder(name: string, value: unknown): unknown {
  return name === 'keysOf' && Array.isArray(value) ? value.toSorted() : plain(value);
}
/** Without classes and prototypes: rows of a driver, buffers, typed arrays. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Float64Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, part]) => part !== undefined)
        // Keys of contents come in any order.
        .map(([key, part]) => [key, key === 'keys' && Array.isArray(part) ? part.toSorted() : plain(part)])
        .sort(([a = ''], [b = '']) => (String(a) < String(b) ? -1 : 1)),
    );
  }
  return value;
}
function differ(name: string, args: unknown, one: Answer, two: Answer): Error {
  const text = (answer: Answer): string =>
    'value' in answer
      ? JSON.stringify(plain(answer.value))
      : `failed: ${answer.error instanceof Error ? (answer.error.stack ?? '') : String(answer.error)}`;
  return new Error(
    `the stores differ in ${name}(${JSON.stringify(args).slice(0, 500)}):\n${text(one).slice(0, 2000)}\n${text(two).slice(0, 2000)}`,
  );
}
