import { answerOf } from '../library/database.ts';

/** A library that this browser keeps, or kept before somebody signed out. One account each. */
export interface Home {
  /** Names its database and its folder in OPFS. */
  readonly id: string;
  readonly account: number;
  /** When the account was registered: with its number it is never another's, even after a server was set up anew. */
  readonly registered: number;
  /** As last seen. */
  readonly address: string;
  readonly device: number;
  /** Null after signing out: the files stay, for the same account (A5). */
  readonly token: string | null;
}

const database = 'cairn-homes';

export function homeId(account: { readonly account: number; readonly registered: number }): string {
  return `cairn-library-${account.account}-${account.registered}`;
}

export async function homes(): Promise<Home[]> {
  return inStore('readonly', async (store) => (await answerOf<unknown[]>(store.getAll())) as Home[]);
}
export async function saveHome(home: Home): Promise<void> {
  await inStore('readwrite', async (store) => void store.put(home));
}
export async function forgetHome(id: string): Promise<void> {
  await inStore('readwrite', async (store) => void store.delete(id));
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('homes', { keyPath: 'id' });
  const db = await answerOf(request);
  try {
    const tx = db.transaction('homes', mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error('The browser did not keep who is signed in.'));
    });
    done.catch(() => undefined);
    const result = await work(tx.objectStore('homes'));
    await done;
    return result;
  } finally {
    db.close();
  }
}
