import { plural } from './plural.ts';

/** Texts of moving in and out: `import` and `export`. */
export const movingInEnglish = {
  kinds: (kinds: readonly string[]) => `Say what to import: ${kinds.join(', ')}.`,
  oneOnly: (kind: string) => `import ${kind} takes exactly one word after it.`,

  sentCode: (address: string, server: string) => `${server} is sending a code to ${address}.`,
  askCode: (server: string) => `Code from the mail of ${server} (Enter alone to give up): `,
  wrongCode: (said: string) => `${said}. Nothing was changed. Type it again.`,
  gaveUp: 'Nothing was imported.',
  goOn: (command: string) => `When the code has arrived:  ${command}`,
  nobody: (command: string) => `The code cannot be asked for here, because there is no terminal. First have it mailed:  ${command}`,
  forgotten: (server: string) => `${server} does not know this device any more; it needs a new code.`,

  copying: 'Copying',
  reading: 'Reading the list of files',
  copied: (files: string, versions: string, size: string) => `Copied      ${files} in ${versions}${size === '' ? '' : ` (${size})`}`,
  taken: (files: string, size: string) => `Imported    ${files}${size === '' ? '' : ` (${size})`}`,
  versionCount: (count: number, shown: string) => plural(count, shown, 'version', 'versions'),
  deletions: (files: string) => `Deleted     ${files}, as in the other cloud; they are in the trash`,
  there: (files: string) => `Same        ${files} in your cloud already`,
  maps: (files: string) => `Maps        ${files} left out: maps are not kept in the cloud; download them again in OsmAnd`,
  unreadable: (rows: string) => `${rows} of the list could not be read and were left out.`,
  foreign: (files: string) => `Left out    ${files} that are no data of OsmAnd:`,
  kept: (files: string) => `Kept        ${files} that are different in your cloud; yours are untouched:`,
  keptWhy: {
    changed: 'changed in your cloud since it was copied',
    deleted: 'deleted in your cloud',
    renamed: 'renamed in your cloud',
    differs: 'your cloud has another file of this name',
  },
  keptHint: (command: string) => `To take the imported ones instead (yours go to the history of each file):  ${command}`,
  failed: (files: string) => `Failed      ${files}:`,
  failedVersion: (moment: string) => `the version of ${moment}`,
  failedHint: 'Everything else was imported, and nothing was changed at the source. Run the same command again to try these once more.',
  nothing: 'Nothing to import: your cloud has all of it already.',
  empty: 'There is nothing to import there.',
  stopped: 'Stopped. What was copied is recorded; run the same command again to go on.',
  next: (command: string) => `To have them in this folder too:  ${command}`,

  noSource: (path: string) => `There is no ${path}. Nothing was imported.`,
  notFolder: (path: string) => `${path} is not a folder. Nothing was imported.`,
  notFile: (path: string) => `${path} is not a file. Nothing was imported.`,
  notArchive: (path: string, reason: string) => `${path} cannot be read: ${reason} Nothing was imported.`,
  notReadable: (reason: string) => `it could not be read (${reason})`,
  notTrack: 'its name does not end in .gpx',
  twice: (other: string) => `${other} would get the same name`,
  special: (what: string) => `it is a ${what}, not a file`,

  badAccountTarget: (path: string) => `With --everything the name ${path} must end in .zip.`,
  badTarget: (path: string) => `The name ${path} must end in .osf or .zip.`,
  targetExists: (path: string) => `${path} exists already. Nothing was written; choose another name or remove it.`,
  exported: (path: string, files: string, size: string) => `Written: ${path} with ${files} (${size}).`,
  exportBroken: (path: string) =>
    `The export is not complete, so ${path} was not written. Nothing else was changed; run the command again, and tell the operator of the server if it fails again.`,
};
