import type { Client, Notification } from 'pg';
import type { AccountId, Events, SharedVolume } from '../../ports/world.ts';
import type { Logger } from '../../ports/logger.ts';
import { UpkeepError } from '../../ports/upkeep-error.ts';
import { memoryEvents } from '../memory-events.ts';
import type { Database } from './database.ts';
import type { DatabaseAddress } from './database-url.ts';
import { connectToPrimary, endClient } from './pool.ts';
import { stayAsServer } from './presence.ts';
import { acrossAccounts } from './statement.ts';
import { unfinishedWork } from './unfinished-work.ts';

type At = Parameters<Events['publish']>[1];

/** What is told within this time goes in one message, milliseconds. */
const gatherMs = 5;
/** Longest message: PostgreSQL takes fewer than 8000 bytes. */
const mostBytes = 7_500;
/** Between two attempts to listen again, milliseconds. */
const againMs = 500;

const sql = {
  notify: acrossAccounts<{ pg_notify: string }>(
    'events-notify',
    'news of many accounts at once, for all processes',
    'SELECT pg_notify($1, k) FROM unnest($2::text[]) AS k',
  ),
} as const;

export interface PostgresEvents extends Events, SharedVolume {
  close(): Promise<void>;
}

/**
 * Events between processes (LISTEN, NOTIFY). The connection that listens says too that a server is here: no restore or move begins then. Listeners of this process are called at once. What is told while the connection is down is
 * made up for when it is back: `look` says where an account stands.
 */
export async function postgresEvents(ports: {
  readonly database: Database;
  readonly address: DatabaseAddress;
  /** A name that no other process has. */
  readonly holder: string;
  readonly look: (account: AccountId) => Promise<At>;
  readonly log: Logger;
}): Promise<PostgresEvents> {
  const here = memoryEvents();
  const takenListeners = new Set<Parameters<SharedVolume['onTaken']>[0]>();
  const accessListeners = new Set<(account: AccountId | null) => void>();
  const listened = new Map<AccountId, number>();
  const outgoing = new Map<string, string>();
  let sending: NodeJS.Timeout | null = null;
  let client: Client | null = null;
  let again: NodeJS.Timeout | null = null;
  let closed = false;
  let channel = '';

  function send(): void {
    sending = null;
    const messages = pack(ports.holder, [...outgoing.values()]);
    outgoing.clear();
    // Best effort: who misses it looks when the connection is back.
    ports.database.rows(sql.notify, channel, messages).catch((error: unknown) => ports.log.warn({ err: error }, 'events were not told'));
  }
  function tell(key: string, line: string): void {
    outgoing.set(key, line);
    if (!closed) sending ??= setTimeout(send, gatherMs);
  }

  function hear({ payload = '' }: Notification): void {
    const [from, ...lines] = payload.split('\n');
    if (from === ports.holder) return;
    for (const line of lines) {
      const [what, ...words] = line.split(' ');
      const numbers = words.map(Number);
      if (what === 'taken') for (const listener of takenListeners) listener(words[0] ?? '', numbers[1] ?? 0);
      const [account = 0, seq = 0, epoch = 0, dataEpoch = 0] = numbers;
      if (what === 'log') here.publish(account, { seq, epoch, dataEpoch });
      else if (what === 'access') for (const listener of accessListeners) listener(account);
    }
  }

  async function listen(): Promise<void> {
    const fresh = await connectToPrimary(ports.address, true);
    if (!(await stayAsServer(fresh))) {
      await endClient(fresh);
      throw new Error('A restore or a move has this database for itself. Start the server when that has ended.');
    }
    // From here on none can begin. One that was cut off left a half, which is none: its contents would be taken for strays.
    const work = await unfinishedWork(fresh);
    if (work !== null) {
      await endClient(fresh);
      throw new UpkeepError('unfinished-database', { work });
    }
    const { rows } = await fresh.query<{ channel: string }>(
      "SELECT 'cairn_' || md5(current_database() || ' ' || current_schema()) AS channel",
    );
    channel = rows[0]?.channel ?? 'cairn';
    fresh.on('notification', hear);
    fresh.on('error', () => lost(fresh));
    fresh.on('end', () => lost(fresh));
    await fresh.query(`LISTEN ${channel}`);
    client = fresh;
  }
  function lost(broken: Client): void {
    if (client !== broken || closed) return;
    client = null;
    void endClient(broken);
    retry();
  }
  function retry(): void {
    again = setTimeout(() => {
      listen().then(catchUp, retry);
    }, againMs);
  }
  /** What happened in the meantime nobody told. */
  function catchUp(): void {
    for (const listener of accessListeners) listener(null);
    for (const account of listened.keys()) {
      ports.look(account).then(
        (at) => here.publish(account, at),
        () => undefined,
      );
    }
  }
  await listen();

  return {
    publish(account, at) {
      here.publish(account, at);
      tell(`log ${account}`, `log ${account} ${at.seq} ${at.epoch} ${at.dataEpoch}`);
    },
    subscribe(account, listener) {
      listened.set(account, (listened.get(account) ?? 0) + 1);
      const unsubscribe = here.subscribe(account, listener);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        unsubscribe();
        const left = (listened.get(account) ?? 1) - 1;
        if (left === 0) listened.delete(account);
        else listened.set(account, left);
      };
    },
    accessChanged(account) {
      tell(`access ${account}`, `access ${account}`);
    },
    onAccessChanged(listener) {
      accessListeners.add(listener);
      return () => void accessListeners.delete(listener);
    },
    tellTaken(subject, ms) {
      tell(`taken ${subject}`, `taken ${subject} ${ms}`);
    },
    onTaken: (listener) => void takenListeners.add(listener),
    shared: true,
    async close() {
      closed = true;
      if (sending !== null) {
        clearTimeout(sending);
        send();
      }
      if (again !== null) clearTimeout(again);
      if (client !== null) await endClient(client);
    },
  };
}

/** Lines in as few messages as they fit. */
function pack(holder: string, lines: readonly string[]): string[] {
  const messages: string[] = [];
  let message = holder;
  for (const line of lines) {
    if (message.length + line.length + 1 > mostBytes) {
      messages.push(message);
      message = holder;
    }
    message += `\n${line}`;
  }
  return [...messages, message];
}
