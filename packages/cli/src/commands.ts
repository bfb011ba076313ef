import type { Shape } from './arguments.ts';
import type { Run } from './context.ts';

/** How a command is typed, what it takes, and where its code is. Each is loaded when it is asked for: start-up time is felt at every run. */
export interface Definition extends Shape {
  readonly group: 'device' | 'moving' | 'operator';
  /** What stands after the name of the command. */
  readonly usage: string;
  load(): Promise<{ readonly run: Run }>;
}

const flag = { type: 'boolean' } as const;
const value = { type: 'string' } as const;
const many = Number.POSITIVE_INFINITY;

/** Every command, in the order in which help lists them. The texts are in `words/`. */
export const commands = {
  login: {
    group: 'device',
    usage: 'SERVER EMAIL [--request-code | --code CODE] [--name NAME] [--new-account] [--sign-out ID]',
    takes: [2, 2],
    options: { 'request-code': flag, code: value, name: value, 'new-account': flag, 'sign-out': value },
    load: () => import('./commands/login.ts'),
  },
  logout: { group: 'device', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/logout.ts') },
  status: { group: 'device', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/status.ts') },
  sync: {
    group: 'device',
    usage: '[--yes] [--upload-again]',
    takes: [0, 0],
    options: { yes: flag, 'upload-again': flag },
    load: () => import('./commands/sync.ts'),
  },
  changes: {
    group: 'device',
    usage: '[--local | --cloud | --conflicts]',
    takes: [0, 0],
    options: { local: flag, cloud: flag, conflicts: flag },
    load: () => import('./commands/changes.ts'),
  },
  upload: { group: 'device', usage: '[FILE …]', takes: [0, many], options: {}, load: () => import('./commands/upload.ts') },
  download: { group: 'device', usage: '[FILE …]', takes: [0, many], options: {}, load: () => import('./commands/download.ts') },
  resolve: {
    group: 'device',
    usage: 'FILE --upload | --download | --keep-both | --merge',
    takes: [1, 1],
    options: { upload: flag, download: flag, 'keep-both': flag, merge: flag },
    load: () => import('./commands/resolve.ts'),
  },
  select: {
    group: 'device',
    usage: '[CATEGORY | TYPE | TYPE/FOLDER on | off] [--auto]',
    takes: [0, 2],
    options: { auto: flag },
    load: () => import('./commands/select.ts'),
  },
  watch: { group: 'device', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/watch.ts') },
  history: { group: 'device', usage: 'FILE', takes: [1, 1], options: {}, load: () => import('./commands/history.ts') },
  restore: {
    group: 'device',
    usage: 'FILE --version N',
    takes: [1, 1],
    options: { version: value },
    load: () => import('./commands/restore.ts'),
  },
  trash: {
    group: 'device',
    usage: '[list | restore FILE | download FILE [--replace | --keep-both] | delete FILE | empty] [--yes]',
    takes: [0, 2],
    options: { replace: flag, 'keep-both': flag, yes: flag },
    load: () => import('./commands/trash.ts'),
  },
  storage: { group: 'device', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/storage.ts') },
  'delete-data': {
    group: 'device',
    usage: '[--type TYPE] [--yes]',
    takes: [0, 0],
    options: { type: value, yes: flag },
    load: () => import('./commands/delete-data.ts'),
  },
  'delete-old-versions': {
    group: 'device',
    usage: '[--yes]',
    takes: [0, 0],
    options: { yes: flag },
    load: () => import('./commands/delete-old-versions.ts'),
  },
  account: { group: 'device', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/account.ts') },
  plan: { group: 'device', usage: '[start]', takes: [0, 1], options: {}, load: () => import('./commands/plan.ts') },
  downloads: { group: 'device', usage: '[join | leave]', takes: [0, 1], options: {}, load: () => import('./commands/downloads.ts') },
  devices: {
    group: 'device',
    usage: '[sign-out ID | sign-out --others]',
    takes: [0, 2],
    options: { others: flag },
    load: () => import('./commands/devices.ts'),
  },
  'change-email': {
    group: 'device',
    usage: 'NEW [--request-code | --code CODE | --new-code CODE]',
    takes: [1, 1],
    options: { 'request-code': flag, code: value, 'new-code': value },
    load: () => import('./commands/change-email.ts'),
  },
  'delete-account': {
    group: 'device',
    usage: '[--request-code | --code CODE --yes]',
    takes: [0, 0],
    options: { 'request-code': flag, code: value, yes: flag },
    load: () => import('./commands/delete-account.ts'),
  },
  import: {
    group: 'moving',
    usage:
      'osmand-cloud EMAIL [--server ADDRESS] [--request-code | --code CODE] | folder DIR | osf ARCHIVE | gpx TRACK … [--to FOLDER] [--replace]',
    takes: [1, many],
    options: { server: value, 'request-code': flag, code: value, to: value, replace: flag },
    load: () => import('./commands/import.ts'),
  },
  export: {
    group: 'moving',
    usage: 'ARCHIVE.osf | ARCHIVE.zip [--type TYPE] | ARCHIVE.zip --everything',
    takes: [1, 1],
    options: { type: value, everything: flag },
    load: () => import('./commands/export.ts'),
  },
  serve: { group: 'operator', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/serve.ts') },
  admin: {
    group: 'operator',
    usage:
      'accounts [TEXT] [--state STATE] [--after ACCOUNT] | account ACCOUNT | block ACCOUNT | unblock ACCOUNT | quota ACCOUNT SIZE | administrator ACCOUNT on | off | delete ACCOUNT [--yes] | sign-out ACCOUNT [DEVICE] | purchases ACCOUNT | grant ACCOUNT [--days N] [--note TEXT] | take-back ACCOUNT ORDER | campaigns [begin NAME --limit N [--days N] [--months N] | end NAME] | why ADDRESS | invitations | invite [--days N] [--note TEXT] | withdraw ID | storage | jobs [run NAME] | mails [retry ID | all] | audit [--account ACCOUNT] [--kind KIND] [--before PLACE] [--verify] | settings   [--remote]',
    takes: [1, 3],
    options: {
      ...{ state: value, after: value, yes: flag, days: value, note: value, account: value, kind: value, before: value },
      ...{ verify: flag, remote: flag, limit: value, months: value },
    },
    load: () => import('./commands/admin.ts'),
  },
  config: { group: 'operator', usage: '', takes: [0, 0], options: {}, load: () => import('./commands/config.ts') },
  backup: {
    group: 'operator',
    usage: 'DIR [--keep-days N | --list]',
    takes: [1, 1],
    options: { 'keep-days': value, list: flag },
    load: () => import('./commands/backup.ts'),
  },
  verify: {
    group: 'operator',
    usage: '[DIR [--backup NAME]] [--repair] [--max-duration MINUTES] [--from ACCOUNT]',
    takes: [0, 1],
    options: { backup: value, repair: flag, 'max-duration': value, from: value },
    load: () => import('./commands/verify.ts'),
  },
  'restore-backup': {
    group: 'operator',
    usage: 'DIR [--backup NAME]',
    takes: [1, 1],
    options: { backup: value },
    load: () => import('./commands/restore-backup.ts'),
  },
  migrate: {
    group: 'operator',
    usage: '--to SETTINGS.toml [--damaged]',
    takes: [0, 0],
    options: { to: value, damaged: flag },
    load: () => import('./commands/migrate.ts'),
  },
} as const satisfies Record<string, Definition>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
