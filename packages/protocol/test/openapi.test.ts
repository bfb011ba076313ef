import { errors } from '@cairn/protocol';
import type { Route } from '@cairn/protocol/schemas';
import { allRoutes, deviceApi, errorsOf, openApi } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const Schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const Media = z.record(z.string().regex(/^[a-z]+\/[a-z.+-]+$/), z.looseObject({ schema: Schema }));
const Operation = z.looseObject({
  operationId: z.string().regex(/^[A-Za-z]+$/),
  summary: z.string().min(5),
  security: z
    .array(z.record(z.string(), z.array(z.string())))
    .min(1)
    .optional(),
  parameters: z
    .array(z.strictObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: Schema }))
    .optional(),
  requestBody: z.strictObject({ required: z.literal(true), content: Media }).optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), z.looseObject({ description: z.string().min(1), content: Media })),
});
/** As much of OpenAPI 3.1 as the document uses. */
const Document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    summary: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), Operation)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), Schema),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['http', 'apiKey']) })),
  }),
});
const made = openApi({ server: 'http://127.0.0.1:8080', version: '0.1.0' });
const document = Document.parse(JSON.parse(JSON.stringify(made)));

describe('O5 the OpenAPI document', () => {
  test('is plain JSON', () => expect(JSON.parse(JSON.stringify(made))).toEqual(made));

  test.each(Object.entries<Route>(allRoutes))('has the route %s with its parts', (name, route) => {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[route.method.toLowerCase() as 'get'];
    expect(operation?.operationId).toBe(name);
    const inPath = (operation?.parameters ?? []).filter((one) => one.in === 'path');
    expect(inPath.map((one) => one.name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    expect(inPath.every((one) => one.required)).toBe(true);
    const inQuery = (operation?.parameters ?? []).filter((one) => one.in === 'query');
    expect(inQuery.map((one) => one.name)).toEqual(Object.keys(route.query?.shape ?? {}));
    expect(operation?.requestBody === undefined).toBe(route.body === undefined && route.sends !== 'multipart');
    expect(operation?.security === undefined).toBe(route.credential === 'none' || route.credential === 'code');
    for (const code of errorsOf(route)) {
      const status = route.speaks === 'osmand' ? deviceApi.osmandStatus(code) : errors[code].status;
      expect(operation?.responses[String(status)]?.description, code).toContain(`\`${code}\``);
    }
  });

  test('has nothing but the routes, and every operation has a name of its own', () => {
    const names = Object.values(document.paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
    expect(names.sort()).toEqual(Object.keys(allRoutes).sort());
  });

  test('refers only to what is there, and holds nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ''));
    for (const reference of referred) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty(reference.replace('#/components/schemas/', ''));
    }
    for (const name of Object.keys(document.components.schemas)) expect(referred).toContain(`#/components/schemas/${name}`);
    for (const path of Object.values(document.paths))
      for (const { security = [] } of Object.values(path))
        for (const scheme of security.flatMap((one) => Object.keys(one)))
          expect(document.components.securitySchemes).toHaveProperty(scheme);
    expect(text).not.toMatch(/\$defs|\$schema|__schema/);
  });

  test('describes numbers of queries as numbers, and knows what may be left out', () => {
    const parameters = document.paths['/api/v1/changes']?.get?.parameters ?? [];
    expect(parameters.map((one) => [one.name, one.required])).toEqual([
      ['cursor', false],
      ['limit', false],
      ['types', false],
    ]);
    expect(parameters[0]?.schema).toMatchObject({ type: 'integer', default: 0, minimum: 0 });
    expect(document.paths['/api/v1/content']?.get?.parameters).toMatchObject([{ name: 'seq', required: true }]);
  });

  test('leaves answers open and requests as strict as they are', () => {
    expect(document.components.schemas['ContentVersion']).not.toHaveProperty('additionalProperties');
    const body = document.paths['/api/v1/devices']?.post?.requestBody?.content['application/json']?.schema;
    expect(body).toMatchObject({ type: 'object', required: ['address', 'code', 'device'] });
  });
});
