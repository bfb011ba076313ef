import { useCallback } from 'react';
import { useDevices } from '../../cloud/account.ts';
import { useWords } from '../../words/use-words.tsx';
import { deviceName } from '../account/device-name.ts';

/** Who wrote a version, in words. */
export function useDeviceNames(): (device: number | null) => string {
  const { say } = useWords();
  const { data } = useDevices();
  return useCallback(
    (id: number | null) => {
      if (id === null) return say('cloud.theWebsite');
      const device = data?.devices.find((one) => one.id === id);
      return device === undefined ? say('cloud.formerDevice') : deviceName(device, say);
    },
    [data, say],
  );
}
