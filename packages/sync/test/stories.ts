import { MemoryLog } from './memory-cloud.ts';
import { Device, gpx } from './memory-device.ts';

export function world(count = 2): { log: MemoryLog; devices: [Device, Device, ...Device[]] } {
  const log = new MemoryLog();
  const devices: [Device, Device, ...Device[]] = [new Device(log), new Device(log)];
  while (devices.length < count) devices.push(new Device(log));
  return { log, devices };
}
/** Two devices and the cloud with the same file. */
export async function agreed(name = 'a.gpx', text = 'one'): Promise<{ log: MemoryLog; a: Device; b: Device }> {
  const { log, devices } = world();
  const [a, b] = devices;
  a.library.write(gpx(name), text);
  await a.engine.sync();
  await b.engine.sync();
  return { log, a, b };
}
export const names = (lines: readonly { key: { name: string } }[]): string[] => lines.map(({ key }) => key.name);
