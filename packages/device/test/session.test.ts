import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../src/lock.ts';
import { checkOwner, dropToken, putOwnerAside, readSession, requireSession, saveSession } from '../src/session.ts';
import type { Session } from '../src/session.ts';
import { openState } from '../src/state.ts';

const session: Session = { server: 'http://127.0.0.1:8080', address: 'a@example.org', account: 3, device: 7, token: 'secret' };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cairn-session-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('session of a folder', () => {
  it('R53 is kept whole and readable by its owner only', () => {
    expect(readSession(root)).toBeNull();
    saveSession(root, session);
    expect(readSession(root)).toEqual(session);
    expect(statSync(join(root, '.cairn/session.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, '.cairn'))).toEqual(['session.json']);
  });

  it('A5 signing out drops the token; the folder still belongs to the account', () => {
    expect(() => requireSession(root)).toThrow('This folder is not signed in. Nothing was changed');
    saveSession(root, session);
    expect(requireSession(root)).toEqual(session);
    dropToken(root);
    expect(readFileSync(join(root, '.cairn/session.json'), 'utf8')).not.toContain('secret');
    expect(() => requireSession(root)).toThrow('It belongs to a@example.org on http://127.0.0.1:8080.');
    expect(() => checkOwner(root, { server: session.server, account: 4 })).toThrow('belongs to a@example.org');
  });

  it('refuses another account and another server, and takes the same one however it is written', () => {
    checkOwner(root, { server: 'https://any.example', account: 1 });
    saveSession(root, session);
    checkOwner(root, { server: 'http://127.0.0.1:8080/', account: 3 });
    checkOwner(root, { server: 'HTTP://127.0.0.1:8080', address: ' A@example.org' });
    for (const next of [
      { server: session.server, account: 4 },
      { server: session.server, address: 'b@example.org' },
      { server: 'http://127.0.0.1:8081', account: 3 },
      { server: 'http://127.0.0.1:8080/cairn', account: 3 },
    ]) {
      expect(() => checkOwner(root, next)).toThrow('--new-account');
    }
  });

  it('--new-account puts what was agreed on aside and deletes nothing', () => {
    expect(putOwnerAside(root, 0)).toBeNull();
    saveSession(root, session);
    openState(root).close();
    writeFileSync(join(root, 'general_settings.json'), '{}');
    const aside = putOwnerAside(root, Date.UTC(2026, 0, 2))!;
    expect(aside).toContain('before-2026-01-02');
    expect(readSession(root)).toBeNull();
    expect(existsSync(join(aside, 'state.db'))).toBe(true);
    expect(readFileSync(join(aside, 'session.json'), 'utf8')).toContain('a@example.org');
    expect(readFileSync(join(root, 'general_settings.json'), 'utf8')).toBe('{}');
  });

  it('a damaged file is named and nothing else is touched', () => {
    saveSession(root, session);
    for (const text of ['{', '[]', '{"server":1}', 'null', '']) {
      writeFileSync(join(root, '.cairn/session.json'), text);
      expect(() => readSession(root)).toThrow('session.json is damaged');
    }
  });
});

describe('two syncs at once in one folder', () => {
  it('the second waits its time, is told who is at work, and goes on when the first is done', async () => {
    const first = await lockFolder(root, { command: 'watch' });
    await expect(lockFolder(root, { command: 'sync', waitMs: 60 })).rejects.toThrow(`"watch" (process ${process.pid}, since 20`);
    const waiting = lockFolder(root, { command: 'sync', waitMs: 5_000 });
    first.release();
    (await waiting).release();
  });

  it('a lock dies with its process', async () => {
    const holder = spawn(process.execPath, ['--conditions=cairn-source', join(import.meta.dirname, 'children/hold-lock.ts'), root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(lockFolder(root, { command: 'sync', waitMs: 0 })).rejects.toThrow(`"sync" (process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    (await lockFolder(root, { command: 'sync', waitMs: 0 })).release();
  });
});
