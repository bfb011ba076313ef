import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@cairn/protocol';
import { createClient } from '@cairn/protocol';

/** The newest code that the outbox of a data folder holds for an address. Waits for the mail, which is queued. */
export async function mailedCode(data: string, address: string, after = 0): Promise<string> {
  const outbox = join(data, 'outbox');
  for (let tries = 0; tries < 200; tries++) {
    const mails = await readdir(outbox).catch(() => []);
    for (const mail of mails
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .reverse()) {
      const text = await readFile(join(outbox, mail), 'utf8');
      const sent = Date.parse(/^Date: (.+)$/m.exec(text)?.[1] ?? '');
      const code = /^(\d{8})\r?$/m.exec(text)?.[1];
      if (text.includes(address) && code !== undefined && sent >= after - 2000) return code;
    }
    await pause(25);
  }
  throw new Error(`no code for ${address} in ${outbox}`);
}

export interface Device {
  readonly client: Client;
  readonly token: string;
  readonly account: number;
  readonly device: number;
}

/** Signs up or in with a code by mail, as a person does. */
export async function signIn(server: string, data: string, address: string, name = 'test device'): Promise<Device> {
  const visitor = createClient({ server });
  const asked = Date.now();
  await visitor.requestCode({ body: { address } });
  const code = await mailedCode(data, address, asked);
  const { token, account, device } = await visitor.registerDevice({ body: { address, code, device: { name } } });
  return { client: createClient({ server, token }), token, account, device };
}
