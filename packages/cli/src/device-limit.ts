import type { DeviceRow, ErrorDetails } from '@cairn/protocol';

/** The devices that the error `device-limit` lists (A8). What a newer or older server leaves out is shown empty. */
export function devicesIn(details: ErrorDetails): { devices: DeviceRow[]; limit: number } {
  const rows = Array.isArray(details.devices) ? (details.devices as unknown[]) : [];
  const devices = rows.flatMap((row): DeviceRow[] => {
    const id = property(row, 'id');
    if (typeof id !== 'number') return [];
    const text = (key: string) => textOf(property(row, key));
    const time = (key: string) => timeOf(property(row, key));
    return [
      {
        id,
        name: text('name'),
        brand: text('brand'),
        model: text('model'),
        platform: text('platform'),
        lang: text('lang'),
        registered: time('registered'),
        lastSeen: time('lastSeen'),
        current: false,
      },
    ];
  });
  return { devices, limit: typeof details.limit === 'number' ? details.limit : devices.length };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
function timeOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
