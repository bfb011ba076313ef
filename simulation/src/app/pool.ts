/**
 * Works on items, at most so many at a time. After the first failure Android begins no more of the rest, iOS lets the pool finish; the
 * first failure is given back.
 */
export async function inPool<T>(
  items: readonly T[],
  { width, stopsAtFailure }: { readonly width: number; readonly stopsAtFailure: boolean },
  work: (item: T) => Promise<void>,
): Promise<Error | null> {
  let first: Error | null = null;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && !(stopsAtFailure && first !== null)) {
      const item = items[next++];
      if (item === undefined) return;
      try {
        await work(item);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        first ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return first;
}
