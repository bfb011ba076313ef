import type { Client } from '@cairn/protocol';
import { CloudError, openCloud } from '@cairn/sync';
import type { Cloud } from '@cairn/sync';
import { browserTimers } from './browser-timers.ts';

/** The cloud as the engine asks it. A browser that knows it is offline is believed at once. */
export function browserCloud(client: Client, server: string): Cloud {
  const cloud = openCloud({ client, server, timers: browserTimers });
  return {
    changes: async (...request) => online(server, () => cloud.changes(...request)),
    upload: async (...request) => online(server, () => cloud.upload(...request)),
    operate: async (...request) => online(server, () => cloud.operate(...request)),
    history: async (...request) => online(server, () => cloud.history(...request)),
    download: (...request) => online(server, () => cloud.download(...request)),
  };
}
function online<T>(server: string, ask: () => T): T {
  if (navigator.onLine) return ask();
  const text = `This device has no network, so ${new URL(server).host} cannot be asked. What you change here is kept and sent once you are online again.`;
  throw new CloudError('offline', 'no-network', text);
}
