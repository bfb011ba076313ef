import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { paths } from '@cairn/protocol';
import type { Route } from '@cairn/protocol/schemas';
import { allRoutes, routes, wireVersion } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import { z } from 'zod';

const shapeOf = (schema: z.ZodType | undefined, io: 'input' | 'output'): unknown =>
  schema === undefined ? null : z.toJSONSchema(schema, { io, unrepresentable: 'any' });
function wireOf(route: Route): unknown {
  const { method, path, sends = 'json', answers = 'json', credential } = route;
  const parts = [
    shapeOf(route.params, 'output'),
    shapeOf(route.query, 'output'),
    shapeOf(route.body, 'input'),
    shapeOf(route.answer, 'output'),
  ];
  return { method, path, sends, answers, credential, parts };
}

test('what travels is what the version says', () => {
  const wire = Object.entries<Route>(routes).map(([name, route]) => [name, wireOf(route)]);
  const hash = createHash('sha256').update(JSON.stringify(wire)).digest('hex').slice(0, 16);
  // A change that is meant: raise `wireVersion` once the version is out, then `vitest run packages/protocol -u`.
  expect(`${wireVersion} ${hash}`).toMatchInlineSnapshot(`"1.0 6fac0ca1a428a145"`);
});

test('each route stands once and is one of the paths', () => {
  const places = Object.values<Route>(routes).map((route) => `${route.method} ${route.path}`);
  expect(new Set(places).size).toBe(places.length);
  expect(Object.keys(routes)).toEqual(Object.keys(paths));
  for (const [name, route] of Object.entries<Route>(routes)) {
    expect(route, name).toMatchObject(paths[name as keyof typeof paths]);
    const named = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    expect(Object.keys(route.params?.shape ?? {}), name).toEqual(named);
    expect(route.path, name).toMatch(/^\/api\/v1\/[a-z0-9/.:-]+$/);
    if (route.method === 'GET') expect(route.body, `${name}: R65 nothing changes by GET`).toBeUndefined();
  }
});

test('a device starts without the schemas', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    await import('@cairn/protocol');
    console.log(JSON.stringify(seen));`;
  const out = execFileSync(process.execPath, ['--conditions=cairn-source', '--input-type=module', '-e', script], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  const loaded = z.array(z.string()).parse(JSON.parse(out));
  expect(loaded.some((url) => url.endsWith('/client.ts'))).toBe(true);
  expect(loaded.filter((url) => url.includes('zod') || url.includes('/v1/'))).toEqual([]);
});

test("every route of OsmAnd's protocol stands once, apart from ours, and nothing changes by GET (R65)", () => {
  const places = Object.values<Route>(allRoutes).map((route) => `${route.method} ${route.path}`);
  expect(new Set(places).size).toBe(places.length);
  for (const [name, route] of Object.entries<Route>(allRoutes)) {
    expect(route.speaks === 'osmand', name).toBe(!route.path.startsWith('/api/v1/'));
    if (route.method === 'GET') expect(route.body, name).toBeUndefined();
  }
});
