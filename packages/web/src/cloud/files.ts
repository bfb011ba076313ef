import type { ClientAnswer, ContentVersion, FileKey, Version } from '@cairn/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { cloud } from './client.ts';

export type Storage = ClientAnswer<'storage'>;
export type TrashItem = ClientAnswer<'trash'>['items'][number];
export type FileVersion = ClientAnswer<'history'>['versions'][number];

/** Keys of every answer that a new version makes old. */
export const fileKeys = ['storage', 'files', 'trash', 'history', 'head', 'account'] as const;

/** Used and allowed space, by type. */
export function useStorage(): UseQueryResult<Storage> {
  return useQuery({ queryKey: ['storage'], queryFn: ({ signal }) => cloud.storage({ signal }) });
}

/** Every file of the account, companions left out; pages are fetched one after another until all are there. */
export function useFiles(types?: string): UseQueryResult<ContentVersion[]> {
  return useQuery({
    queryKey: ['files', types ?? 'all'],
    queryFn: async ({ signal }) => {
      const files: ContentVersion[] = [];
      let after: string | undefined;
      do {
        const page = await cloud.list({ query: { types, after, limit: 5000 }, signal });
        files.push(...page.files);
        after = page.next ?? undefined;
      } while (after !== undefined);
      return files;
    },
  });
}

/** The trash, newest first, a page at a time. */
export function useTrash() {
  return useInfiniteQuery({
    queryKey: ['trash'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => cloud.trash({ query: { before: pageParam, limit: 200 }, signal }),
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** All versions of one file, newest first. */
export function useHistory(key: FileKey): UseQueryResult<FileVersion[]> {
  return useQuery({
    queryKey: ['history', key.type, key.name],
    queryFn: async ({ signal }) => (await cloud.history({ query: key, signal })).versions,
  });
}

/** The newest version of one name; null when the cloud knows nothing of it. */
export async function headOf(key: FileKey): Promise<Version | null> {
  const { versions } = await cloud.history({ query: key });
  return versions[0]?.version ?? null;
}

/** Plain bytes of a version, at most `most` of them unless left out. @throws ApiError */
export async function contentOf(seq: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const { header, body } of await cloud.download({ body: { versions: [seq] }, signal })) {
    if (header.error !== undefined) throw new Error(header.error.message);
    if (body instanceof Uint8Array) pieces.push(new Uint8Array(body));
    else for await (const piece of body) pieces.push(new Uint8Array(piece));
  }
  const packed = new Blob(pieces).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
