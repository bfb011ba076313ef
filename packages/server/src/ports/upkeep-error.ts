const texts = {
  'no-data': 'There is no data of a server in {folder}. Set CAIRN_DATA as the server has it.',
  'no-such-backup': 'There is no backup {name} in this folder. `backup DIR --list` shows those that are.',
  'target-not-empty':
    '{folder} is not empty ({found}). A backup is put back into an empty place only; nothing was changed. Set CAIRN_DATA to a new folder, or move what is there away.',
  'other-work-unfinished':
    'Another work on {folder} has not come to its end: {work}. Finish it with the command that began it, or empty that place (a database: drop it and make it anew). Nothing was changed.',
  'server-running':
    'A server is running on this database, or another restore or move. Stop every server on it, then run the command again. Nothing was changed.',
  unfinished:
    'The data in {folder} is not whole: "{work}" was cut off. Run that command again, it goes on where it was. Nothing was changed.',
  'unfinished-database':
    'The database is not whole: "{work}" was cut off while it filled it. Run that command again, it goes on; or give it up: drop the database and make it anew. Nothing was changed.',
  'source-changed':
    'The data was changed while it was copied ({what}). Stop every server on it, then run the command again: only what differs is copied.',
  'copy-differs':
    'Account {account} is not the same in the new place after it was copied: {what}. Nothing was switched; run the command again.',
  'source-damaged': '{what}. Repair or restore it first, or run the command with --damaged to move everything else. Nothing was switched.',
  'same-place': 'Both settings name the same place ({what}). The file of --to must name another data folder.',
} as const;

export type UpkeepCode = keyof typeof texts;

/** Why a backup, a restore, a check or a move does not go on; its sentence is for the operator. */
export class UpkeepError extends Error {
  override readonly name = 'UpkeepError';
  readonly code: UpkeepCode;
  constructor(code: UpkeepCode, details: Readonly<Record<string, string | number>>) {
    super(texts[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')));
    this.code = code;
  }
}
