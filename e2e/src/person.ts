import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@cairn/protocol';
import { createClient } from '@cairn/protocol';

/** Names of the mails in the outbox of a data folder. */
export async function outboxOf(data: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(join(data, 'outbox')).catch(() => []));
}

/** The code of the mail to an address that came after `before` was looked at. Waits for it: mails are queued. */
export async function mailedCode(data: string, address: string, before: ReadonlySet<string>): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    for (const mail of await outboxOf(data)) {
      if (before.has(mail) || !mail.endsWith('.eml')) continue;
      const text = await readFile(join(data, 'outbox', mail), 'utf8');
      const code = /^(\d{8})\r?$/m.exec(text)?.[1];
      if (text.includes(address) && code !== undefined) return code;
    }
    await pause(25);
  }
  throw new Error(`no code for ${address} in the outbox of ${data}`);
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
  const before = await outboxOf(data);
  await visitor.requestCode({ body: { address } });
  const code = await mailedCode(data, address, before);
  const { token, account, device } = await visitor.registerDevice({ body: { address, code, device: { name } } });
  return { client: createClient({ server, token }), token, account, device };
}
