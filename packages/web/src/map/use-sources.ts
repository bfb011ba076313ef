import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { cloud } from '../cloud/client.ts';
import { readySources } from './configured.ts';
import type { TileSource } from './configured.ts';

export interface Sources {
  /** To be drawn now: configured, and answering. */
  readonly drawn: readonly TileSource[];
  /** Whole styles of others. */
  readonly foreign: readonly TileSource[];
  /** The one that does not answer. */
  readonly troubled: TileSource | null;
  /** A tile of a source could not be had. */
  readonly onTrouble: (id: string) => void;
}

/** So many tiles of a source fail, each soon after the one before, until the built-in world takes its place. */
const patience = 4;
const soonMs = 20_000;
/** When a source that stepped aside is tried again. */
const againMs = 120_000;
interface Failures {
  readonly count: number;
  /** Of the last one, milliseconds. */
  readonly at: number;
}
const none: readonly TileSource[] = [];

/** What the server has configured for the map; sources that stop answering step aside for a while. */
export function useSources(): Sources {
  const { data = none } = useQuery({
    queryKey: ['map'],
    queryFn: async () => readySources((await cloud.map()).sources),
    staleTime: Infinity,
    retry: 1,
  });
  const [failures, setFailures] = useState<ReadonlyMap<string, Failures>>(new Map());
  const onTrouble = useCallback((id: string) => {
    setFailures((before) => {
      const { count, at } = before.get(id) ?? { count: 0, at: 0 };
      const now = Date.now();
      return new Map(before).set(id, { count: now - at < soonMs ? count + 1 : 1, at: now });
    });
  }, []);
  const anyFailed = [...failures.values()].some(({ count }) => count >= patience);
  useEffect(() => {
    const again = (): void => setFailures(new Map());
    const timer = anyFailed ? setTimeout(again, againMs) : undefined;
    window.addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', again);
    };
  }, [anyFailed]);
  return useMemo(() => {
    const failed = (source: TileSource): boolean => (failures.get(source.id)?.count ?? 0) >= patience;
    return {
      drawn: data.filter((source) => source.kind !== 'style' && !failed(source)),
      foreign: data.filter((source) => source.kind === 'style'),
      troubled: data.find(failed) ?? null,
      onTrouble,
    };
  }, [data, failures, onTrouble]);
}
