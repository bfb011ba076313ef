/** Texts of backups, checks, restores and moves. */
export const upkeepInEnglish = {
  progress: (contents: string, bytes: string) => `${contents} contents, ${bytes}`,
  saved: (name: string, accounts: string, contents: string, bytes: string) =>
    `Backup ${name}: ${accounts} accounts, ${contents} contents, ${bytes}. It is complete and can be restored.`,
  added: (contents: string, bytes: string) => `New in the folder: ${contents} contents, ${bytes}.`,
  pruned: (backups: string, contents: string) => `Removed by age: ${backups} backups, ${contents} contents that no other needs.`,
  damagedHere: (count: string) => `${count} contents could not be saved, because they are damaged or missing on the server:`,
  damagedThere: (count: string) =>
    `${count} contents are damaged or missing in the backup. Everything else was restored; these versions are listed and cannot be downloaded:`,
  noBackups: 'There is no backup in this folder.',
  whole: (accounts: string, contents: string, bytes: string) =>
    `Everything is whole: ${accounts} accounts, ${contents} contents, ${bytes}, byte for byte.`,
  faults: (count: string, contents: string, bytes: string) => `${count} faults found among ${contents} contents, ${bytes}:`,
  kinds: {
    contradiction: 'contradiction',
    missing: 'missing',
    corrupt: 'damaged',
    unreferenced: 'not needed',
  },
  more: (count: string) => `… and ${count} more; --json lists all of them.`,
  aside: (count: string) => `${count} files were moved into the folder quarantine. Nothing was deleted.`,
  outOfTime: (account: string) => `The time was over before the end. Go on with --from ${account}.`,
  restored: (name: string, accounts: string, contents: string, bytes: string) =>
    `Backup ${name} is back: ${accounts} accounts, ${contents} contents, ${bytes}. Devices will be told that the server was restored. Start the server now.`,
  whereTo: '--to names the file with the settings of the new place.',
  moved: (accounts: string) =>
    `Everything is in the new place, compared row by row and byte by byte: ${accounts} accounts. Start the server with the new settings; the old place is as it was.`,
  movedDamaged: (count: string) => `${count} contents were damaged or missing in the old place and are so in the new one:`,
};
