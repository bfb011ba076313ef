/** What each command and option does, for help. */
export const commandsInEnglish = {
  login: {
    summary: 'make this folder a device of your account',
    options: {
      'request-code': 'only have the code mailed, then end',
      code: 'the code from the mail',
      name: 'what this device is called in the list of devices',
      'new-account': 'this folder belonged to another account or server: begin afresh, delete nothing',
      'sign-out': 'sign this other device out when the account has too many (its number in the list)',
    },
  },
  logout: { summary: 'sign this device out; its files stay', options: {} },
  status: { summary: 'last sync, and what waits here, in the cloud and in conflict', options: {} },
  sync: {
    summary: 'upload and download everything that differs',
    options: {
      yes: 'carry out many deletions without asking',
      'upload-again': 'after all data was deleted from the cloud: upload what is here again',
    },
  },
  changes: {
    summary: 'list what differs, file by file',
    options: { local: 'only what changed here', cloud: 'only what changed in the cloud', conflicts: 'only what changed on both sides' },
  },
  upload: { summary: 'upload all local changes, or only these files', options: {} },
  download: { summary: 'download all cloud changes, or only these files', options: {} },
  resolve: {
    summary: 'settle a conflict',
    options: {
      upload: 'the version of this device wins',
      download: 'the version of the cloud wins; yours goes to the undo store of this device',
      'keep-both': 'keep both, yours under a name of its own',
      merge: 'one version with the points of both (favourites and markers)',
    },
  },
  select: { summary: 'choose what is kept in sync', options: { auto: 'switch automatic sync instead of sync altogether' } },
  watch: { summary: 'stay and sync at once whenever something changes, here or in the cloud', options: {} },
  history: { summary: 'every version of a file', options: {} },
  restore: { summary: 'make an old version of a file the newest again', options: { version: 'its number, as history shows it' } },
  trash: {
    summary: 'files deleted from the cloud in the last 30 days: list, bring back, delete for good',
    options: {
      replace: 'download over the file that is here (that one goes to the undo store of this device)',
      'keep-both': 'download beside the file that is here',
      yes: 'do not ask',
    },
  },
  storage: { summary: 'how much space is used, by type', options: {} },
  'delete-data': {
    summary: 'delete all your data from the cloud, or the data of one type',
    options: { type: 'only this type; it goes to the trash for 30 days', yes: 'do not ask' },
  },
  'delete-old-versions': { summary: 'delete the history of all files; the newest versions stay', options: { yes: 'do not ask' } },
  account: { summary: 'e-mail address, plan and space of your account', options: {} },
  plan: { summary: 'show the plan and purchases, or activate the free plan', options: {} },
  downloads: { summary: 'free map downloads that are left; join or leave the mailing list', options: {} },
  devices: {
    summary: 'the devices of your account; sign one or all others out',
    options: { others: 'all devices but this one' },
  },
  'change-email': {
    summary: 'change the e-mail address of your account',
    options: {
      'request-code': 'only have the code mailed to the old address, then end',
      code: 'the code from the mail to the old address',
      'new-code': 'the code from the mail to the new address',
    },
  },
  'delete-account': {
    summary: 'delete your account and everything in the cloud, for good',
    options: { 'request-code': 'only have the code mailed, then end', code: 'the code from the mail', yes: 'do not ask' },
  },
  import: {
    summary: 'copy what you have elsewhere into your cloud; nothing is changed there and nothing is overwritten here',
    options: {
      server: 'osmand-cloud: the server to copy from; without it https://osmand.net',
      'request-code': 'osmand-cloud: only have the code mailed, then end',
      code: 'osmand-cloud: the code from the mail',
      to: 'gpx: folder of tracks to put them into, such as hikes/2026',
      replace: 'where both differ, take the imported one; yours stays in the history of the file',
    },
  },
  export: {
    summary: 'write everything from your cloud into one archive, for OsmAnd (.osf) or for anybody (.zip)',
    options: {
      type: 'only this type, such as GPX; several with commas',
      everything: 'also old versions, deletions, devices, purchases and what happened; "import account" takes it in',
    },
  },
  serve: { summary: 'start the server', options: {} },
  admin: {
    summary: 'run a server: accounts, purchases, invitations, storage, jobs, mails, audit log',
    options: {
      state: 'only accounts that are active, blocked or deleting',
      after: 'begin the list after this account',
      yes: 'do not ask',
      days: 'how long an invitation (14), a grant (without it no end) or a campaign (30) counts',
      limit: 'how many promos a campaign gives',
      months: 'how long each promo of a campaign counts (12)',
      note: 'for whom an invitation or a grant is',
      account: 'only what happened with this account',
      kind: 'only events of this kind, such as signed-in',
      before: 'begin after this row of the list before',
      verify: 'look for rows of the audit log that were changed or taken out',
      remote: 'as the device of an administrator in this folder, instead of on the machine of the server',
    },
  },
  config: { summary: 'print every setting of the server and where it comes from', options: {} },
  backup: {
    summary: 'back up everything of a server into a folder, while it runs; only what is new is copied',
    options: {
      'keep-days': 'remove backups older than this (35), never the newest',
      list: 'only show the backups of the folder',
    },
  },
  verify: {
    summary: 'check that what a server keeps, or a backup in DIR, is whole, byte for byte',
    options: {
      backup: 'this backup of DIR instead of the newest',
      repair: 'move stray and damaged files aside (into quarantine); with DIR drop damaged contents, the next backup brings them anew',
      'max-duration': 'end after so many minutes; the answer says where to go on',
      from: 'go on behind this account',
    },
  },
  'restore-backup': {
    summary: 'put a backup back into an empty place',
    options: { backup: 'this backup of DIR instead of the newest' },
  },
  migrate: {
    summary: 'move everything of a stopped server to another database or other storage, compared account by account',
    options: {
      to: 'file with the settings of the new place, written like cairn.toml',
      damaged: 'go on where a content is damaged in the old place; it stays damaged',
    },
  },
};
