import { z } from 'zod';
import { ContentVersion, ErrorBody, Epochs, FileKey, Hash, Millis, Seq, Version } from './words.ts';

/** `GET /changes`: the newest state of every name that changed after `cursor`, in order of sequence numbers. */
export const ChangesQuery = z.object({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
  /** Comma-separated types; absent = all. */
  types: z.string().max(4096).optional(),
});
export const ChangesAnswer = z.object({
  ...Epochs.shape,
  /** Give this as the next `cursor`. */
  cursor: Seq,
  /** True when more lies behind `cursor` already. */
  more: z.boolean(),
  changes: z.array(Version),
});
export type ChangesAnswer = z.infer<typeof ChangesAnswer>;

/**
 * Header of one item of an upload batch; its gzip member follows (`batch.ts`).
 * `base` is the newest sequence number that the writer knows for this name, deletions and moves included; 0 = none.
 * The write is refused with `base-outdated` when the log says otherwise, unless the head already has the same content.
 */
export const UploadHeader = z.object({
  ...FileKey.shape,
  base: Seq,
  clientTime: Millis,
  /** Length of the gzip member that follows, bytes. */
  length: z.int().min(0),
  /** SHA-256 of the plain content, if known: a mismatch refuses the item. */
  hash: Hash.optional(),
  /** Epoch under which `base` was learnt: after *Delete all my data* an upload from before it is refused with `base-outdated` (T7). */
  epoch: z.int().min(0).optional(),
  /**
   * For moving in from another cloud: when this version came to be there. It becomes the stamp as far as stamps rise and are not of a
   * time to come, so moving in oldest first into an empty account keeps all times; and the same content at a later time is a version.
   */
  time: Millis.optional(),
});
export type UploadHeader = z.infer<typeof UploadHeader>;

/** What became of one item, in the order of the request. */
export const WriteResult = z.discriminatedUnion('status', [
  /** A new version. */
  z.object({ status: z.literal('done'), version: Version }),
  /** Nothing to do: the head was so already (a repeated request, or the same content from elsewhere). */
  z.object({ status: z.literal('same'), version: Version }),
  z.object({
    status: z.literal('refused'),
    error: ErrorBody.shape.error,
    /** The head as it is, when the refusal is about the base. */
    head: Version.optional(),
  }),
]);
export type WriteResult = z.infer<typeof WriteResult>;
export const WriteAnswer = z.object({ results: z.array(WriteResult), ...Epochs.shape });
export type WriteAnswer = z.infer<typeof WriteAnswer>;

/** One change without content. Every operation is judged alone; each is atomic with its companion. */
export const Operation = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('delete'),
    ...FileKey.shape,
    base: Seq,
    scope: z.enum(['everywhere', 'cloud']).default('everywhere'),
    /** As in `UploadHeader`. */
    time: Millis.optional(),
  }),
  /** Rename within a type; `base` is the head of the old name. */
  z.object({ op: z.literal('rename'), ...FileKey.shape, to: z.string().min(1).max(4096), base: Seq }),
  /**
   * All files whose name begins with `name` + `/`, atomically. `base` is the newest sequence number that the caller has seen at all:
   * a folder that holds anything newer is left alone, so that a request repeated late undoes nothing (R15).
   */
  z.object({ op: z.literal('rename-folder'), ...FileKey.shape, to: z.string().min(1).max(4096), base: Seq.optional() }),
  z.object({ op: z.literal('delete-folder'), ...FileKey.shape, base: Seq.optional() }),
  /** An old version becomes the head again, and a copy a new file: from the history or the trash (T2, T5). `to` restores under another name. `base` is the newest
   * sequence number known of the name that is written, 0 = none; without it a request repeated late may undo a newer change. */
  z.object({ op: z.literal('restore'), seq: Seq, to: z.string().min(1).max(4096).optional(), base: Seq.optional() }),
  z.object({ op: z.literal('copy'), seq: Seq, to: z.string().min(1).max(4096), base: Seq.optional() }),
]);
export type Operation = z.infer<typeof Operation>;
export const OperationsBody = z.object({ operations: z.array(Operation).min(1).max(1000) });

/** Body of `POST /download`: versions to fetch, answered as a batch in the same order. */
export const DownloadBody = z.object({ versions: z.array(Seq).min(1).max(1000) });
/** Header of one item of a download batch; the stored gzip member follows when there is no error. Who asked knows the version. */
export const DownloadHeader = z.object({
  seq: Seq,
  length: z.int().min(0),
  error: ErrorBody.shape.error.optional(),
});
export type DownloadHeader = z.infer<typeof DownloadHeader>;

export const ContentQuery = z.object({ seq: z.coerce.number().int().min(1) });

export const ListQuery = z.object({
  types: z.string().max(4096).optional(),
  prefix: z.string().max(4096).optional(),
  /** Opaque; from the answer before. */
  after: z.string().max(8192).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});
export const ListAnswer = z.object({ files: z.array(ContentVersion), next: z.string().nullable() });

export const HistoryQuery = z.object(FileKey.shape);
export const HistoryAnswer = z.object({
  /** Newest first. `available` is false where a rule or the user removed the content. */
  versions: z.array(z.object({ version: Version, available: z.boolean() })),
});

/** One item of the trash (T1): the deletion, and the version that a restore would bring back. */
export const TrashItem = z.object({
  deletion: z.object({
    seq: Seq,
    type: z.string(),
    name: z.string(),
    stamp: Millis,
    device: z.int().nullable(),
    scope: z.enum(['everywhere', 'cloud']),
  }),
  content: ContentVersion,
  /** When the purge will take it, milliseconds. */
  purgeAt: Millis,
});
export type TrashItem = z.infer<typeof TrashItem>;
export const TrashQuery = z.object({
  /** Only deletions before this sequence number; from the answer before. */
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const TrashAnswer = z.object({ items: z.array(TrashItem), next: Seq.nullable() });
/** Sequence numbers of deletions; irreversible (T4). */
export const TrashDeleteBody = z.object({ deletions: z.array(Seq).min(1).max(1000) });
/**
 * What a caller has seen before it asks for something irreversible. `seen`: newest sequence number it knows; what came to be later is
 * kept. `epoch`: as it knows it; nothing happens when it is another by now. Without it, a request repeated late takes what is newer too.
 */
export const SeenBody = z.object({ seen: Seq.optional() }).optional();
export const DeleteDataBody = z.object({ epoch: z.int().optional() }).optional();
export const CountAnswer = z.object({ status: z.literal('ok'), count: z.int() });

/**
 * An archive of everything that is in the cloud now: `zip` laid out as the folder of a device, `osf` as OsmAnd's container. `account`: of everything
 * that is kept of the account, with old versions, deletions, devices, purchases and what happened (R74); never with `types`.
 */
export const ExportQuery = z.object({
  format: z.enum(['zip', 'osf', 'account']),
  /** Comma-separated types; absent = all. */
  types: z.string().max(4096).optional(),
});

const Amount = z.object({ files: z.int(), /** Plain bytes. */ size: z.int(), /** Compressed bytes. */ stored: z.int() });
export const StorageAnswer = z.object({
  /** Compressed bytes of the heads, and how many may be used (P1, T6). */
  used: z.int(),
  allowed: z.int(),
  files: z.int(),
  trash: Amount,
  history: Amount,
  historyAllowed: z.int(),
  types: z.array(z.object({ type: z.string(), ...Amount.shape })),
});
export type StorageAnswer = z.infer<typeof StorageAnswer>;
/** A map on a device (S9). */
export const MapRow = z.object({
  name: z.string(),
  /** Plain bytes; null = unknown. */
  size: z.int().min(0).nullable(),
  device: z.int(),
  recorded: Millis,
  /** Modification time on the device, as it said; 0 = it did not. */
  clientTime: Millis,
});
export type MapRow = z.infer<typeof MapRow>;
export const MapsAnswer = z.object({ maps: z.array(MapRow) });
export const DeleteTypeBody = z.object({
  type: z.string().min(1).max(64),
  /** FILE is told apart by folder, e.g. `rendering/`. */
  prefix: z.string().max(4096).optional(),
  /** As in `SeenBody`. */
  seen: Seq.optional(),
});
