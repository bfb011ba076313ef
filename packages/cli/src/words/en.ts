import { adminInEnglish } from './en-admin.ts';
import { adminPlansInEnglish, downloadsInEnglish, purchasesInEnglish } from './en-plans.ts';
import { commandsInEnglish } from './en-commands.ts';
import { movingInEnglish } from './en-moving.ts';
import { upkeepInEnglish } from './en-upkeep.ts';
import { plural } from './plural.ts';

/**
 * All texts of the command line in English. A text is a string or a function of what it speaks about; numbers, sizes and times
 * come ready made. What went wrong is said with what was kept and what to do.
 */
export const en = {
  locale: 'en-GB',
  fileCount: (count: number, shown: string) => plural(count, shown, 'file', 'files'),

  help: {
    intro: 'cairn keeps a folder of OsmAnd data in step with a cloud of your own.',
    usage: 'Usage',
    options: 'Options',
    globals: 'Options of every command',
    groups: {
      device: 'In the folder of a device (or with --folder DIR)',
      moving: 'To move in and out (in the folder of a device)',
      operator: 'For the operator of a server',
    },
    more: (command: string) => `${command} COMMAND --help explains one command.`,
    statuses: 'Exit status: 0 done, 1 something failed, 2 not typed as it should be, 3 done but conflicts remain.',
    file: 'FILE is the path inside the folder, such as "tracks/hikes/Sunday loop.gpx".',
    option: {
      folder: 'the folder of the device; without it the current one, or the one above that is a device',
      json: 'results as JSON on standard output; messages stay on standard error',
      help: 'explain the command',
      version: 'print the version',
      'no-color': 'no colours (NO_COLOR does the same)',
    },
  },

  usage: {
    unknownCommand: (typed: string, close: readonly string[]) =>
      `There is no command "${typed}".${close.length === 0 ? '' : ` Did you mean ${close.join(' or ')}?`}`,
    unknownOption: (typed: string, close: string | undefined) =>
      `There is no option ${typed} here.${close === undefined ? '' : ` Did you mean ${close}?`}`,
    valueMissing: (option: string) => `${option} needs a value after it.`,
    valueUnwanted: (option: string) => `${option} takes no value.`,
    tooFew: 'Something is missing.',
    tooMany: (word: string) => `"${word}" is too much here. A name with blanks needs quotes around it.`,
    howTo: (usage: string) => `Usage: ${usage}`,
    notANumber: (option: string) => `${option} takes a whole number.`,
    notAnAddress: (typed: string) => `"${typed}" is not an e-mail address.`,
    notAServer: (typed: string) => `"${typed}" is not the address of a server. It looks like https://cloud.example.org.`,
    oneOf: (choices: readonly string[]) => `Choose one of ${choices.join(', ')}.`,
    onlyOneOf: (choices: readonly string[]) => `Only one of ${choices.join(', ')} at a time.`,
    badId: (typed: string) => `"${typed}" is not the number of a device. The command devices shows them.`,
    noSuchType: (typed: string, known: readonly string[]) => `There is no type "${typed}". The types are: ${known.join(', ')}.`,
  },

  commands: commandsInEnglish,
  moving: movingInEnglish,
  upkeep: upkeepInEnglish,

  login: {
    codeMailed: (address: string, minutes: string) => `A code is on its way to ${address}. It is good for ${minutes}.`,
    goOn: (command: string) => `Then type:  ${command}`,
    askCode: 'Code from the mail (Enter alone for help): ',
    help: (address: string, wait: string) =>
      [
        'No mail? Check these:',
        `  - the address: ${address}. Wrong? Press Ctrl-C and begin again with the right one`,
        '  - the folder for unwanted mail (spam, junk)',
        '  - wait a minute or two: some providers hold the first mail of a new sender back',
        `  - type "again" for a new code${wait === '' ? '' : ` (possible in ${wait})`}; only the newest code counts`,
        '  - your mail provider may refuse this server; then try another address or ask the operator of the server',
        '    (a server without a mail service keeps its mails in its folder "outbox" and prints the code where it was started)',
      ].join('\n'),
    again: 'again',
    wait: (span: string) => `A new code can be sent in ${span}.`,
    wrong: 'The code is wrong or no longer valid. Nothing was changed. Type it again, or "again" for a new one.',
    done: (address: string, device: string) => `Signed in as ${address}. This device is "${device}".`,
    already: (address: string, server: string) => `This folder is signed in already, as ${address} at ${server}.`,
    next: (command: string) => `Next:  ${command}`,
    limit: (limit: string) => `The account has ${limit} devices already, as many as its plan allows. Nothing was changed.`,
    askSignOut: 'Number of the device to sign out (Enter alone to give up): ',
    limitHint: (command: string) => `To sign one out and this one in:  ${command}`,
    nobody: (command: string) => `The code cannot be asked for here, because there is no terminal. First have it mailed:  ${command}`,
    gaveUp: 'Not signed in. Nothing was changed.',
    fresh: 'What this folder had agreed on with the other account was put aside. No file was deleted; the next sync compares afresh.',
  },

  logout: {
    done: (address: string) => `Signed out of ${address}. The files in this folder stay as they are.`,
  },

  status: {
    account: 'Account',
    folder: 'Folder',
    lastSync: 'Last sync',
    never: 'never',
    local: 'Local changes',
    cloud: 'Cloud changes',
    conflicts: 'Conflicts',
    held: 'Deletions that wait for you',
    notInCloud: 'Not in the cloud',
    notInCloudWhy: (count: string, command: string) => `${count} (deleted there only; ${command} puts one back)`,
    inStep: 'Everything is in step.',
    empty: (command: string) => `This folder and the cloud are empty. Copy OsmAnd data into the folder, then:  ${command}`,
    toSync: (command: string) => `To bring both in step:  ${command}`,
    toList: (command: string) => `To see them one by one:  ${command}`,
    toResolve: (command: string) => `To settle a conflict:  ${command}`,
    toConfirm: (command: string) => `To carry the deletions out:  ${command}`,
    offline: (reason: string) => `The cloud could not be asked: ${reason} What is shown is what this device knew last.`,
    paused: (command: string) => `All data was deleted from the cloud. Your files are still here. To upload them again:  ${command}`,
    switchedOff: (names: string) => `Switched off: ${names}`,
    problems: 'Could not be read',
    notes: 'Left alone',
    more: (count: string) => `… and ${count} more`,
  },

  changes: {
    local: 'Local changes',
    cloud: 'Cloud changes',
    conflicts: 'Conflicts',
    noneLocal: 'Nothing changed here since the last sync.',
    noneCloud: 'Nothing changed in the cloud since the last sync.',
    noneConflicts: 'No conflicts.',
    change: { new: 'new', changed: 'changed', deleted: 'deleted', renamed: 'renamed' },
    here: 'here',
    inCloud: 'cloud',
    uploadedBy: (moment: string, device: string) => `uploaded ${moment} by ${device}`,
    moved: (from: string) => `from ${from}`,
    refused: (reason: string) => `not synchronised: ${reason}`,
    lastSync: (moment: string) => `Last sync: ${moment}`,
    neverSynced: 'Last sync: never',
  },

  sync: {
    phase: { scan: 'Looking at files', compare: 'Comparing', upload: 'Uploading', download: 'Downloading', delete: 'Deleting' },
    progress: (done: string, total: string) => `${done} of ${total} files`,
    bytes: (done: string, total: string) => `${done} of ${total}`,
    rate: (rate: string) => `${rate}/s`,
    left: (span: string) => `about ${span} left`,
    nothing: 'Nothing to do: this folder and the cloud are in step.',
    uploaded: (files: string, size: string) => `Uploaded    ${files}${size === '' ? '' : ` (${size})`}`,
    downloaded: (files: string, size: string) => `Downloaded  ${files}${size === '' ? '' : ` (${size})`}`,
    deletedHere: (files: string) => `Deleted     ${files} here; kept in .cairn/undo of this folder`,
    deletedCloud: (files: string) => `Deleted     ${files} in the cloud; kept in the trash for 30 days`,
    renamed: (files: string) => `Renamed     ${files}`,
    merged: (files: string) => `Merged      ${files}`,
    adopted: (files: string) => `Same        ${files} on both sides already`,
    failed: (files: string) => `Failed      ${files}:`,
    conflicts: (files: string) => `Conflicts   ${files}; both versions are kept:`,
    tryAgain: 'What failed is untouched where it is, and is tried again with the next sync.',
    stopping: 'Stopping: what is under way is finished and recorded. Press Ctrl-C again to end at once.',
    stopped: (command: string) => `Stopped. What was done is recorded; go on with:  ${command}`,
    brakeHere: (files: string) => `The cloud lost ${files}, more than a quarter of this folder. They are still here.`,
    brakeCloud: (files: string) => `${files} vanished from this folder, more than a quarter of it. They are still in the cloud.`,
    brakeAsk: (word: string) => `Type "${word}" to carry these deletions out, anything else to leave them: `,
    brakeHint: (command: string) => `Everything else was done. To carry the deletions out:  ${command}`,
    resetAsk: (word: string) => `Type "${word}" to upload your files again, anything else to wait: `,
    yes: 'yes',
  },

  resolve: {
    askHow: (options: string) => `Say how: ${options}.`,
    done: {
      upload: (file: string) => `The version of this device is now in the cloud: ${file}`,
      download: (file: string) => `The version of the cloud is now here: ${file}. Yours is kept in .cairn/undo of this folder.`,
      'keep-both': (file: string, other: string) => `Both are kept: ${file} (from the cloud) and ${other} (yours).`,
      merge: (file: string) => `Merged, here and in the cloud: ${file}`,
    },
    notMerged: (file: string) => `${file} could not be merged; both versions are kept:`,
    otherWays: (command: string) => `To choose:  ${command}`,
  },

  select: {
    on: 'on',
    off: 'off',
    manual: 'on, not by itself',
    categories: { settings: 'Settings', 'my-places': 'My Places', resources: 'Resources' },
    headings: { files: 'Files', here: 'Here', sync: 'Sync', typed: 'Typed as' },
    done: (name: string, state: string) => `${name} is ${state} now.`,
    doneAuto: (name: string, state: string) => `Automatic sync of ${name} is ${state} now.`,
    offMeans: 'What is in the cloud and what is here both stay.',
    onMeans: (command: string) => `What is missing here comes with the next sync:  ${command}`,
    hint: (command: string) => `To switch one, or a folder of one such as GPX/hikes:  ${command}`,
  },

  watch: {
    begun: (folder: string) => `Watching ${folder}. Ctrl-C ends it.`,
    connected: 'Connected; changes in the cloud come at once.',
    again: (message: string, span: string) => `${message} Tried again in ${span}.`,
    ended: 'Ended. What was done is recorded.',
    change: {
      uploaded: 'uploaded',
      downloaded: 'downloaded',
      merged: 'merged',
      deletedHere: 'deleted here',
      deletedCloud: 'deleted in the cloud',
      renamed: 'renamed',
      conflict: 'conflict',
      failed: 'failed',
    },
  },

  history: {
    headings: { version: 'Version', time: 'Time', device: 'Device', size: 'Size' },
    deletion: 'deleted',
    deletionCloud: 'deleted in the cloud only',
    moved: (to: string) => `renamed to ${to}`,
    gone: 'content no longer kept',
    newest: 'newest',
    none: (file: string) => `The cloud has never had a file ${file}.`,
    restore: (command: string) => `To bring one back:  ${command}`,
  },

  restore: {
    done: (file: string, moment: string) => `The version of ${moment} is the newest of ${file} in the cloud again.`,
    same: (file: string) => `${file} is so already. Nothing was changed.`,
    noVersion: (version: string, file: string) =>
      `${file} has no version ${version} that can be restored. Nothing was changed; history shows those that it has.`,
    next: (command: string) => `To have it here:  ${command}`,
  },

  trash: {
    empty: 'The trash is empty.',
    deletedBy: (device: string) => `by ${device}`,
    until: (day: string) => `kept until ${day}`,
    cloudOnly: 'in the cloud only',
    notThere: (file: string) => `${file} is not in the trash. Nothing was changed.`,
    restored: (file: string) => `Restored in the cloud: ${file}`,
    exists: (file: string) => `A file of this name exists here: ${file}. Nothing was changed.`,
    existsHint: 'Choose --replace (the one here goes to the undo store) or --keep-both.',
    askExists: 'Replace it, or keep both? Type "replace" or "both" (Enter alone to give up): ',
    replace: 'replace',
    both: 'both',
    downloaded: (file: string) => `Downloaded: ${file}. The next sync uploads it.`,
    askDelete: (file: string, word: string) => `${file} will be gone for good, with its history. Type "${word}" to go on: `,
    deleted: (file: string) => `Deleted for good: ${file}`,
    askEmpty: (files: string, size: string, word: string) =>
      `${files} (${size}) in the trash will be gone for good. Type "${word}" to go on: `,
    emptied: (files: string) => `The trash is empty now. Deleted for good: ${files}.`,
  },

  storage: {
    used: (used: string, allowed: string, percent: string) => `${used} of ${allowed} used (${percent})`,
    trash: 'Trash',
    history: 'Old versions',
    historyOf: (allowed: string) => `Trash and old versions together may take ${allowed}.`,
    headings: { type: 'Type', files: 'Files', size: 'Size', stored: 'In the cloud' },
    empty: 'Nothing is stored in the cloud yet.',
    note: 'Space counts compressed, as it is kept in the cloud.',
  },

  danger: {
    word: 'delete',
    needYes: 'This cannot be undone, and there is no terminal to ask at. Nothing was changed. Add --yes if you mean it.',
    notDone: 'Nothing was changed.',
    askData: (word: string) =>
      `ALL your data will be deleted from the cloud, with trash and history, for good. Files on your devices stay. Type "${word}" to go on: `,
    dataDone: (files: string) =>
      `Deleted from the cloud: ${files}. Files on your devices stay; they are uploaded again only when you confirm it there.`,
    askType: (title: string, files: string, word: string) =>
      `${title}: ${files} will be deleted from the cloud. They stay in the trash for 30 days and on your devices. Type "${word}" to go on: `,
    typeDone: (title: string, files: string) =>
      `${title}: ${files} deleted from the cloud. They are in the trash for 30 days; the files on your devices stay.`,
    typeEmpty: (title: string) => `The cloud has no ${title}. Nothing was changed.`,
    askVersions: (word: string) =>
      `All old versions of all files will be deleted for good. The newest versions and what the trash can restore stay. Type "${word}" to go on: `,
    versionsDone: (versions: string) => `Deleted ${versions}. The newest version of every file stays.`,
    versions: (count: number, shown: string) => plural(count, shown, 'old version', 'old versions'),
    askAccount: (address: string, word: string) =>
      `The account ${address} and everything it has in the cloud will be gone for good; all devices are signed out. Files on your devices stay. Type "${word}" to go on: `,
    accountDone: (address: string) => `The account ${address} and all its cloud data are deleted. The files in this folder stay.`,
  },

  account: {
    address: 'E-mail',
    plan: 'Plan',
    registered: 'Registered',
    space: 'Space',
    devices: 'Devices',
    subscription: 'Subscription',
    server: 'Server',
    admin: 'Administrator of this server',
    plans: {
      none: 'none yet',
      start: 'Start',
      maps: 'Maps+',
      pro: 'Pro',
      grace: 'Pro, ended; data can still be read for a year',
    },
    of: (used: string, allowed: string) => `${used} of ${allowed} used`,
    until: (state: string, day: string) => `${state}, until ${day}`,
    startHint: (size: string, command: string) =>
      `The free plan keeps favourites, settings, OSM edits and notes, up to ${size}. To activate it:  ${command}`,
  },

  plan: {
    shown: (plan: string) => `Your plan is ${plan}.`,
    started: 'The free plan is active. It keeps favourites, settings, OSM edits and notes.',
    has: (plan: string) => `Your plan is ${plan} already. Nothing was changed.`,
    types: (types: string) => `You can upload: ${types}.`,
    all: 'You can upload every type of data.',
  },

  downloads: downloadsInEnglish,
  purchases: purchasesInEnglish,
  adminPlans: adminPlansInEnglish,

  maps: {
    title: 'Maps on your devices (only recorded: their content is not kept in the cloud)',
    headings: { name: 'Map', size: 'Size', date: 'Date', device: 'Device' },
  },

  devices: {
    headings: { id: 'No.', name: 'Name', what: 'What', registered: 'Since', seen: 'Last seen' },
    current: 'this device',
    of: (count: string, limit: string) => `${count} of ${limit} devices.`,
    ofNone: (count: string) => `${count} devices; there is no limit.`,
    signedOut: (name: string) => `Signed out: ${name}. The files on it stay there.`,
    othersDone: (count: number, shown: string) =>
      `${plural(count, shown, 'other device or session is', 'other devices and sessions are')} signed out. Their files stay there.`,
    unknown: (id: string) => `There is no device ${id} in your account. Nothing was changed.`,
    itself: (command: string) => `That is this device itself. Nothing was changed. To sign it out:  ${command}`,
    website: 'the website',
    gone: 'a former device',
    signOutHint: (command: string) => `To sign one out:  ${command}`,
  },

  changeEmail: {
    mailedNew: (address: string, span: string) => `A code is on its way to the new address, ${address}. It is good for ${span}.`,
    askNew: 'Code from the mail to the new address: ',
    done: (address: string) => `Your address is ${address} now. All devices stay signed in.`,
    notYet: 'Your address stays as it is until the code from the mail to the new address is typed.',
  },

  proof: {
    ask: 'Code from the mail: ',
    mailed: (address: string, span: string) => `A code is on its way to ${address}. It is good for ${span}.`,
    nobody: (command: string) => `This needs a fresh code, and there is no terminal to ask for it. First have it mailed:  ${command}`,
  },

  admin: adminInEnglish,
  config: {
    origins: { default: 'default', file: 'cairn.toml', environment: 'environment' },
  },

  files: {
    outside: (file: string, folder: string) => `${file} is not inside the folder ${folder}. Nothing was changed.`,
    foreign: (file: string) =>
      `${file} is not OsmAnd data, so it is not kept in sync. It stays as it is. Tracks belong under tracks/, favourites under favorites/.`,
    unknown: (file: string) => `There is no file ${file}, neither here nor in the cloud. Nothing was changed.`,
    near: (names: readonly string[]) => `Did you mean ${names.join(' or ')}?`,
    ambiguous: (file: string, names: readonly string[]) =>
      `${file} may mean ${names.join(' or ')}. Nothing was changed; type the whole path inside the folder.`,
  },

  faults: {
    error: 'Error',
    notADevice: (folder: string) => `${folder} is not the folder of a device yet. Nothing was changed.`,
    notADeviceHint: (command: string) => `To make it one:  ${command}`,
    signedOut: 'This device was signed out, here or from another device. The files here stay as they are.',
    signedOutHint: (command: string) => `To sign in again:  ${command}`,
    noFolder: (folder: string) => `There is no folder ${folder}. Nothing was changed.`,
    notAFolder: (folder: string) => `${folder} is not a folder. Nothing was changed.`,
    unknownHost: (server: string) =>
      `The name of the server ${server} is not known. Nothing was changed. Check the address and the network.`,
    refused: (server: string) => `Nothing answers at ${server}. Nothing was changed. Is the server running, and is the port right?`,
    unreachable: (server: string) =>
      `The server ${server} cannot be reached. Nothing is lost; check the network and run the command again.`,
    broken: (server: string) =>
      `The connection to ${server} broke off. What the server had confirmed is recorded; run the command again to go on.`,
    notCairn: (server: string) => `Something answers at ${server}, but it is not a Cairn server. Nothing was changed. Check the address.`,
    tls: (server: string, reason: string) =>
      `The certificate of ${server} cannot be trusted (${reason}), so nothing was sent. Check the address, or ask its operator.`,
    diskFull: 'This disk is full. What was complete is kept, nothing is half written; make room, then run the command again.',
    denied: (path: string) => `This system does not let Cairn use ${path}. Nothing was changed; check its permissions.`,
    readOnly: (path: string) => `${path} is on a disk that cannot be written. Nothing was changed.`,
    tooManyMails: (span: string) => `Too many codes were asked for. Use the newest one that arrived, or wait ${span} and ask again.`,
    tooManyRequests: (span: string) => `The server had too many requests from here. Nothing was changed; try again in ${span}.`,
    busy: (span: string) => `The server is busy. Nothing was changed; try again in ${span}.`,
    portInUse: (port: string) => `Port ${port} is in use by another program. Nothing was started; stop that one, or set CAIRN_PORT.`,
    unexpected: (message: string) => `Something unexpected went wrong: ${message} Nothing that was confirmed is lost.`,
    unexpectedHint: 'Run it again with DEBUG=cairn to see where, and report it.',
  },
};
