import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Mailer, Random } from '../ports/world.ts';
import { messageBytes } from './message.ts';

/** Writes each mail as one `.eml` file, complete from the moment it appears, and shows its code on the console. */
export function outboxMailer(folder: string, ports: { clock: Clock; random: Random; console: (line: string) => void }): Mailer {
  const made = mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    async send(mail) {
      await made;
      const time = new Date(ports.clock.now()).toISOString().replace(/[:.]/g, '-');
      const name = `${time}-${Buffer.from(ports.random.bytes(6)).toString('hex')}`;
      const beside = join(folder, `.${name}.tmp`);
      const file = await open(beside, 'wx', 0o600);
      try {
        await file.writeFile(await messageBytes(mail, 'Cairn <cairn@localhost>'));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, join(folder, `${name}.eml`));
      ports.console(mail.code === undefined ? `Mail for ${mail.to}: ${mail.subject}` : `Code for ${mail.to}: ${mail.code}`);
    },
    async close() {
      await made;
    },
  };
}
