import type { Device } from '../../cloud/account.ts';
import type { Say } from '../../words/words.ts';

/** What a device is called: its own name, else what it is. */
export function deviceName(device: Pick<Device, 'id' | 'name' | 'brand' | 'model'>, say: Say): string {
  const made = [device.brand, device.model].filter((part) => part !== '').join(' ');
  return [device.name, made, say('account.unnamedDevice', { id: device.id })].find((name) => name !== '') ?? '';
}
