import { createTransport } from 'nodemailer';
import type { Mailer } from '../ports/world.ts';
import { messageOf } from './message.ts';

/**
 * Hands mails to one SMTP server. `smtps://user:password@host` speaks TLS from the first byte; `smtp://` turns it on where the server
 * offers it, and always when a password is sent. Waits are bounded (R40).
 */
export function smtpMailer(url: string, from: string): Mailer {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && username !== '' && searchParams.get('plain') !== 'yes',
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: { minVersion: 'TLSv1.2' },
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      const sent = await transport.sendMail(messageOf(mail, from));
      if (sent.rejected.length > 0) throw new Error('the mail server took the mail but refused the receiver');
    },
    async close() {
      transport.close();
    },
  };
}
