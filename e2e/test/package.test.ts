import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { environmentName, settingNames } from '@cairn/server';
import getPort from 'get-port';
import { afterAll, describe, expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');
const deploy = (path: string): string => readFileSync(join(repository, 'deploy', path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'cairn-package-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
const patience = 120_000;
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** The line that a process says, or its end. */
async function line(child: ChildProcess, wanted: RegExp): Promise<string> {
  let said = '';
  return new Promise((found, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (piece: Buffer) => {
        said += piece.toString();
        const match = wanted.exec(said);
        if (match !== null) found(match[1] ?? match[0]);
      });
    }
    child.once('exit', (code) => failed(new Error(`it ended with ${code}: ${said}`)));
  });
}

describe('O6 the archive', () => {
  test(
    'O6 what is packed runs by itself where it is unpacked, is administered there, and stops cleanly',
    { timeout: patience },
    async () => {
      const out = join(folder, 'out');
      const packed = execFileSync(process.execPath, ['tools/package.mjs', '--as-built', '--fast', '--without-node', '--out', out], {
        cwd: repository,
        encoding: 'utf8',
      });
      const [sum = '', archive = ''] = /^([0-9a-f]{64}) {2}(\S+\.tar\.gz)$/m.exec(packed)?.slice(1) ?? [];
      expect(readFileSync(join(out, 'SHA256SUMS'), 'utf8')).toBe(`${sum}  ${archive}\n`);
      expect(createHash('sha256').update(readFileSync(join(out, archive))).digest('hex')).toBe(sum); // prettier-ignore
      const place = join(folder, 'place');
      mkdirSync(place);
      execFileSync('tar', ['-xzf', join(out, archive), '-C', place]);
      rmSync(out, { recursive: true });
      const [root = ''] = readdirSync(place);
      const cairn = join(place, root, 'bin/cairn');
      expect(
        (JSON.parse(readFileSync(join(place, root, 'bom.json'), 'utf8')) as { components: unknown[] }).components.length,
      ).toBeGreaterThan(50);
      for (const part of ['src', 'test']) expect(existsSync(join(place, root, 'packages/server', part))).toBe(false);

      const env = {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        CAIRN_DATA: join(folder, 'data'),
        CAIRN_PORT: '0',
      };
      const child = spawn(cairn, ['serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      running.push(child);
      const url = await line(child, /cairn is ready at (\S+)/);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await (await fetch(`${url}/`)).text()).toContain('<title>Cairn');
      const key = join(folder, 'data/operator.json');
      expect(statSync(key).mode & 0o777).toBe(0o600);
      const admin = (...words: string[]): { status: number | null; text: string } => {
        const { status, stdout } = spawnSync(cairn, ['admin', ...words, '--json'], { cwd: folder, env, encoding: 'utf8' });
        return { status, text: stdout };
      };
      expect(JSON.parse(admin('storage').text)).toMatchObject({ ready: true, accounts: { active: 0 } });
      expect(JSON.parse(admin('invite', '--note', 'club').text)).toMatchObject({
        link: expect.stringContaining('/sign-up?invitation=') as unknown,
      });
      expect(JSON.parse(admin('audit').text)).toMatchObject({ rows: [{ kind: 'invitation-made', actor: 'operator' }] });
      expect(JSON.parse(admin('audit', '--verify').text)).toMatchObject({ broken: [] });
      expect(JSON.parse(admin('settings').text)).toMatchObject({ settings: expect.arrayContaining([{ setting: 'CAIRN_PORT', value: '0', origin: 'environment', secret: false }]) as unknown }); // prettier-ignore
      expect(admin('block', '7')).toMatchObject({ status: 1, text: expect.stringContaining('not-there') as unknown });
      child.kill('SIGTERM');
      const [status] = (await once(child, 'exit')) as [number | null];
      expect(status).toBe(0);
      expect(existsSync(key)).toBe(false);
      expect(admin('storage')).toMatchObject({ status: 1, text: expect.stringContaining('no-server') as unknown });
    },
  );
});

describe('O6 the service', () => {
  test.skipIf(!has('systemd-analyze'))(
    '[needs systemd] O6 systemd understands the unit, and it leaves the program little to do harm with',
    () => {
      const unit = join(folder, 'cairn.service');
      writeFileSync(unit, deploy('systemd/cairn.service').replace('/opt/cairn/bin/cairn serve', '/bin/true'));
      const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
      expect(`${verified.stderr}${verified.stdout}`.split('\n').filter((text) => text.includes('cairn.service'))).toEqual([]);
      const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', unit], { encoding: 'utf8' });
      expect(Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2);
    },
  );
});

describe('O6 the container', () => {
  test('O6 the image runs as nobody in particular, with what the archive holds, and brings no secret', () => {
    const lines = deploy('Containerfile').replaceAll('\\\n', ' ').split('\n');
    const last = lines.slice(lines.findLastIndex((text) => text.startsWith('FROM ')));
    expect(last.find((text) => text.startsWith('USER '))).toMatch(/^USER [1-9]\d+:[1-9]\d+$/);
    expect(last).toContain('ENTRYPOINT ["/opt/cairn/bin/cairn"]');
    expect(last.filter((text) => /^(ADD|ARG|ONBUILD)\b/.test(text))).toEqual([]);
    const known = new Set(['FROM', 'ARG', 'WORKDIR', 'COPY', 'RUN', 'LABEL', 'USER', 'ENV', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'ENTRYPOINT', 'CMD']); // prettier-ignore
    for (const text of lines.filter((one) => /^\S/.test(one) && !one.startsWith('#'))) expect(known).toContain(text.split(' ')[0]);
  });

  test('O6 every setting that is named in what we ship is one, and no password has a default', () => {
    const settings = new Set(settingNames.map(environmentName));
    for (const file of [
      'Containerfile',
      'compose.yaml',
      'env.example',
      'systemd/cairn.service',
      'systemd/cairn.env',
      'proxies/nginx.conf',
      'proxies/Caddyfile',
    ]) {
      for (const [name] of deploy(file).matchAll(/\bCAIRN_[A-Z0-9_]+\b/g))
        expect([file, name, settings.has(name)]).toEqual([file, name, true]);
    }
    const compose = deploy('compose.yaml');
    for (const [, value = ''] of compose.matchAll(/(?:PASSWORD|SECRET_KEY|DATABASE_URL): (.+)/g))
      expect(value).toMatch(/\$\{\w+_PASSWORD:\?/);
    expect(compose).toMatch(/read_only: true\n {4}cap_drop: \[ALL\]/);
    expect(deploy('env.example')).toMatch(/^DATABASE_PASSWORD=$/m);
  });
});

describe('R69 proxies', () => {
  const secret = 'cairn_1_1_SECRETSECRETSECRETSECRETSECRETSECRETSECRET1';
  const path = `/userdata/filelist?deviceid=1&accessToken=${secret}`;

  /** A server that tells what reached it. */
  async function echo(): Promise<{ port: number; seen: { url: string; headers: Record<string, unknown> }[]; close: () => void }> {
    const seen: { url: string; headers: Record<string, unknown> }[] = [];
    const server = createServer((request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      request.resume().on('end', () => response.setHeader('x-request-id', 'abc').end('ok'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { port: (server.address() as AddressInfo).port, seen, close: () => server.close().closeAllConnections() };
  }
  const ask = (port: number, body?: Buffer): Promise<number> =>
    new Promise((done, failed) => {
      const headers = { host: `cairn.example.org:${port}`, 'x-forwarded-for': '203.0.113.7', referer: `https://x.example/?t=${secret}` };
      const asked = requestTls({ port, path, method: body === undefined ? 'GET' : 'POST', headers, rejectUnauthorized: false, servername: 'cairn.example.org' }, (answer) => { answer.resume().on('end', () => done(answer.statusCode ?? 0)); }); // prettier-ignore
      asked.on('error', failed).end(body);
    });
  const certificate = (): { cert: string; key: string } => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    if (!existsSync(cert)) {
      const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=cairn.example.org', '-keyout', key, '-out', cert]; // prettier-ignore
      execFileSync('openssl', args, { stdio: 'ignore' });
    }
    return { cert, key };
  };

  test.skipIf(!has('nginx') || !has('openssl'))(
    '[needs nginx] R69 R71 nginx with our file logs no query, passes on whose address it saw, and takes any size',
    { timeout: patience },
    async () => {
      const cloud = await echo();
      const [tls, plain] = [await getPort(), await getPort()];
      const { cert, key } = certificate();
      const place = join(folder, 'nginx');
      mkdirSync(join(place, 'logs'), { recursive: true });
      const ours = deploy('proxies/nginx.conf')
        .replaceAll(/\n\s+listen \[::\].*/g, '')
        .replace('listen 80;', `listen 127.0.0.1:${plain};`)
        .replace('listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2;`)
        .replace('127.0.0.1:8080', `127.0.0.1:${cloud.port}`)
        .replace('/etc/ssl/cairn/fullchain.pem', cert)
        .replace('/etc/ssl/cairn/privkey.pem', key)
        .replaceAll('/var/log/nginx/', `${place}/logs/`);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${place}/${name};`).join(' ');
      const config = join(place, 'nginx.conf');
      writeFileSync(config, `daemon off; worker_processes 1; pid ${place}/pid; error_log ${place}/logs/main.log;\nevents {}\nhttp { ${temporary} access_log off;\n${ours}\n}`); // prettier-ignore
      const checked = spawnSync('nginx', ['-t', '-p', place, '-c', config], { encoding: 'utf8' });
      expect([checked.status, checked.stderr]).toEqual([0, expect.stringContaining('test is successful')]);
      const child = spawn('nginx', ['-p', place, '-c', config], { stdio: 'ignore' });
      running.push(child);
      await expect.poll(() => ask(tls).catch(() => 0), { timeout: 20_000 }).toBe(200);
      expect(await ask(tls, Buffer.alloc(4_000_000))).toBe(200);
      expect(cloud.seen.at(-1)?.url).toBe(path);
      expect(cloud.seen.at(-1)?.headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
        host: 'cairn.example.org',
      });
      const moved = await fetch(`http://127.0.0.1:${plain}${path}`, { redirect: 'manual' });
      expect([moved.status, moved.headers.get('location')?.includes(secret)]).toEqual([308, false]);
      // Also what nginx itself has to say when the cloud is gone.
      cloud.close();
      expect(await ask(tls)).toBe(502);
      child.kill('SIGQUIT');
      await once(child, 'exit');
      const logs = readdirSync(join(place, 'logs')).map((name) => readFileSync(join(place, 'logs', name), 'utf8')).join('\n'); // prettier-ignore
      expect(logs).toContain('"path":"/userdata/filelist"');
      expect(logs).not.toContain('SECRET');
    },
  );

  test.skipIf(!has('caddy') || !has('openssl'))(
    '[needs caddy] R69 Caddy with our file logs no query and no credential',
    { timeout: patience },
    async () => {
      const cloud = await echo();
      const tls = await getPort();
      const { cert, key } = certificate();
      const place = join(folder, 'caddy');
      mkdirSync(place);
      const ours = deploy('proxies/Caddyfile')
        .replace('cairn.example.org {', `https://cairn.example.org:${tls} {\n\ttls ${cert} ${key}`)
        .replace('127.0.0.1:8080', `127.0.0.1:${cloud.port}`)
        .replace('/var/log/caddy/cairn.log', join(place, 'access.log'));
      const config = join(place, 'Caddyfile');
      writeFileSync(config, `{\n\tadmin off\n\tauto_https off\n\tskip_install_trust\n}\n${ours}`);
      const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', config], {
        stdio: 'ignore',
        env: { ...process.env, HOME: place },
      });
      running.push(child);
      await expect.poll(() => ask(tls).catch(() => 0), { timeout: 20_000 }).toBe(200);
      expect(cloud.seen.find((one) => one.url === path)?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1' });
      child.kill('SIGTERM');
      await once(child, 'exit');
      cloud.close();
      const log = readFileSync(join(place, 'access.log'), 'utf8');
      expect(log).toContain('/userdata/filelist?redacted');
      expect(log).not.toContain('SECRET');
    },
  );
});
