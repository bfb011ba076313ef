import type { ClientAnswer } from '@cairn/protocol';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { cloud } from './client.ts';

export type Purchases = ClientAnswer<'purchases'>;
export type Purchase = Purchases['purchases'][number];
export type Downloads = ClientAnswer<'downloads'>;

/** Every purchase of the account (W6). */
export function usePurchases(): UseQueryResult<Purchases> {
  return useQuery({ queryKey: ['purchases'], queryFn: ({ signal }) => cloud.purchases({ signal }) });
}
/** Free map downloads of its devices (P7). */
export function useDownloads(): UseQueryResult<Downloads> {
  return useQuery({ queryKey: ['downloads'], queryFn: ({ signal }) => cloud.downloads({ signal }) });
}
