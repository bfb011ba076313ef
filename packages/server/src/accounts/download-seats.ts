import type { DeviceHistory } from '../ports/plan-store.ts';
import { platformOfDevice } from './device-platform.ts';

/**
 * The counter of free downloads that each device uses (P7), named by the first device that used it. A device that registers again says the
 * same of itself and goes on with its counter, signed out before or not; any other goes on with one that a device of its platform left
 * behind when it was signed out, and begins a new one only where none is left. So nobody gains downloads by registering again.
 */
export function seatsOf(devices: readonly DeviceHistory[]): ReadonlyMap<number, number> {
  const seats = new Map<number, number>();
  const history = [...devices].sort((a, b) => a.device - b.device);
  for (const [at, device] of history.entries()) {
    const before = history.slice(0, at);
    const itself = before.findLast((other) => describes(other, device));
    const taken = new Set(before.filter((other) => isThere(other, device.registered)).map((other) => seats.get(other.device)));
    const left = before.filter((other) => !taken.has(seats.get(other.device)) && platformOfDevice(other) === platformOfDevice(device));
    const next = itself ?? left.findLast((other) => other.brand === device.brand && other.model === device.model) ?? left[0];
    seats.set(device.device, next === undefined ? device.device : (seats.get(next.device) ?? next.device));
  }
  return seats;
}

const isThere = ({ ended }: DeviceHistory, at: number): boolean => ended === null || ended > at;

/** The same device, by all that it says of itself. */
function describes(a: DeviceHistory, b: DeviceHistory): boolean {
  const said = ({ name, brand, model, platform }: DeviceHistory): string => JSON.stringify([name, brand, model, platform]);
  return said(a) === said(b);
}
