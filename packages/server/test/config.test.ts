import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfigError, environmentName, readConfig, settingNames } from '../src/config.ts';
import { classLimits, processLimits } from '../src/routes/limit-table.ts';
import { mailLimits } from '../src/accounts/mail-limits.ts';

const root = join(import.meta.dirname, '../../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function withFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-config-'));
  folders.push(folder);
  writeFileSync(join(folder, 'cairn.toml'), text);
  return folder;
}
function faultOf(environment: Record<string, string>, cwd = '/'): string {
  try {
    readConfig(environment, cwd);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('settings', () => {
  test('the environment wins over the file, the file over the defaults, and each value knows where it is from', () => {
    const cwd = withFile('cairn_port = 9000\ncairn_registration = "closed"\ncairn_quota_pro = "2 GiB"\n');
    const config = readConfig({ CAIRN_PORT: '9001', PATH: '/bin', CAIRN_LOG: '' }, cwd);
    expect(config).toMatchObject({ port: 9001, registration: 'closed', quotaPro: 2 * 1024 ** 3, log: 'info', plan: 'pro' });
    expect(config.origins).toMatchObject({ port: 'environment', registration: 'file', plan: 'default' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('the defaults are those that are promised', () => {
    expect(readConfig({}, '/')).toMatchObject({
      ...{ host: '127.0.0.1', port: 8080, data: './data', registration: 'open', plan: 'pro', limits: 'on', deviceLimit: 6 },
      ...{ quotaStart: 5_242_880, quotaPro: 3_145_728_000, fileLimitStart: 2_097_152, fileLimit: 2_147_483_648, historyLimit: null },
      ...{ trashDays: 30, codeMinutes: 10, passwordMin: 12, blobs: 'disk', metricsPort: 0 },
    });
  });

  test('nonsense and contradictions refuse the start with a sentence', () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ CAIRN_PROT: '1' }, /CAIRN_PROT is not a setting of Cairn; did you mean CAIRN_PORT\?/],
      [{ CAIRN_SOMETHING_ELSE_ENTIRELY: '1' }, /settings\.md lists them all/],
      [{ CAIRN_PORT: '70000' }, /CAIRN_PORT: write a whole number from 0 to 65535, not "70000"/],
      [{ CAIRN_PORT: '80.5' }, /CAIRN_PORT/],
      [{ CAIRN_PLAN: 'gold' }, /CAIRN_PLAN: write one of pro, start/],
      [{ CAIRN_CODE_MINUTES: '61' }, /from 1 to 60/],
      [{ CAIRN_PASSWORD_MIN: '7' }, /from 8 to 128/],
      [{ CAIRN_QUOTA_PRO: '3 GB' }, /KiB, MiB, GiB/],
      [{ CAIRN_PUBLIC_URL: 'cairn.example.org' }, /begins with http/],
      [{ CAIRN_PUBLIC_URL: 'https://cairn.example.org' }, /nothing here speaks it/],
      [{ CAIRN_PUBLIC_URL: 'http://x/?a=b' }, /only scheme, host/],
      [{ CAIRN_TLS_CERT: 'a.pem' }, /belong together/],
      [{ CAIRN_TLS_CERT: 'a', CAIRN_TLS_KEY: 'b', CAIRN_PUBLIC_URL: 'http://x' }, /write https/],
      [{ CAIRN_SMTP_URL: 'smtp://mail' }, /needs CAIRN_MAIL_FROM/],
      [{ CAIRN_TRUSTED_PROXIES: '10.0.0.0/33' }, /is no network/],
      [{ CAIRN_TRUSTED_PROXIES: 'proxy.local' }, /is no network/],
      [{ CAIRN_BLOBS: 's3' }, /CAIRN_BLOBS=s3 needs CAIRN_S3_BUCKET/],
      [{ CAIRN_MAIL_FROM: 'a\nBcc: b' }, /control character/],
      [{ CAIRN_FILE_LIMIT: '1 MiB' }, /is more than CAIRN_FILE_LIMIT/],
      [{ CAIRN_METRICS_PORT: '8080' }, /listener of their own/],
      [{ CAIRN_CONFIG: '/nowhere/cairn.toml' }, /cannot be read/],
    ];
    for (const [environment, sentence] of cases) expect(faultOf(environment)).toMatch(sentence);
    expect(faultOf({ CAIRN_PORT: 'x', CAIRN_PLAN: 'y' }).split('\n')).toHaveLength(2);
    expect(faultOf({}, withFile('port = 1'))).toMatch(/port is not a setting/);
    expect(faultOf({}, withFile('cairn_port = ['))).toMatch(/is not TOML/);
    expect(faultOf({}, withFile('cairn_port = [1, 2]'))).toMatch(/write one value/);
    expect(faultOf({ CAIRN_SMTP_URL: 'http://user:hunter2@mail' })).not.toContain('hunter2');
  });

  test('every setting is in docs/operators/settings.md, and nothing else is', () => {
    const document = readFileSync(join(root, 'docs/operators/settings.md'), 'utf8');
    const documented = new Set(Array.from(document.matchAll(/^\| `(CAIRN_[A-Z0-9_]+)`/gm), (match) => match[1]));
    expect([...documented].sort()).toEqual([...settingNames.map(environmentName), 'CAIRN_CONFIG'].sort());
  });

  test('R38 R53 every number of the limits is in docs/operators/limits.md', () => {
    const document = readFileSync(join(root, 'docs/operators/limits.md'), 'utf8');
    for (const [name, limits] of Object.entries(classLimits)) {
      const row = document.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
      for (const rate of [limits.source, limits.account, limits.device, limits.server]) {
        if (rate !== undefined) expect([name, row]).toEqual([name, expect.stringContaining(`${rate.burst} + ${rate.perSecond}/s`)]);
      }
      for (const window of limits.sourceWindows ?? []) expect(document).toContain(`${window.max} in ${window.windowMs / 60_000} min`);
    }
    for (const [who, windows] of Object.entries(mailLimits)) {
      for (const window of windows) expect(document).toContain(`${who}: ${window.max} in ${window.windowMs / 3_600_000} h`);
    }
    for (const [name, value] of Object.entries(processLimits)) expect(document).toContain(`| \`${name}\` | ${value} |`);
  });
});
