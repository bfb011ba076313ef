import type { Client, ContentVersion, FileKey } from '@cairn/protocol';
import { openCloud, openDevice, systemTimers } from '@cairn/device';
import type { Device as OpenDevice, Session, WatchReport } from '@cairn/device';
import { isHidden } from '@cairn/sync';
import type { Changes, Choice, LocalFile, SyncOptions, SyncResult } from '@cairn/sync';
import type { Context } from './context.ts';
import { CommandError } from './faults.ts';
import { progressOn } from './progress.ts';
import { requireDevice } from './session.ts';

/** The folder as a device, for one command. Each method is alone in the folder while it runs, so a question in between blocks nobody. */
export interface Device {
  readonly session: Session;
  readonly client: Client;
  look(): Promise<Changes>;
  sync(options: Pick<SyncOptions, 'allowDeletions'>): Promise<SyncResult>;
  upload(only: readonly FileKey[] | undefined): Promise<SyncResult>;
  download(only: readonly FileKey[] | undefined): Promise<SyncResult>;
  resolve(key: FileKey, choice: Choice): Promise<SyncResult>;
  /** What is switched off, and what is synchronised only when it is asked for (S7, S8). */
  selection(): Promise<Selection>;
  select(entry: string, on: boolean): Promise<Selection>;
  selectAutomatic(entry: string, on: boolean): Promise<Selection>;
  /** The person wants what is here in the cloud again after *Delete all my data* (T7). */
  confirmAfterReset(): Promise<void>;
  /** Files that are here. */
  files(): Promise<readonly LocalFile[]>;
  /** Names that the cloud is known to have. */
  cloudNames(): Promise<readonly FileKey[]>;
  /** Writes a version of the cloud under a name here; what is there (`insteadOf`) goes to the undo store. */
  place(version: ContentVersion, key: FileKey, insteadOf: LocalFile | undefined): Promise<void>;
  /** Until Ctrl-C. */
  watch(listener: { done(result: SyncResult): void; said(report: WatchReport): void }): Promise<void>;
}
export interface Selection {
  readonly off: readonly string[];
  readonly manual: readonly string[];
}

/** Commands whose JSON is lines of progress and a last one with the result. */
const transfers = new Set(['sync', 'upload', 'download']);

/** Opens the device of the folder, works with it and closes it. `command` is what others read who find the folder busy. */
export async function withDevice<T>(context: Context, command: string, work: (device: Device) => Promise<T>): Promise<T> {
  const session = requireDevice(context);
  const progress = progressOn(context.output, context.words, context.now, transfers.has(command));
  const device = await openDevice(context.folder, { progress });
  try {
    return await work(deviceOf(device, session, context, command));
  } finally {
    progress.end();
    await device.close();
  }
}

function deviceOf(device: OpenDevice, session: Session, context: Context, command: string): Device {
  const { engine, library, bases } = device;
  const alone = <T>(work: () => Promise<T>): Promise<T> => device.exclusively({ command }, work);
  let stop: AbortSignal | undefined;
  // From the first piece of work on, Ctrl-C lets it finish what is under way.
  const signal = (): AbortSignal => (stop ??= context.untilStopped());
  const selection = async (): Promise<Selection> => {
    const { memo } = await bases.load();
    return { off: memo.off, manual: memo.manual ?? [] };
  };
  return {
    session,
    client: device.client,
    look: () => alone(() => engine.look()),
    sync: (options) => alone(() => engine.sync({ ...options, signal: signal() })),
    upload: (only) => alone(() => engine.upload(only, { signal: signal() })),
    download: (only) => alone(() => engine.download(only, { signal: signal() })),
    resolve: (key, choice) => alone(() => engine.resolve(key, choice, { signal: signal() })),
    selection: () => alone(selection),
    select: (entry, on) => alone(() => engine.select([entry], on).then(selection)),
    selectAutomatic: (entry, on) => alone(() => engine.selectAutomatic([entry], on).then(selection)),
    confirmAfterReset: () => alone(() => engine.confirmAfterReset()),
    files: () => alone(async () => (await library.scan()).files.filter(({ key }) => !isHidden(key))),
    cloudNames: () => alone(async () => namesIn(await bases.load())),
    place: (version, key, insteadOf) => alone(() => placeVersion(device, version, key, insteadOf)),
    watch: (listener) =>
      device.watch({
        signal: signal(),
        finished: (result) => listener.done(result),
        report: (event) => listener.said(event),
      }),
  };
}

function namesIn(loaded: Awaited<ReturnType<OpenDevice['bases']['load']>>): FileKey[] {
  const agreed = loaded.bases.flatMap(({ key, base }) => (base.kind === 'absent' ? [] : [key]));
  const news = loaded.pending.flatMap(({ kind, type, name }) => (kind === 'content' ? [{ type, name }] : []));
  return [...agreed, ...news].filter((key) => !isHidden(key));
}

async function placeVersion(device: OpenDevice, version: ContentVersion, key: FileKey, insteadOf: LocalFile | undefined): Promise<void> {
  const { client, library, session } = device;
  const cloud = openCloud({ client, server: session.server, timers: systemTimers });
  for await (const item of cloud.download([version])) {
    if ('error' in item) throw new CommandError(item.error.code, item.error.message);
    const { hash, size, clientTime } = version;
    const content = { form: 'gzip', bytes: item.gzip, hash, size, modified: clientTime } as const;
    await library.place(key, content, insteadOf === undefined ? { state: 'absent' } : { state: 'file', file: insteadOf });
  }
  await library.settle();
}
