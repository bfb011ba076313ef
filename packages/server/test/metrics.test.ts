import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { CairnError } from '@cairn/protocol';
import { allRoutes } from '@cairn/protocol/schemas';
import { afterEach, describe, expect, test } from 'vitest';
import { measuredBlobs, measuredStore } from '../src/adapters/measured.ts';
import { otlpTracer } from '../src/adapters/otlp-traces.ts';
import { listenForMetrics, prometheusMetrics } from '../src/adapters/prometheus.ts';
import type { ReadableMetrics } from '../src/adapters/prometheus.ts';
import { metricTable } from '../src/ports/metrics.ts';
import { noTracer } from '../src/ports/tracer.ts';
import type { Blobs } from '../src/ports/world.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { holds, samplesOf } from './support/promql.ts';
import type { Reading } from './support/promql.ts';
import { LineLog, SeededRandom, VirtualClock } from './support/world.ts';

const root = resolve(import.meta.dirname, '../../..');
const rules = readFileSync(resolve(root, 'deploy/prometheus/alerts.yaml'), 'utf8');
const alarms = new Map([...rules.matchAll(/- alert: (\w+)\n\s+expr: (.+)\n/g)].map(([, name = '', expression = '']) => [name, expression]));

const opened: ReadableMetrics[] = [];
function newMetrics(): ReadableMetrics {
  const metrics = prometheusMetrics(new LineLog(), { ofProcess: false });
  opened.push(metrics);
  return metrics;
}
afterEach(() => {
  for (const metrics of opened.splice(0)) metrics.close();
});

async function measuredApp(
  settings: Record<string, string> = {},
): Promise<{ app: TestApp; metrics: ReadableMetrics; reading: () => Promise<Reading> }> {
  const metrics = newMetrics();
  const app = await startApp({ LIMITS: 'off', ...settings }, undefined, { metrics });
  const reading = async (): Promise<Reading> => ({ at: app.clock.now() / 1000, samples: samplesOf(await metrics.read()) });
  return { app, metrics, reading };
}
/** Whether an alarm speaks before and after its cause; a minute of the app's clock passes in between. */
async function around(
  name: string,
  world: { app: TestApp; reading: () => Promise<Reading> },
  cause: () => Promise<void> | void,
): Promise<boolean[]> {
  const expression = alarms.get(name) ?? '';
  const first = await world.reading();
  await world.app.clock.skip(60_000);
  const quiet = await world.reading();
  await cause();
  await world.app.clock.skip(60_000);
  const after = await world.reading();
  return [holds(expression, [first, quiet]), holds(expression, [quiet, after])];
}
const many = async (count: number, call: (index: number) => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index += 1) await call(index);
};

describe('R78 each alarm is silent, and speaks when its cause is there', () => {
  const silentThenLoud = [false, true];
  const provoked = new Set<string>();
  const alarm = (name: string, body: () => Promise<boolean[]>): void => {
    provoked.add(name);
    test(`R78 ${name}`, async () => expect(await body()).toEqual(silentThenLoud));
  };

  alarm('CairnDown', async () => {
    // `up` is Prometheus' own: 0 once the listener does not answer.
    const listener = await listenForMetrics(newMetrics(), { host: '127.0.0.1', port: 0 });
    const up = async (): Promise<Reading> => {
      const value = await fetch(`http://127.0.0.1:${listener.port}/metrics`).then((answer) => (answer.ok ? 1 : 0), () => 0); // prettier-ignore
      return { at: 0, samples: [{ name: 'up', labels: { job: 'cairn' }, value }] };
    };
    const expression = alarms.get('CairnDown') ?? '';
    const before = holds(expression, [await up()]);
    await listener.close();
    return [before, holds(expression, [await up()])];
  });
  alarm('CairnNotReady', async () => {
    const world = await measuredApp();
    return around('CairnNotReady', world, () => void (world.app.space.broken = true));
  });
  alarm('CairnErrors', async () => {
    const world = await measuredApp();
    const { token } = await world.app.register('a@example.org');
    return around('CairnErrors', world, async () => {
      world.app.store.logState = async () => Promise.reject(new Error('broken'));
      await many(10, () => world.app.call('GET', '/api/v1/account', undefined, bearer(token)));
    });
  });
  alarm('CairnSlow', async () => {
    const world = await measuredApp();
    const { token } = await world.app.register('a@example.org');
    return around('CairnSlow', world, async () => {
      const { devices } = world.app.store;
      world.app.store.devices = async (account) => {
        await world.app.clock.skip(3000);
        return devices(account);
      };
      await many(3, () => world.app.call('GET', '/api/v1/devices', undefined, bearer(token)));
      expect(world.app.log.lines.filter((line) => line.message === 'a slow request').length).toBe(3);
    });
  });
  alarm('CairnShedding', async () => {
    const world = await measuredApp();
    return around('CairnShedding', world, async () => {
      world.app.store.issueCode = async () => Promise.resolve('queue-full');
      await many(90, (index) => world.app.call('POST', '/api/v1/codes', { address: `a${index}@example.org` }));
    });
  });
  alarm('CairnThrottling', async () => {
    const world = await measuredApp({ LIMITS: 'on' });
    return around('CairnThrottling', world, () => many(900, () => world.app.call('GET', '/api/v1/server')));
  });
  alarm('CairnEventLoop', async () => {
    const world = await measuredApp();
    return around('CairnEventLoop', world, async () => {
      await world.reading();
      await new Promise((done) => setTimeout(done, 60));
      const until = performance.now() + 700;
      while (performance.now() < until);
      await new Promise((done) => setTimeout(done, 60));
    });
  });
  alarm('CairnStoreErrors', async () => {
    const world = await measuredApp();
    const broken = {
      account: async () => Promise.reject(new Error('SQLITE_IOERR')),
      refused: async () => Promise.reject(new CairnError('not-found')),
    };
    const store = measuredStore(broken, world.metrics, noTracer);
    const blobs = measuredBlobs(
      { remove: async () => Promise.reject(new CairnError('storage-full')) } as unknown as Blobs,
      world.metrics,
      noTracer,
    );
    // Both kinds of stores have been asked before, well or refused: a series that is not there does not grow.
    await store.refused().catch(() => undefined);
    return around('CairnStoreErrors', world, async () => {
      await store.account().catch(() => undefined);
      await blobs.remove('x').catch(() => undefined);
    });
  });
  alarm('CairnDiskFull', async () => {
    const world = await measuredApp();
    world.app.space.free = 50_000_000_000;
    return around('CairnDiskFull', world, () => void (world.app.space.free = 1_000_000_000));
  });
  alarm('CairnMailStuck', async () => {
    const world = await measuredApp();
    return around('CairnMailStuck', world, async () => {
      world.app.mailbox.send = () => new Promise(() => undefined);
      await world.app.call('POST', '/api/v1/codes', { address: 'a@example.org' });
      await world.app.clock.advance(15 * 60_000);
    });
  });
  alarm('CairnMailFails', async () => {
    const world = await measuredApp();
    return around('CairnMailFails', world, async () => {
      world.app.mailbox.broken = true;
      await many(6, (index) => world.app.call('POST', '/api/v1/codes', { address: `a${index}@example.org` }));
      await world.app.clock.advance(0);
    });
  });
  alarm('CairnSignInFailures', async () => {
    const world = await measuredApp();
    return around('CairnSignInFailures', world, () =>
      many(40, (index) => world.app.call('POST', '/api/v1/devices', { address: `a${index}@example.org`, code: '11111111', device: {} })),
    );
  });
  alarm('CairnJobFails', async () => {
    const world = await measuredApp();
    return around('CairnJobFails', world, async () => {
      world.app.store.pruneAudit = async () => Promise.reject(new Error('broken'));
      await many(2, () => world.app.app.jobs.runNow('prune-audit'));
    });
  });
  alarm('CairnOrphans', async () => {
    const world = await measuredApp();
    return around('CairnOrphans', world, () => {
      const insert = world.app.db.prepare('INSERT INTO blob (account, hash, content, refs, since, stored) VALUES (1, ?, ?, 0, 1, 1)');
      world.app.db.transaction(() => {
        for (let index = 0; index < 10_001; index += 1) insert.run(Buffer.from(String(index)), index);
      })();
    });
  });
  alarm('CairnCollectorStopped', async () => {
    const world = await measuredApp();
    world.metrics.set('cairn_collector_stopped', 0);
    return around('CairnCollectorStopped', world, () => world.metrics.set('cairn_collector_stopped', 1));
  });
  // What the scrub and the backup leave in the store is read whenever somebody asks.
  const day = 86_400_000;
  const scrubbed = (findings: number, ended: number): string => JSON.stringify({ at: null, found: 0, ended, findings });
  alarm('CairnDamage', async () => {
    const world = await measuredApp();
    const { store, clock } = world.app;
    await store.note('scrub', scrubbed(0, clock.now()));
    return around('CairnDamage', world, () => store.note('scrub', scrubbed(1, clock.now())));
  });
  alarm('CairnScrubLate', async () => {
    const world = await measuredApp();
    const { store, clock } = world.app;
    await store.note('scrub', scrubbed(0, clock.now()));
    return around('CairnScrubLate', world, () => store.note('scrub', scrubbed(0, clock.now() - 41 * day)));
  });
  alarm('CairnScrubSlow', async () => {
    const world = await measuredApp();
    const { store, clock } = world.app;
    const looking = (days: number, seen: number): string =>
      JSON.stringify({
        at: { account: 1, hash: '00' },
        bytes: 1000,
        began: clock.now() - days * day,
        seen,
        found: 0,
        ended: null,
        findings: null,
      });
    await store.note('scrub', looking(30, 800));
    return around('CairnScrubSlow', world, () => store.note('scrub', looking(30, 700)));
  });
  alarm('CairnBackupLate', async () => {
    const world = await measuredApp();
    const { store, clock } = world.app;
    await store.note('backup', String(clock.now()));
    return around('CairnBackupLate', world, () => store.note('backup', String(clock.now() - 3 * day)));
  });

  test('R78 there is no alarm without its test, no test without its alarm, and each says what to do', () => {
    expect([...alarms.keys()].sort()).toEqual([...provoked].sort());
    const page = readFileSync(resolve(root, 'docs/operators/observability.md'), 'utf8');
    for (const name of alarms.keys()) expect(page).toContain(`### ${name}\n`);
  });
});

describe('R78 the metrics', () => {
  test('R78 the document has every metric of the table, and no other; alarms and dashboard ask for what there is', () => {
    const page = readFileSync(resolve(root, 'docs/operators/observability.md'), 'utf8');
    const described = [...page.matchAll(/^\| `(cairn_\w+)`/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual(Object.keys(metricTable).sort());
    const dashboard = readFileSync(resolve(root, 'deploy/grafana/cairn.json'), 'utf8');
    expect(() => JSON.parse(dashboard) as unknown).not.toThrow();
    for (const [, asked = ''] of `${rules}${dashboard}`.matchAll(/\b(cairn_[a-z_]+)\b/g)) {
      expect([asked, Object.hasOwn(metricTable, asked.replace(/_(bucket|sum|count)$/, '')) || Object.hasOwn(metricTable, asked)]).toEqual([asked, true]); // prettier-ignore
    }
  });

  test('R78 whatever is asked for, the number of series is bounded and nothing that somebody sent is a label', async () => {
    const { app, metrics } = await measuredApp();
    const { token } = await app.register('secret-person@example.org', { name: 'secret-device' });
    await many(600, (index) => app.call(['GET', 'POST', 'OPTIONS', 'PUT'][index % 4] ?? 'GET', `/secret-${index}/x?token=secret-${index}`, undefined, { ...bearer(token), 'x-secret': `${index}` })); // prettier-ignore
    const text = await metrics.read();
    expect(text).not.toMatch(/secret/);
    const requests = samplesOf(text).filter((sample) => sample.name === 'cairn_http_requests_total');
    expect(requests.length).toBeLessThan(20);
    const known = new Set([...Object.values(allRoutes).map((route) => route.path as string), '(none)']);
    for (const { labels } of requests) expect(known).toContain(labels['route']);
  });

  test('R78 they are answered at a listener of their own, and by no address of the public one', async () => {
    const { app, metrics } = await measuredApp();
    const listener = await listenForMetrics(metrics, { host: '127.0.0.1', port: 0 });
    const base = `http://127.0.0.1:${listener.port}`;
    const answer = await fetch(`${base}/metrics`);
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    const text = await answer.text();
    for (const [name, { kind }] of Object.entries(metricTable)) expect(text).toContain(`# TYPE ${name} ${kind}`);
    expect((await fetch(`${base}/`)).status).toBe(404);
    expect((await app.call('GET', '/metrics')).text).not.toContain('cairn_build_info');
    await listener.close();
  });

  test('a metric that cannot be filled costs its value and no more', async () => {
    const { app, metrics } = await measuredApp();
    app.store.figures = async () => Promise.reject(new Error('the database is gone'));
    expect(await metrics.read()).toContain('cairn_ready{check="storage"} 1');
  });
});

describe('O5 traces', () => {
  test('O5 a request and what it asked of the store become spans of one trace; no address, no token', async () => {
    const bodies: string[] = [];
    const collector = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        bodies.push(body);
        response.end('{}');
      });
    });
    await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
    const ports = { clock: new VirtualClock(), random: new SeededRandom('traces'), log: new LineLog() };
    const tracer = otlpTracer({ url, percent: 100, version: '1' }, ports);
    const app = await startApp({ LIMITS: 'off' }, undefined, { tracer });
    const { token } = await app.register('a@example.org');
    const store = measuredStore({ look: async () => Promise.resolve(1) }, newMetrics(), tracer);
    const { devices } = app.store;
    app.store.devices = async (account) => {
      await store.look();
      return devices(account);
    };
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await app.call('GET', `/api/v1/devices?token=${token}`, undefined, { ...bearer(token), traceparent: parent });
    await tracer.close();
    collector.close();
    collector.closeAllConnections();
    const spans = bodies.flatMap((body) => (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[] }).resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans))); // prettier-ignore
    const request = spans.find((span) => span['name'] === 'GET /api/v1/devices');
    expect(request).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331', kind: 2 });
    expect(spans.find((span) => span['name'] === 'look')).toMatchObject({
      traceId: request?.['traceId'],
      parentSpanId: request?.['spanId'],
    });
    expect(bodies.join('')).not.toContain('example.org');
    expect(bodies.join('')).not.toContain(token);
  });

  test('O5 a collector that is down is told once, and costs no request', async () => {
    const ports = { clock: new VirtualClock(), random: new SeededRandom('down'), log: new LineLog() };
    const tracer = otlpTracer({ url: 'http://127.0.0.1:1/v1/traces', percent: 100, version: '1' }, ports);
    const app = await startApp({ LIMITS: 'off' }, undefined, { tracer });
    for (let index = 0; index < 600; index += 1) expect((await app.call('GET', '/healthz')).status).toBe(200);
    await tracer.close();
    expect(ports.log.lines.filter((line) => line.level === 'warn').length).toBe(1);
  });
});

test('the rules of alarms are what Prometheus understands', () => {
  expect(alarms.size).toBe([...rules.matchAll(/- alert:/g)].length);
  expect(existsSync(resolve(root, 'deploy/prometheus/scrape.yaml'))).toBe(true);
});
