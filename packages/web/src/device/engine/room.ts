import type { StorageState } from '../state.ts';

const lowBytes = 50 * 1024 * 1024;

/** How much this website uses of what the browser gives it; null where the browser does not say. */
export async function measureRoom(): Promise<StorageState | null> {
  try {
    const [{ usage, quota }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
    if (usage === undefined || quota === undefined) return null;
    const left = quota - usage;
    return { used: usage, quota, persisted, isLow: left < lowBytes || left < quota / 10 };
  } catch {
    return null;
  }
}

/** Whether the connection is paid by volume or the person asked to save data, as far as the browser tells. */
export function isMetered(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  if (typeof connection !== 'object' || connection === null) return false;
  return Reflect.get(connection, 'saveData') === true || Reflect.get(connection, 'type') === 'cellular';
}
