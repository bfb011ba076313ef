import { createTransport } from 'nodemailer';
import type { Mail } from '../ports/world.ts';

/** The options of one message for nodemailer: plain text, readable in the raw form too, no header from user text but To. */
export function messageOf(mail: Mail, from: string) {
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    textEncoding: 'quoted-printable' as const,
    headers: { 'Content-Language': mail.lang, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The message as RFC 5322 bytes. */
export async function messageBytes(mail: Mail, from: string): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail(messageOf(mail, from));
  if (!Buffer.isBuffer(message)) throw new Error('the message was not composed');
  return message;
}
