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

/** So many tiles of a source fail in a row before the built-in world takes its place. */
const patience = 4;
const none: readonly TileSource[] = [];

/** What the server has configured for the map; sources that stop answering step aside until the browser is online again. */
export function useSources(): Sources {
  const { data = none } = useQuery({
    queryKey: ['map'],
    queryFn: async () => readySources((await cloud.map()).sources),
    staleTime: Infinity,
    retry: 1,
  });
  const [failures, setFailures] = useState<ReadonlyMap<string, number>>(new Map());
  const onTrouble = useCallback((id: string) => setFailures((before) => new Map(before).set(id, (before.get(id) ?? 0) + 1)), []);
  useEffect(() => {
    const again = (): void => setFailures(new Map());
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, []);
  return useMemo(() => {
    const failed = (source: TileSource): boolean => (failures.get(source.id) ?? 0) >= patience;
    return {
      drawn: data.filter((source) => source.kind !== 'style' && !failed(source)),
      foreign: data.filter((source) => source.kind === 'style'),
      troubled: data.find(failed) ?? null,
      onTrouble,
    };
  }, [data, failures, onTrouble]);
}
