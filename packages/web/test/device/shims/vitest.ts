/** As much of Vitest as the shared suites use, for a worker in a browser: suites are collected, run one after the other, and told. */
export interface Outcome {
  readonly name: string;
  readonly error: string | null;
  readonly ms: number;
}
type Work = () => unknown;
interface Case {
  readonly name: string;
  readonly before: readonly Work[];
  readonly after: readonly Work[];
  readonly work: Work;
}
interface Group {
  readonly names: readonly string[];
  readonly before: Work[];
  readonly after: Work[];
}

const cases: Case[] = [];
let group: Group = { names: [], before: [], after: [] };

export function describe(name: string, define: () => void): void {
  const outer = group;
  group = { names: [...outer.names, name], before: [...outer.before], after: [...outer.after] };
  define();
  group = outer;
}
export function it(name: string, given: Work | object, later?: Work): void {
  const work = typeof given === 'function' ? (given as Work) : later;
  if (work === undefined) throw new TypeError(`${name} does nothing`);
  const { before, after } = group;
  cases.push({ name: [...group.names, name].join(' › '), before, after, work });
}
it.each =
  <T>(rows: readonly T[]) =>
  (name: string, work: (row: T) => unknown): void => {
    for (const row of rows) it(name.replace('%s', String(row)), () => work(row));
  };
export const test = it;
export const beforeEach = (work: Work): void => void group.before.push(work);
export const afterEach = (work: Work): void => void group.after.push(work);

/** Runs what was collected; `only` leaves out what does not hold this text. */
export async function runAll(tell: (outcome: Outcome) => void, only = ''): Promise<void> {
  for (const { name, before, after, work } of cases) {
    if (!name.includes(only)) continue;
    const begun = performance.now();
    let error: string | null = null;
    try {
      for (const one of before) await one();
      await work();
    } catch (thrown) {
      error = wordsOf(thrown);
    }
    for (const one of after) await one();
    tell({ name, error, ms: performance.now() - begun });
  }
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\nbecause of ${wordsOf(thrown.cause)}`;
  return `${thrown.message}\n${thrown.stack ?? ''}${cause}`;
}

class Failed extends Error {
  override readonly name = 'Failed';
}

type Check = (expected?: unknown) => void;
type Matchers = Readonly<
  Record<
    | 'toBe'
    | 'toEqual'
    | 'toMatchObject'
    | 'toHaveLength'
    | 'toContain'
    | 'toContainEqual'
    | 'toBeGreaterThan'
    | 'toBeLessThan'
    | 'toBeNull',
    Check
  >
>;
export function expect(actual: unknown): Matchers & { readonly not: Matchers } {
  return { ...matchers(actual, false), not: matchers(actual, true) };
}

function matchers(actual: unknown, negated: boolean): Matchers {
  const check = (verb: string, isSo: boolean, expected?: unknown): void => {
    if (isSo === negated) throw new Failed(`expected ${show(actual)} ${negated ? 'not ' : ''}${verb} ${show(expected)}`);
  };
  const length = (): unknown => (actual as { length?: unknown }).length;
  const items = (): unknown[] => [...(actual as Iterable<unknown>)];
  return {
    toBe: (expected: unknown) => check('to be', Object.is(actual, expected), expected),
    toEqual: (expected: unknown) => check('to equal', equal(actual, expected), expected),
    toMatchObject: (expected: unknown) => check('to match', matches(actual, expected), expected),
    toHaveLength: (expected) => check('to have length', length() === expected, expected),
    toContain: (expected: unknown) =>
      check('to contain', typeof actual === 'string' ? actual.includes(String(expected)) : items().includes(expected), expected),
    toContainEqual: (expected: unknown) =>
      check(
        'to contain',
        items().some((item) => equal(item, expected)),
        expected,
      ),
    toBeGreaterThan: (expected) => check('to be greater than', Number(actual) > Number(expected), expected),
    toBeLessThan: (expected) => check('to be less than', Number(actual) < Number(expected), expected),
    toBeNull: () => check('to be null', actual === null),
  };
}
function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, one: unknown) => (one instanceof Map || one instanceof Set ? [...one] : one)) as
    string | undefined;
  return text === undefined ? String(value) : text.slice(0, 2000);
}
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
/** As `toEqual`: keys that are undefined do not count. */
function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => equal(a[key], b[key]));
}
function matches(a: unknown, b: unknown): boolean {
  if (Array.isArray(b)) return Array.isArray(a) && a.length === b.length && b.every((item, index) => matches(a[index], item));
  if (!isObject(b)) return Object.is(a, b);
  return isObject(a) && Object.keys(b).every((key) => matches(a[key], b[key]));
}
