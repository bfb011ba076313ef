import type { ClientAnswer } from '@cairn/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { cloud } from './client.ts';

export type ServerStatus = ClientAnswer<'adminStatus'>;
export type AdminAccount = ClientAnswer<'adminAccount'>;
export type AuditRow = ClientAnswer<'adminAudit'>['rows'][number];

/** Questions of the administration; they are asked again when somebody comes back to the page. */
export function useServerStatus(): UseQueryResult<ServerStatus> {
  return useQuery({ queryKey: ['admin', 'status'], queryFn: ({ signal }) => cloud.adminStatus({ signal }), refetchInterval: 30_000 });
}
export function useFoundAccounts(text: string) {
  return useInfiniteQuery({
    queryKey: ['admin', 'accounts', text],
    queryFn: ({ signal, pageParam }) => cloud.adminAccounts({ body: { text, after: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.more ? page.accounts.at(-1)?.account : undefined),
  });
}
export function useOneAccount(id: number): UseQueryResult<AdminAccount> {
  return useQuery({ queryKey: ['admin', 'account', id], queryFn: ({ signal }) => cloud.adminAccount({ params: { id }, signal }) });
}
export function useInvitations(): UseQueryResult<ClientAnswer<'adminInvitations'>> {
  return useQuery({ queryKey: ['admin', 'invitations'], queryFn: ({ signal }) => cloud.adminInvitations({ signal }) });
}
export function useWaitingMails(): UseQueryResult<ClientAnswer<'adminMails'>> {
  return useQuery({ queryKey: ['admin', 'mails'], queryFn: ({ signal }) => cloud.adminMails({ query: { limit: 200 }, signal }) });
}
export function useServerSettings(): UseQueryResult<ClientAnswer<'adminSettings'>> {
  return useQuery({ queryKey: ['admin', 'settings'], queryFn: ({ signal }) => cloud.adminSettings({ signal }) });
}

/** Pages of what happened: on the whole server, or with the own account. */
export function useEventsOf(whose: 'server' | 'mine') {
  return useInfiniteQuery({
    queryKey: ['admin', 'audit', whose],
    queryFn: ({ signal, pageParam }) => {
      const query = pageParam === '' ? { limit: 50 } : { limit: 50, before: pageParam };
      return whose === 'mine' ? cloud.activity({ query, signal }) : cloud.adminAudit({ query, signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => (page.more ? page.rows.at(-1)?.place : undefined),
  });
}
