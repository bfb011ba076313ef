import { useSyncExternalStore } from 'react';
import type { BrowserDevice, DeviceState } from '../../device/index.ts';
import { useLibrary } from '../../library/use-library.ts';

/** The device of this browser and its state; null until it is open. */
export function useDeviceState(): { readonly device: BrowserDevice; readonly state: DeviceState } | null {
  const { device } = useLibrary();
  const state = useSyncExternalStore(
    (tell) => device?.onState(tell) ?? nothing,
    () => device?.now ?? null,
  );
  return device === null || state === null ? null : { device, state };
}
const nothing = (): void => undefined;
