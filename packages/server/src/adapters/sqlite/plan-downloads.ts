import type Database from 'better-sqlite3';
import type { DeviceHistory, DownloadCount, DownloadRows } from '../../ports/plan-store.ts';
import type { Synchronous } from './engine.ts';
import { mailCommands } from './mail-store.ts';

export function downloadCommands(db: Database.Database): Synchronous<DownloadRows> {
  const mails = mailCommands(db);
  const devices = db.prepare<[number], DeviceHistory>(
    'SELECT device, name, brand, model, platform, registered, ended FROM device WHERE account = ? ORDER BY device',
  );
  const used = db.prepare<[number], { device: number; used: number }>(
    'SELECT device, count(*) AS used FROM map_download WHERE account = ? GROUP BY device ORDER BY device',
  );
  const bonuses = db.prepare<[number], { device: number }>('SELECT device FROM download_bonus WHERE account = ? ORDER BY device');
  const usedBy = db.prepare<[number, number], number>('SELECT count(*) FROM map_download WHERE account = ? AND device = ?').pluck();
  const known = db
    .prepare<[number, number, string], number>('SELECT 1 FROM map_download WHERE account = ? AND device = ? AND download = ?')
    .pluck();
  const count = db.prepare<[number, number, string, number]>(
    'INSERT INTO map_download (account, device, download, at) VALUES (?, ?, ?, ?)',
  );
  const hasBonus = db.prepare<[number, number], number>('SELECT 1 FROM download_bonus WHERE account = ? AND device = ?').pluck();
  const giveBonus = db.prepare<[number, number]>('INSERT OR IGNORE INTO download_bonus (account, device) VALUES (?, ?)');
  const ask = db.prepare(
    `INSERT INTO subscriber (address_key, address, lang, account, device, word_hash, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (address_key) DO UPDATE SET address = excluded.address, lang = excluded.lang, account = excluded.account,
     device = excluded.device, word_hash = excluded.word_hash, expires = excluded.expires`,
  );
  const asked = db.prepare<[string, number], { address_key: string; account: number; device: number | null; bonus_given: number }>(
    'SELECT address_key, account, device, bonus_given FROM subscriber WHERE word_hash = ? AND expires > ?',
  );
  const confirm = db.prepare<[number, number, string]>(
    'UPDATE subscriber SET word_hash = NULL, confirmed = coalesce(confirmed, ?), bonus_given = ? WHERE address_key = ?',
  );
  // The row stays without the address: who joins again gets no second bonus.
  const leave = db.prepare<[string]>(
    "UPDATE subscriber SET confirmed = NULL, word_hash = NULL, address = '' WHERE address_key = ? AND confirmed IS NOT NULL",
  );
  const isOn = db.prepare<[string], number>('SELECT 1 FROM subscriber WHERE address_key = ? AND confirmed IS NOT NULL').pluck();
  const list = db.prepare<[string, number], { key: string; address: string; lang: string }>(
    'SELECT address_key AS key, address, lang FROM subscriber WHERE address_key > ? AND confirmed IS NOT NULL ORDER BY address_key LIMIT ?',
  );

  return {
    everyDevice: (account) => devices.all(account),
    downloadCounts(account): DownloadCount[] {
      const withBonus = new Set(bonuses.all(account).map((row) => row.device));
      const counts = new Map(used.all(account).map((row) => [row.device, row.used]));
      const devices = [...new Set([...counts.keys(), ...withBonus])].sort((a, b) => a - b);
      return devices.map((device) => ({ device, used: counts.get(device) ?? 0, bonus: withBonus.has(device) }));
    },
    useDownload({ account, device, key, free, bonus, now }) {
      const before = usedBy.get(account, device) ?? 0;
      const withBonus = hasBonus.get(account, device) !== undefined;
      const facts = { used: before, bonus: withBonus };
      if (known.get(account, device, key) !== undefined) return { outcome: 'counted', ...facts };
      if (before >= free + (withBonus ? bonus : 0)) return { outcome: 'used-up', ...facts };
      count.run(account, device, key, now);
      return { outcome: 'counted', used: before + 1, bonus: withBonus };
    },
    askSubscription({ addressKey, address, lang, account, device, wordHash, expires }, mail, now) {
      if (mails.queueMail(mail, now) === 'queue-full') return 'queue-full';
      ask.run(addressKey, address, lang, account, device, wordHash, expires);
      return 'done';
    },
    confirmSubscription(wordHash, now) {
      const row = asked.get(wordHash, now);
      if (row === undefined) return null;
      const { account, device } = row;
      const bonus = device !== null && row.bonus_given === 0 && giveBonus.run(account, device).changes > 0;
      confirm.run(now, bonus ? 1 : row.bonus_given, row.address_key);
      return { account, bonus };
    },
    endSubscription: (addressKey) => leave.run(addressKey).changes > 0,
    isSubscribed: (addressKey) => isOn.get(addressKey) !== undefined,
    subscribers: (after, limit) => list.all(after, limit),
  };
}
