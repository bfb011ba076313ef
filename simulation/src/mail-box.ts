import type { Mail, Mailer } from '@cairn/server';

/** The mails that were sent, by address. While it is down every sending fails (R21). */
export class MailBox implements Mailer {
  readonly #last = new Map<string, Mail>();
  isDown = false;

  async send(mail: Mail): Promise<void> {
    if (this.isDown) throw new Error('the mail server is down');
    this.#last.set(mail.to, mail);
  }
  async close(): Promise<void> {
    this.#last.clear();
  }
  /** The newest code that came to an address, which is taken out of the box; null when none came. */
  takeCode(address: string): string | null {
    const code = this.#last.get(address)?.code ?? null;
    this.#last.delete(address);
    return code;
  }
}
