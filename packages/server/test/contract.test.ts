import fc from 'fast-check';
import type { Route, RouteName } from '@cairn/protocol';
import { ErrorBody, allRoutes, routes } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import { auditLibrary } from '../src/invariants.ts';
import { bearer, startApp } from './support/app.ts';
import { FakeDisk } from './support/fake-disk.ts';
import { requestsTo } from './support/requests.ts';

/** 300 a route by default, 1,000 with CI=true, CHECK_REQUESTS=10000 for a release; CHECK_SEED replays. */
const perRoute = Number(process.env['CHECK_REQUESTS'] ?? (process.env['CI'] === 'true' ? '1000' : '300'));
const seed = Number(process.env['CHECK_SEED'] ?? '20261121');

describe('R47 every route under generated requests', () => {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    test(`R47 ${name}: no server error, no answer outside its schema`, { timeout: 120_000 + 100 * perRoute }, async () => {
      const disk = new FakeDisk();
      const blobs = await diskBlobs('/blobs', disk);
      const app = await startApp({ LIMITS: 'off', FILE_LIMIT: '1MiB', FILE_LIMIT_START: '1MiB' }, undefined, { blobs });
      let { token, account } = await app.register('a@example.org');
      // The administration is asked by who may: another administrator keeps the right whatever the requests do.
      const admits = async (): Promise<void> => {
        if (route.credential !== 'admin') return;
        await app.store.setBlocked(account, false);
        const lives = (await app.call('GET', '/api/v1/account', undefined, bearer(token))).status === 200;
        if (!lives) ({ token, account } = await app.register('a@example.org'));
        await app.store.setAdministrator(account, true);
      };
      if (route.credential === 'admin') await app.store.setAdministrator((await app.register('root@example.org')).account, true);
      await admits();
      await fc.assert(
        fc.asyncProperty(requestsTo(route), fc.boolean(), async ({ url, body, contentType }, signedIn) => {
          const headers = { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...(signedIn ? bearer(token) : {}) };
          const answer = await app.call(route.method, url, body, headers);
          // The frame holds every answer against its schema here, and a mismatch is `internal`.
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 400) expect(ErrorBody.safeParse(answer.json).success).toBe(true);
          else if (name === 'signOut' || name === 'signOutDevice') ({ token } = await app.register('a@example.org'));
          else await admits();
          app.mailbox.mails.splice(0, Math.max(0, app.mailbox.mails.length - 3));
        }),
        { numRuns: perRoute, seed, endOnFailure: false },
      );
      expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
      expect(await auditLibrary({ store: app.store, blobs })).toEqual([]);
      expect(disk.paths.filter((path) => path.includes('tmp'))).toEqual([]);
    });
  }

  test(
    'R47 all routes in turn on two accounts: no server error, no answer outside its schema, and every log stays whole',
    { timeout: 300_000 + 100 * perRoute },
    async () => {
      const blobs = await diskBlobs('/blobs', new FakeDisk());
      const app = await startApp({ LIMITS: 'off', FILE_LIMIT: '1MiB', FILE_LIMIT_START: '1MiB' }, undefined, { blobs });
      const tokens = [(await app.register('a@example.org')).token, (await app.register('b@example.org')).token];
      const table = Object.entries(routes) as [RouteName, Route][];
      const any = fc.constantFrom(...table).chain(([name, route]) =>
        fc.record({
          name: fc.constant(name),
          route: fc.constant(route),
          request: requestsTo(route),
          who: fc.integer({ min: -1, max: 1 }),
        }),
      );
      const told = new Map<RouteName, number>();
      await fc.assert(
        fc.asyncProperty(fc.array(any, { minLength: 10, maxLength: 30 }), async (sequence) => {
          for (const { name, route, request, who } of sequence) {
            const { url, body, contentType } = request;
            const token = tokens[who];
            const headers = {
              ...(contentType === undefined ? {} : { 'content-type': contentType }),
              ...(token === undefined ? {} : bearer(token)),
            };
            const answer = await app.call(route.method, url, body, headers);
            expect([name, answer.status < 500, answer.text]).toEqual([name, true, answer.text]);
            if (answer.status < 400) told.set(name, (told.get(name) ?? 0) + 1);
            else expect(ErrorBody.safeParse(answer.json).success).toBe(true);
            app.mailbox.mails.splice(0, Math.max(0, app.mailbox.mails.length - 3));
          }
          for (const [index, address] of ['a@example.org', 'b@example.org'].entries()) {
            const lives = (await app.call('GET', '/api/v1/account', undefined, bearer(tokens[index] ?? ''))).status === 200;
            if (!lives) tokens[index] = (await app.register(address)).token;
          }
          expect(await auditLibrary({ store: app.store, blobs })).toEqual([]);
        }),
        { numRuns: Math.ceil(perRoute / 10), seed, endOnFailure: false },
      );
      expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
      // More than refusals: uploads, operations and lists were carried out.
      for (const name of ['upload', 'operate', 'changes', 'list'] as const) expect([name, (told.get(name) ?? 0) > 0]).toEqual([name, true]);
    },
  );

  test('R47 no route is undocumented: what the frame answers is what the table says', async () => {
    const app = await startApp();
    const printed = app.app.frame.printRoutes({ commonPrefix: false, includeHooks: false });
    const { json } = await app.call('GET', '/api/v1/openapi.json');
    const documented = Object.keys((json as { paths: object }).paths);
    for (const route of Object.values<Route>(allRoutes)) expect(documented).toContain(route.path.replaceAll(/:(\w+)/g, '{$1}'));
    expect(printed).toContain('sign-out-others');
    const listed = [...new Set(Object.values<Route>(allRoutes).map((route) => route.path.replaceAll(/:(\w+)/g, '{$1}')))].sort();
    expect(documented.sort()).toEqual(listed);
  });
});
