import { z } from 'zod';

/** Types and names are opaque Unicode; the rules for new names stand in `file-names.ts`. */
export const FileKey = z.object({ type: z.string().min(1).max(64), name: z.string().min(1).max(4096) });
export type FileKey = z.infer<typeof FileKey>;

/** Sequence number of a version in the log of one account; 0 stands for "before the first". */
export const Seq = z.int().min(0);

/** SHA-256 of plain content, lower-case hex. */
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Unix time in milliseconds. */
export const Millis = z.int();

/**
 * One state of a name in the log.
 * `content`: the file has these bytes. `deletion`: it was deleted at `seq`. `moved`: it was renamed at `seq`; `to` is where it went.
 */
const versionFacts = {
  seq: Seq,
  type: z.string(),
  name: z.string(),
  /** Number of the file this version belongs to: it stays the same through edits, renames, deletion and restore. */
  file: z.int(),
  /** Server's stamp of the version, milliseconds, strictly increasing within an account. */
  stamp: Millis,
  /** Device that wrote it; null when it was the website, a job or a device that no longer exists. */
  device: z.int().nullable(),
};
export const ContentVersion = z.object({
  ...versionFacts,
  kind: z.literal('content'),
  hash: Hash,
  /** Plain size, bytes. */
  size: z.int().min(0),
  /** Size of the stored gzip member, bytes: what counts against the quota. */
  stored: z.int().min(0),
  /** Modification time on the device that wrote it, as it said; never used for ordering (R26). */
  clientTime: Millis,
});
export const DeletionVersion = z.object({
  ...versionFacts,
  kind: z.literal('deletion'),
  /** `cloud`: deleted in the cloud only (T6); devices keep their copy. */
  scope: z.enum(['everywhere', 'cloud']),
});
export const MovedVersion = z.object({
  ...versionFacts,
  kind: z.literal('moved'),
  /** Name that the file was given by this rename. */
  to: FileKey,
});
export const Version = z.discriminatedUnion('kind', [ContentVersion, DeletionVersion, MovedVersion]);
export type ContentVersion = z.infer<typeof ContentVersion>;
export type DeletionVersion = z.infer<typeof DeletionVersion>;
export type MovedVersion = z.infer<typeof MovedVersion>;
export type Version = z.infer<typeof Version>;

/** Counters of an account that decide whether a device must compare afresh. */
export const Epochs = z.object({
  /** Raised by *Delete all my data* (T7): drop bases and cursor, delete nothing here. */
  epoch: z.int(),
  /** Raised when the server was restored from an older backup (R27). */
  dataEpoch: z.int(),
});
export type Epochs = z.infer<typeof Epochs>;

export const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    errorCode: z.int().optional(),
    message: z.string(),
    details: z.record(z.string(), z.json()).optional(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export const Ok = z.object({ status: z.literal('ok') });
