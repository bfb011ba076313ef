import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { diskBlobs } from '../../src/adapters/disk-blobs.ts';
import { auditLibrary } from '../../src/invariants.ts';
import type { StoreApis } from '../../src/ports/stores.ts';
import type { TestApp } from '../support/app.ts';
import { startApp } from '../support/app.ts';
import { FakeDisk } from '../support/fake-disk.ts';
import { codeIn } from '../support/world.ts';
import { Phone } from './phone.ts';
import type { Platform } from './phone.ts';

export interface PhoneWorld {
  readonly app: TestApp;
  readonly disk: FakeDisk;
  readonly port: number;
  readonly phone: (platform: Platform, phoneId?: string) => Phone;
  /** A phone that is signed in. */
  readonly signedIn: (email: string, platform: Platform, phoneId?: string) => Promise<Phone>;
  /** The newest code that was mailed to an address. */
  readonly codeOf: (email: string) => Promise<string>;
}

/** The real app behind a real socket, with contents on a disk in memory; at its end every log must be whole (R25). */
export async function startPhones(settings: Record<string, string> = {}, stores?: StoreApis): Promise<PhoneWorld> {
  const disk = new FakeDisk();
  const blobs = await diskBlobs('/blobs', disk);
  const app = await startApp({ LIMITS: 'off', ...settings }, undefined, { blobs, ...(stores === undefined ? {} : { stores }) });
  await app.app.frame.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.app.frame.server.address() as AddressInfo;
  onTestFinished(async () => {
    const faults = await auditLibrary({ store: app.store, blobs });
    await app.app.close();
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  const phone: PhoneWorld['phone'] = (platform, phoneId) => new Phone(port, platform, phoneId);
  const codeOf = async (email: string): Promise<string> => {
    await app.clock.advance(0);
    return codeIn(app.mailbox.last(email));
  };
  return {
    ...{ app, disk, port, phone, codeOf },
    async signedIn(email, platform, phoneId) {
      const made = phone(platform, phoneId);
      await made.registerUser(email, true);
      const reply = await made.registerDevice(email, await codeOf(email));
      if (reply.status !== 200) throw new Error(reply.text);
      return made;
    },
  };
}
