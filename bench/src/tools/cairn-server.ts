import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import getPort from 'get-port';
import { createClient } from '@cairn/protocol';
import { start, until, untilListening } from '../processes.ts';
import type { Service } from '../processes.ts';

/** The command line as it is delivered. */
export const command = resolve(import.meta.dirname, '../../../packages/cli/bin/cairn.sh');

export interface CairnServer {
  readonly service: Service;
  readonly port: number;
  /** `CAIRN_DATA`. */
  readonly data: string;
}

/** The environment of this process without what it says of a server. */
export function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CAIRN_')));
}

/** `cairn serve` in a folder of its own, on the embedded default unless `extra` names another set-up; throttling is off, as the sign-ins of a bench are not a person's. */
export async function openCairnServer(folder: string, extra: NodeJS.ProcessEnv): Promise<CairnServer> {
  const data = join(folder, 'store');
  await mkdir(data, { recursive: true });
  const port = await getPort();
  const env = {
    ...withoutSettings(),
    ...extra,
    ...{ CAIRN_HOST: '127.0.0.1', CAIRN_PORT: String(port), CAIRN_DATA: data, CAIRN_LIMITS: 'off', CAIRN_LOG: 'warn' },
  };
  const log = join(folder, 'server.log');
  const service = start(command, ['serve'], log, { env, folder });
  await untilListening(service, port, log);
  return { service, port, data };
}

/**
 * The code that an act has mailed to an address: it stands alone on a line of the mail.
 * @throws Error when no mail with a code arrives within 30 s.
 */
export async function mailedCode(server: CairnServer, address: string, act: () => Promise<unknown>): Promise<string> {
  const outbox = join(server.data, 'outbox');
  const mails = async (): Promise<string[]> => (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const before = new Set(await mails());
  await act();
  let code: string | undefined;
  const arrived = async (): Promise<boolean> => {
    for (const name of await mails()) {
      if (before.has(name)) continue;
      const mail = await readFile(join(outbox, name), 'utf8');
      if (mail.includes(address)) code = /^\s*(\d{4,12})\s*$/m.exec(mail)?.[1] ?? code;
    }
    return code !== undefined;
  };
  await until(arrived, 30, () => `no code for ${address} came to ${outbox}`, 10);
  return code ?? '';
}

/** A device of our own, registered over the API. Gives its token. */
export async function registerDevice(server: CairnServer, address: string, name: string): Promise<string> {
  const client = createClient({ server: `http://127.0.0.1:${server.port}` });
  const code = await mailedCode(server, address, () => client.requestCode({ body: { address } }));
  const { token } = await client.registerDevice({ body: { address, code, device: { name } } });
  return token;
}

/** A new account with one small file. Gives the token of its device. */
export async function sendNote(server: CairnServer, address: string): Promise<string> {
  const token = await registerDevice(server, address, 'phone');
  const body = gzipSync('<gpx/>');
  const header = { type: 'GPX', name: 'note.gpx', base: 0, clientTime: 1_762_185_600_000, length: body.length };
  await createClient({ server: `http://127.0.0.1:${server.port}`, token }).upload({ items: [{ header, body }] });
  return token;
}
