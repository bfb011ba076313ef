import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  /** What came, whole: heads and bodies, in the order of arrival. */
  readonly mails: readonly { readonly to: readonly string[]; readonly text: string }[];
  /** The code of the next mail to an address. */
  codeAfter(address: string, act: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

/** A real SMTP server on loopback that keeps what it takes. */
export async function openMailServer(): Promise<MailServer> {
  const mails: { to: readonly string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    codeAfter: async (address, act) => {
      const seen = mails.length;
      await act();
      for (let tries = 0; tries < 400; tries += 1) {
        const mail = mails.slice(seen).find(({ to }) => to.includes(address));
        const code = /^(\d{8})\r?$/m.exec(mail?.text ?? '')?.[1];
        if (code !== undefined) return code;
        await pause(50);
      }
      throw new Error(`no code for ${address} came by SMTP`);
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}
