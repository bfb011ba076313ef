import type { ContentVersion, DeletionVersion, FileKey, MovedVersion } from '@cairn/protocol';

/** What this device last agreed on with the cloud for one name. */
export interface Base {
  /** Sequence number of the version agreed on (content, deletion or move). */
  readonly seq: number;
  readonly kind: 'content' | 'absent' | 'cloud-only-deleted';
  /** SHA-256 of the plain content, when `kind` is not `absent`. For `cloud-only-deleted`: of the copy that stayed here. */
  readonly hash?: string;
  /** Plain bytes. */
  readonly size?: number;
}

/** One file as the device has it. `hash` is absent until somebody needs it: hashing is the dear part of a scan. */
export interface LocalFile {
  readonly key: FileKey;
  /** Plain bytes. */
  readonly size: number;
  /** Modification time, milliseconds; shown and uploaded, never compared. */
  readonly modified: number;
  readonly hash?: string;
}

/** The newest state of a name in the cloud. */
export type CloudState = ContentVersion | DeletionVersion | MovedVersion;

/** The three sides of one name. Absent = the side knows nothing of it. */
export interface Facts {
  readonly key: FileKey;
  readonly base?: Base;
  readonly local?: LocalFile;
  readonly cloud?: CloudState;
}
