import type { DeviceHistory, DownloadRows } from '../../ports/plan-store.ts';
import { lockAccount } from './access.ts';
import type { Database } from './database.ts';
import { queueMail } from './mails.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

const theList = 'the mailing list goes by address';
const sql = {
  devices: ofAccount<DeviceHistory>(
    'download-devices',
    'SELECT device, name, brand, model, platform, registered, ended FROM device WHERE account = $1 ORDER BY device',
  ),
  used: ofAccount<{ device: number; used: number }>(
    'download-used',
    'SELECT device, count(*) AS used FROM map_download WHERE account = $1 GROUP BY device ORDER BY device',
  ),
  bonuses: ofAccount<{ device: number }>('download-bonuses', 'SELECT device FROM download_bonus WHERE account = $1 ORDER BY device'),
  usedBy: ofAccount<{ used: number; known: boolean; bonus: boolean }>(
    'download-used-by',
    `SELECT count(*) AS used, coalesce(bool_or(download = $3), false) AS known,
       EXISTS (SELECT FROM download_bonus b WHERE b.account = $1 AND b.device = $2) AS bonus
     FROM map_download m WHERE m.account = $1 AND m.device = $2`,
  ),
  count: ofAccount('download-count', 'INSERT INTO map_download (account, device, download, at) VALUES ($1, $2, $3, $4)'),
  giveBonus: ofAccount(
    'download-give-bonus',
    'INSERT INTO download_bonus (account, device) VALUES ($1, $2) ON CONFLICT (account, device) DO NOTHING',
  ),
  ask: acrossAccounts(
    'subscriber-ask',
    theList,
    `INSERT INTO subscriber (address_key, address, lang, account, device, word_hash, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (address_key) DO UPDATE SET address = excluded.address, lang = excluded.lang, account = excluded.account,
       device = excluded.device, word_hash = excluded.word_hash, expires = excluded.expires`,
  ),
  asked: acrossAccounts<{ address_key: string; account: number; device: number | null; bonus_given: number }>(
    'subscriber-asked',
    theList,
    'SELECT address_key, account, device, bonus_given FROM subscriber WHERE word_hash = $1 AND expires > $2 FOR UPDATE',
  ),
  confirm: acrossAccounts(
    'subscriber-confirm',
    theList,
    'UPDATE subscriber SET word_hash = NULL, confirmed = coalesce(confirmed, $2), bonus_given = $3 WHERE address_key = $1',
  ),
  // The row stays without the address: who joins again gets no second bonus.
  leave: acrossAccounts(
    'subscriber-leave',
    theList,
    "UPDATE subscriber SET confirmed = NULL, word_hash = NULL, address = '' WHERE address_key = $1 AND confirmed IS NOT NULL",
  ),
  isOn: acrossAccounts('subscriber-is-on', theList, 'SELECT FROM subscriber WHERE address_key = $1 AND confirmed IS NOT NULL'),
  list: acrossAccounts<{ key: string; address: string; lang: string }>(
    'subscriber-list',
    theList,
    `SELECT address_key AS key, address, lang FROM subscriber WHERE address_key > $1 AND confirmed IS NOT NULL
     ORDER BY address_key LIMIT $2`,
  ),
} as const;

export function downloadRows(database: Database): DownloadRows {
  return {
    everyDevice: (account) => database.rows(sql.devices, account),
    downloadCounts: (account) =>
      database.read(async (tx) => {
        const [used, bonuses] = await Promise.all([tx.rows(sql.used, account), tx.rows(sql.bonuses, account)]);
        const withBonus = new Set(bonuses.map((row) => row.device));
        const counts = new Map(used.map((row) => [row.device, row.used]));
        const devices = [...new Set([...counts.keys(), ...withBonus])].sort((a, b) => a - b);
        return devices.map((device) => ({ device, used: counts.get(device) ?? 0, bonus: withBonus.has(device) }));
      }),
    useDownload: ({ account, device, key, free, bonus: more, now }) =>
      database.write(async (tx) => {
        await lockAccount(tx, account);
        const { used = 0, known = false, bonus = false } = (await tx.row(sql.usedBy, account, device, key)) ?? {};
        if (known) return { outcome: 'counted', used, bonus };
        if (used >= free + (bonus ? more : 0)) return { outcome: 'used-up', used, bonus };
        tx.send(sql.count, account, device, key, now);
        return { outcome: 'counted', used: used + 1, bonus };
      }),
    askSubscription: ({ addressKey, address, lang, account, device, wordHash, expires }, mail, now) =>
      database.write(async (tx) => {
        if ((await queueMail(tx, mail, now)) === 'queue-full') return 'queue-full';
        tx.send(sql.ask, addressKey, address, lang, account, device, wordHash, expires);
        return 'done';
      }),
    confirmSubscription: (wordHash, now) =>
      database.write(async (tx) => {
        const row = await tx.row(sql.asked, wordHash, now);
        if (row === undefined) return null;
        const { account, device } = row;
        const bonus = device !== null && row.bonus_given === 0 && (await tx.run(sql.giveBonus, account, device)) > 0;
        tx.send(sql.confirm, row.address_key, now, bonus ? 1 : row.bonus_given);
        return { account, bonus };
      }),
    endSubscription: async (addressKey) => (await database.run(sql.leave, addressKey)) > 0,
    isSubscribed: async (addressKey) => (await database.row(sql.isOn, addressKey)) !== undefined,
    subscribers: (after, limit) => database.rows(sql.list, after, limit),
  };
}
