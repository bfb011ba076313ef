import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Route } from '@cairn/protocol';
import { deviceApi, deviceRoutes } from '@cairn/protocol/schemas';
import type { DeviceRouteName } from '@cairn/protocol/schemas';
import { describe, expect, test } from 'vitest';
import { diskBlobs } from '../../src/adapters/disk-blobs.ts';
import { auditLibrary } from '../../src/invariants.ts';
import { startApp } from '../support/app.ts';
import { FakeDisk } from '../support/fake-disk.ts';
import { requestsTo } from '../support/requests.ts';

/** 300 a route by default, 1,000 with CI=true, CHECK_REQUESTS=10000 for a release; CHECK_SEED replays. */
const perRoute = Number(process.env['CHECK_REQUESTS'] ?? (process.env['CI'] === 'true' ? '1000' : '300'));
const seed = Number(process.env['CHECK_SEED'] ?? '20261121');

const boundary = 'CowMooCowMooCowCowCow';
const member = fc.oneof(
  fc.constant(gzipSync('<gpx/>')),
  fc.string({ unit: 'binary', maxLength: 50 }).map((text) => gzipSync(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const head = fc.oneof(
  { weight: 4, arbitrary: fc.constant('content-disposition: form-data; name="file"; filename="a.gpx.gz"\r\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'Content-Disposition: form-data; name=name\r\n', ': \r\n', 'content-disposition: form-data\r\n'),
  },
);
/** Multipart bodies: whole ones, such with many parts, and such that are cut or garbage. */
const multipart = fc
  .tuple(fc.array(fc.tuple(head, member), { maxLength: 4 }), fc.nat(), fc.constantFrom(`--${boundary}--\r\n`, `--${boundary}--`, '', 'x'))
  .map(([parts, cut, tail]) => {
    const pieces = parts.flatMap(([header, bytes]) => [Buffer.from(`--${boundary}\r\n${header}\r\n`), bytes, Buffer.from('\r\n')]);
    const whole = Buffer.concat([...pieces, Buffer.from(tail)]);
    return cut % 4 === 0 ? whole.subarray(0, cut % (whole.length + 1)) : whole;
  });
const types = fc.oneof(
  { weight: 6, arbitrary: fc.constant(`multipart/form-data; boundary=${boundary}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('multipart/form-data', 'multipart/form-data; boundary=""', 'text/plain', 'multipart/mixed; boundary=x'),
  },
);

describe('R47 R48 every route of the apps under generated requests', () => {
  for (const name of Object.keys(deviceRoutes) as DeviceRouteName[]) {
    const route: Route = deviceRoutes[name];
    test(
      `R47 ${name}: no server error, no answer outside its schema, nothing left behind`,
      { timeout: 120_000 + 100 * perRoute },
      async () => {
        const disk = new FakeDisk();
        const blobs = await diskBlobs('/blobs', disk);
        const app = await startApp({ LIMITS: 'off', FILE_LIMIT: '1MiB', FILE_LIMIT_START: '1MiB' }, undefined, { blobs });
        const { token, device } = await app.register('a@example.org');
        const auth = new URLSearchParams({ deviceid: String(device), accessToken: token }).toString();
        await fc.assert(
          fc.asyncProperty(requestsTo(route), fc.nat(), multipart, types, async ({ url, body, contentType }, way, parts, type) => {
            const [path = '', query = ''] = url.split('?');
            const signed = way % 5 === 0 ? query : `${query}&${auth}`;
            // Parameters in the query or in the body, and bodies of the wrong kind now and then.
            const inBody = route.sends === 'form' && way % 3 !== 0;
            const isUpload = route.sends === 'multipart' || way % 17 === 0;
            const payload = isUpload ? parts : inBody ? signed : body;
            const kind = isUpload ? type : inBody ? 'application/x-www-form-urlencoded' : contentType;
            const answer = await app.app.frame.inject({
              method: route.method as 'GET',
              url: inBody ? path : `${path}?${signed}`,
              headers: kind === undefined ? {} : { 'content-type': kind },
              ...(payload === undefined || route.method === 'GET' ? {} : { payload }),
            });
            expect(answer.statusCode, answer.body).toBeLessThan(500);
            if (answer.statusCode >= 400) expect(deviceApi.AppError.safeParse(answer.json()).success).toBe(true);
            else if (name !== 'appDownload') expect(route.answer.safeParse(answer.json()).success).toBe(true);
            app.mailbox.mails.splice(0);
          }),
          { numRuns: perRoute, seed, endOnFailure: false },
        );
        expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
        expect(await auditLibrary({ store: app.store, blobs })).toEqual([]);
        expect(disk.paths.filter((path) => path.includes('tmp'))).toEqual([]);
      },
    );
  }
});
