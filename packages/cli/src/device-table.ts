import type { DeviceRow } from '@cairn/protocol';
import type { Context } from './context.ts';
import { shownName, table } from './output.ts';

/** Devices as a person tells them apart: number, name, make, when last seen. */
export function deviceTable(devices: readonly DeviceRow[], context: Context): string[] {
  const { words, output } = context;
  const { headings, current } = words.devices;
  const { format } = output;
  const rows = devices.map((device) => [
    String(device.id),
    shownName(device.name) + (device.current ? ` (${current})` : ''),
    shownName([device.brand, device.model, device.platform].filter((part) => part !== '').join(' ')),
    device.registered === 0 ? '' : format.day(device.registered),
    device.lastSeen === 0 ? '' : format.ago(device.current ? context.now() : device.lastSeen, context.now()),
  ]);
  return table([[headings.id, headings.name, headings.what, headings.registered, headings.seen], ...rows], [0]);
}
