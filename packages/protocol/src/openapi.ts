import { z } from 'zod';
import { batchMediaType } from './batch.ts';
import type { ErrorName } from './errors.ts';
import { AppError, osmandStatus } from './device-api.ts';
import { errors } from './errors.ts';
import type { Credential, Route } from './routes.ts';
import { allRoutes } from './routes.ts';
import * as account from './v1/account.ts';
import * as files from './v1/files.ts';
import * as words from './v1/words.ts';

type Json = { readonly [key: string]: unknown };

/** Schemas that have a name in the document; all others stand where they are used. */
const named = z.registry<{ id: string }>();
for (const [id, schema] of [...Object.entries(words), ...Object.entries(files), ...Object.entries(account)]) {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodDiscriminatedUnion) named.add(schema, { id });
}

const securities: Readonly<Record<Credential, readonly Json[]>> = {
  none: [],
  code: [],
  device: [{ deviceToken: [] }],
  member: [{ deviceToken: [] }, { webSession: [] }],
  proof: [{ deviceToken: [] }, { webSession: [] }],
  admin: [{ deviceToken: [] }, { webSession: [] }],
  app: [{ deviceToken: [] }, { appDevice: [], appToken: [] }],
  any: [{}, { appDevice: [], appToken: [] }],
};

/** The route table as an OpenAPI 3.1 document (O5). `server` is the address that it names, `version` that of the program. */
export function openApi(facts: { readonly server: string; readonly version: string }): Json {
  const components = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries<Route>(allRoutes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route, components) };
  }
  answerSchema(words.ErrorBody, components);
  components.set('AppError', bare(z.toJSONSchema(AppError, { io: 'output' })));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Cairn',
      version: facts.version,
      summary: "A cloud of one's own for OsmAnd data",
      description: `Answers may grow new fields; pass over those that you do not know. The framing of \`${batchMediaType}\` stands in docs/developers/api.md.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: facts.server }],
    paths,
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: {
        deviceToken: { type: 'http', scheme: 'bearer', description: 'Token of `registerDevice`.' },
        appDevice: { type: 'apiKey', in: 'query', name: 'deviceid', description: "Number of the device, in OsmAnd's protocol." },
        appToken: { type: 'apiKey', in: 'query', name: 'accessToken', description: 'Its token; in a form or multipart body as well.' },
        webSession: { type: 'apiKey', in: 'cookie', name: '__Host-cairn', description: 'Session of `signIn`; named `cairn` without TLS.' },
      },
    },
  };
}

/** Every error that a route may answer, in the order of the catalogue. */
export function errorsOf(route: Route): readonly ErrorName[] {
  const found = new Set<ErrorName>(['internal', 'busy', 'too-many-requests', ...(route.errors ?? [])]);
  const add = (...names: ErrorName[]): void => names.forEach((name) => found.add(name));
  if (route.params !== undefined || route.query !== undefined || route.body !== undefined) add('bad-request');
  if (route.body !== undefined) add('payload-too-large');
  if (route.credential !== 'none') add('tls-required', 'account-blocked');
  if (route.credential !== 'none' && route.credential !== 'code' && route.credential !== 'any') add('not-signed-in');
  if (route.credential === 'code' || route.credential === 'proof') add('code-invalid', 'too-many-tries');
  if (route.credential === 'device' || route.credential === 'admin') add('forbidden');
  if (route.limit === 'mail') add('too-many-mails');
  if (route.method !== 'GET' && route.answers !== 'batch') add('read-only', 'storage-full');
  return (Object.keys(errors) as ErrorName[]).filter((name) => found.has(name));
}

function operationOf(name: string, route: Route, components: Map<string, Json>): Json {
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  const isOpen = route.credential === 'none' || route.credential === 'code';
  return {
    operationId: name,
    summary: route.summary,
    ...(isOpen ? {} : { security: securities[route.credential] }),
    'x-cairn-credential': route.credential,
    'x-cairn-limit': route.limit,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: requestContent(route, route.body) } }),
    ...uploadOf(route),
    responses: { '200': { description: 'Done.', content: answerContent(route, components) }, ...refusalsOf(route) },
  };
}

/** Values of queries and paths are described as the server reads them: numbers as numbers. */
function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(part, undefined).success,
    schema: bare(z.toJSONSchema(part, { io: 'output', unrepresentable: 'any' })),
  }));
}

function requestContent(route: Route, body: z.ZodType): Json {
  const schema = bare(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }));
  if (route.sends !== 'batch') return { 'application/json': { schema } };
  return { [batchMediaType]: { schema: { contentMediaType: batchMediaType }, 'x-cairn-item-header': schema } };
}

/** The one part that OsmAnd's apps send; their parameters may travel in the body as well, and stand with those of the query. */
function uploadOf(route: Route): Json {
  if (route.sends !== 'multipart') return {};
  const file = { type: 'string', contentMediaType: 'application/gzip' };
  const schema = { type: 'object', properties: { file }, required: ['file'] };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}

function answerContent(route: Route, components: Map<string, Json>): Json {
  switch (route.answers) {
    case 'batch':
      return {
        [batchMediaType]: { schema: { contentMediaType: batchMediaType }, 'x-cairn-item-header': answerSchema(route.answer, components) },
      };
    case 'events':
      return { 'text/event-stream': { schema: { type: 'string' }, 'x-cairn-event-data': answerSchema(route.answer, components) } };
    case 'bytes':
      return { 'application/octet-stream': { schema: {} } };
    default:
      return { 'application/json': { schema: answerSchema(route.answer, components) } };
  }
}

/** Errors of one status share an answer; each is named with its text. */
function refusalsOf(route: Route): Json {
  const byStatus = new Map<number, ErrorName[]>();
  for (const name of errorsOf(route)) {
    const status = route.speaks === 'osmand' ? osmandStatus(name) : errors[name].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  const content = {
    'application/json': { schema: { $ref: `#/components/schemas/${route.speaks === 'osmand' ? 'AppError' : 'ErrorBody'}` } },
  };
  const answers = [...byStatus].map(([status, names]) => {
    const description = names.map((name) => `\`${name}\`: ${errors[name].text}`).join('\n\n');
    return [String(status), { description, content, 'x-cairn-errors': names }] as const;
  });
  return Object.fromEntries(answers);
}

/** Schema of an answer; named parts go to the components. Objects stay open: answers may grow. */
function answerSchema(schema: z.ZodType, components: Map<string, Json>): Json {
  const made = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    metadata: named,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const { $defs = {}, ...rest } = made;
  for (const [id, part] of Object.entries($defs)) components.set(componentName(id), pointed(bare(part)));
  return pointed(bare(rest));
}
/** The library's own name for the one recursive schema, any JSON. */
function componentName(id: string): string {
  return id.startsWith('__schema') ? 'AnyJson' : id;
}
function pointed(schema: Json): Json {
  const text = JSON.stringify(schema).replace(/"#\/\$defs\/([^"]+)"/g, (_, id: string) => `"#/components/schemas/${componentName(id)}"`);
  return JSON.parse(text) as Json;
}
/** Without the words that only a document of its own needs. */
function bare(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'id'));
}
