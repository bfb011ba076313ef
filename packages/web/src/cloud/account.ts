import { ApiError } from '@cairn/protocol';
import type { ClientAnswer } from '@cairn/protocol';
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { cloud } from './client.ts';
import { queries } from './queries.ts';

export type Account = ClientAnswer<'account'>;
export type Device = ClientAnswer<'devices'>['devices'][number];
export type Session = ClientAnswer<'sessions'>['sessions'][number];

/** Who is signed in here; null when nobody is. */
export function useAccount(): UseQueryResult<Account | null> {
  return useQuery({ queryKey: ['account'], queryFn: ({ signal }) => whoIsHere(signal), staleTime: 60_000 });
}

async function whoIsHere(signal: AbortSignal): Promise<Account | null> {
  try {
    return await cloud.account({ signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-signed-in') return null;
    throw error;
  }
}

/** What the server is and takes. */
export function useServer(): UseQueryResult<ClientAnswer<'server'>> {
  return useQuery({ queryKey: ['server'], queryFn: ({ signal }) => cloud.server({ signal }), staleTime: 600_000 });
}
export function useDevices(): UseQueryResult<ClientAnswer<'devices'>> {
  return useQuery({ queryKey: ['devices'], queryFn: ({ signal }) => cloud.devices({ signal }) });
}
export function useSessions(): UseQueryResult<Session[]> {
  return useQuery({ queryKey: ['sessions'], queryFn: async ({ signal }) => (await cloud.sessions({ signal })).sessions });
}

/** Signs in with a password. @throws ApiError */
export async function signIn(address: string, password: string): Promise<void> {
  await cloud.signIn({ body: { address, password, browser: browserName() } });
  await beginAnew();
}

/** Signs in, or up, with a mailed code. @throws ApiError */
export async function signInWithCode(address: string, code: string): Promise<{ passwordSet: boolean; proof: string }> {
  const opened = await cloud.signInWithCode({ body: { address, code, browser: browserName() } });
  await beginAnew();
  return opened;
}

/** Ends this session; what the server told for it is forgotten here (A5). */
export async function signOut(): Promise<void> {
  await cloud.signOut();
  await beginAnew();
}

/** The account is gone, and this session with it. */
export async function signOutForgotten(): Promise<void> {
  await beginAnew();
}

/** Nothing that was told for one account is shown to the next. */
async function beginAnew(): Promise<void> {
  await queries.cancelQueries();
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'server' && queryKey[0] !== 'account' });
  await queries.refetchQueries({ queryKey: ['account'] });
}

/** Asks again what one of these questions was answered before. */
export async function refresh(...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

/** What this browser calls itself in the list of sessions. Only names that anybody would know; no version. */
export function browserName(agent: string = navigator.userAgent): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /SamsungBrowser/.test(agent)
        ? 'Samsung Internet'
        : /Chrome\//.test(agent)
          ? 'Chrome'
          : /Safari\//.test(agent)
            ? 'Safari'
            : 'Browser';
  const systems = [
    ['iPhone', /iPhone/],
    ['iPad', /iPad/],
    ['Android', /Android/],
    ['macOS', /Mac OS/],
    ['Windows', /Windows/],
    ['Linux', /Linux/],
  ] as const;
  const system = systems.find(([, pattern]) => pattern.test(agent))?.[0];
  return system === undefined ? browser : `${browser} · ${system}`;
}
