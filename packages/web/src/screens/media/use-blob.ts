import { useEffect, useState } from 'react';
import type { MediaItem } from '../../library/media.ts';
import { useLibrary } from '../../library/use-library.ts';

/** An address for the bytes of a file, for as long as it is shown; null until they are there. */
export function useBlob({ key, type, hash }: MediaItem, wanted = true): { readonly url: string | null; readonly error: unknown } {
  const { device } = useLibrary();
  const { type: kind, name } = key;
  const [shown, setShown] = useState<{ url: string | null; error: unknown }>({ url: null, error: null });
  useEffect(() => {
    if (device === null || !wanted) return undefined;
    let url: string | null = null;
    let over = false;
    device.readFile({ type: kind, name }).then(
      ({ bytes }) => {
        if (over) return;
        url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
        setShown({ url, error: null });
      },
      (error: unknown) => (over ? undefined : setShown({ url: null, error })),
    );
    return () => {
      over = true;
      setShown({ url: null, error: null });
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [device, name, kind, type, hash, wanted]);
  return shown;
}
