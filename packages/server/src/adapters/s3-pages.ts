import type { S3Requests } from './s3-client.ts';

interface Listed {
  readonly key: string;
  readonly made: number;
  readonly temporary: boolean;
}
type Patiently = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A page of all that lies under the prefix: objects by name (`o/KEY` goes on behind that one), then uploads that were never completed
 * (`u/KEY/ID`). The time of an unfinished one is that of its newest part: who still sends is not an orphan (R07).
 */
export async function pageOf(
  patiently: Patiently,
  requests: S3Requests,
  after: string | null,
  limit: number,
): Promise<{ items: Listed[]; next: string | null }> {
  if (after === null || after.startsWith('o/')) {
    const { items, more } = await patiently(() => requests.list(after === null ? null : after.slice(2), limit));
    const last = items.at(-1);
    const next = more && last !== undefined ? `o/${last.key}` : 'u/';
    return { items: items.map(({ key, made }) => ({ key, made, temporary: false })), next };
  }
  const [, key = '', upload = ''] = after.split('/');
  const { items, next } = await patiently(() => requests.uploads(key === '' ? null : { key, upload }, limit));
  const listed: Listed[] = [];
  for (const one of items) {
    const newest = await patiently(() => requests.newestPart(one.key, one.upload));
    listed.push({ key: `${one.key}.part`, made: Math.max(one.begun, newest ?? 0), temporary: true });
  }
  return { items: listed, next: next === null ? null : `u/${next.key}/${next.upload}` };
}
