import type { Route } from '@cairn/protocol';
import { schemaOf } from './json-schema.ts';
import type { Schema } from './json-schema.ts';
import { exampleFor } from './requests.ts';

/** By the name of a field or parameter: the values that name what somebody else has. */
export type Aim = Readonly<Record<string, readonly (string | number)[]>>;

export interface AimedRequest {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  /** How many different requests the aim makes of this route. */
  readonly ways: number;
}

/** The request number `at` that the aim makes of a route: every field that it knows is filled with what it names. */
export function aimedAt(route: Route, aim: Aim, at: number): AimedRequest {
  const params = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const query = route.query === undefined ? {} : (schemaOf(route.query).properties ?? {});
  const bodies = route.body === undefined || route.sends === 'batch' ? [undefined] : values(schemaOf(route.body), '', aim, example(route));
  const longest = Math.max(1, bodies.length, ...[...params, ...Object.keys(query)].map((name) => aim[name]?.length ?? 1));
  const pick = (name: string): string => String(turn(aim[name] ?? ['1'], at));
  return {
    path: route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(pick(name))),
    query: Object.fromEntries(
      Object.entries(query).flatMap(([name, schema]) => {
        if (aim[name] !== undefined) return [[name, pick(name)]];
        return schema.enum === undefined ? [] : [[name, String(turn(schema.enum, at))]];
      }),
    ),
    body: turn(bodies, at),
    ways: longest,
  };
}

/** Values that a schema takes, with what the aim knows in the place of anything else; one for each branch and each thing aimed at. */
function values(schema: Schema, key: string, aim: Aim, instead: unknown): unknown[] {
  if (schema.const !== undefined) return [schema.const];
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return branches.flatMap((branch) => values(branch, key, aim, instead));
  if (schema.type === 'object') return objects(schema.properties ?? {}, aim, instead);
  if (schema.type === 'array') {
    const items = values(schema.items ?? {}, key, aim, Array.isArray(instead) ? (instead as unknown[])[0] : undefined);
    return items.every((item) => typeof item !== 'object') ? [items] : items.map((item) => [item]);
  }
  const known = aim[key]?.filter((value) => schema.type === undefined || isOf(schema.type, value));
  if (known !== undefined && known.length > 0) return [...known];
  if (schema.enum !== undefined) return [...schema.enum];
  return [instead];
}
/** As many objects as the field with the most values has. */
function objects(properties: Readonly<Record<string, Schema>>, aim: Aim, instead: unknown): unknown[] {
  const given = typeof instead === 'object' && instead !== null ? (instead as Readonly<Record<string, unknown>>) : {};
  const fields = Object.entries(properties).map(([name, schema]) => [name, values(schema, name, aim, given[name])] as const);
  const most = Math.max(1, ...fields.map(([, all]) => all.length));
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(fields.map(([name, all]): [string, unknown] => [name, turn(all, at)]).filter(([, value]) => value !== undefined)),
  );
}

function isOf(type: string, value: string | number): boolean {
  return type === 'string' ? typeof value === 'string' : (type === 'integer' || type === 'number') && typeof value === 'number';
}
function turn<T>(all: readonly T[], at: number): T | undefined {
  return all[at % all.length];
}
function example(route: Route): unknown {
  return exampleFor(route).body;
}
