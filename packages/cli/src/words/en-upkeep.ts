import { plural } from './plural.ts';

/** Texts of backups, checks, restores and moves. Counts come with their word, by the first ones. */
export const upkeepInEnglish = {
  accounts: (count: number, shown: string) => plural(count, shown, 'account', 'accounts'),
  contents: (count: number, shown: string) => plural(count, shown, 'content', 'contents'),
  backups: (count: number, shown: string) => plural(count, shown, 'backup', 'backups'),
  found: (count: number, shown: string) => plural(count, shown, 'fault', 'faults'),
  progress: (contents: string, bytes: string) => `${contents}, ${bytes}`,
  saved: (name: string, accounts: string, contents: string, bytes: string) =>
    `Backup ${name}: ${accounts}, ${contents}, ${bytes}. It is complete and can be restored.`,
  added: (contents: string, bytes: string) => `New in the folder: ${contents}, ${bytes}.`,
  pruned: (backups: string, contents: string) => `Removed by age: ${backups}, and ${contents} that no other needs.`,
  damagedHere: (contents: string) => `Damaged or missing on the server, and therefore not in the backup: ${contents}:`,
  damagedThere: (contents: string) =>
    `Damaged or missing in the backup: ${contents}. Everything else was restored. Their versions are listed, and cannot be downloaded:`,
  noBackups: 'There is no backup in this folder.',
  whole: (accounts: string, contents: string, bytes: string) => `Everything is whole: ${accounts}, ${contents}, ${bytes}, byte for byte.`,
  faults: (faults: string, contents: string, bytes: string) => `Found: ${faults} among ${contents}, ${bytes}:`,
  kinds: {
    contradiction: 'contradiction',
    missing: 'missing',
    corrupt: 'damaged',
    unreferenced: 'not needed',
  },
  more: (count: string) => `… and ${count} more; --json lists all of them.`,
  aside: (files: string) => `Moved into the folder quarantine: ${files}. Nothing was deleted.`,
  outOfTime: (account: string) => `The time was over before the end. Go on with --from ${account}.`,
  restored: (name: string, accounts: string, contents: string, bytes: string) =>
    `Backup ${name} is back: ${accounts}, ${contents}, ${bytes}. Devices will be told that the server was restored. Start the server now.`,
  whereTo: '--to names the file with the settings of the new place.',
  moved: (accounts: string) =>
    `Everything is in the new place, compared row by row and byte by byte: ${accounts}. Start the server with the new settings; the old place is as it was.`,
  movedDamaged: (contents: string) => `Damaged or missing in the old place, and so in the new one: ${contents}:`,
};
