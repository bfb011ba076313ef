import { useSyncExternalStore } from 'react';
import { useSettings } from '../settings.tsx';

const query = matchMedia('(prefers-color-scheme: dark)');
function listen(tell: () => void): () => void {
  query.addEventListener('change', tell);
  return () => query.removeEventListener('change', tell);
}

/** Whether the website is dark now: chosen, or as the device is. */
export function useDark(): boolean {
  const { look } = useSettings();
  const device = useSyncExternalStore(listen, () => query.matches);
  return look === 'system' ? device : look === 'dark';
}
