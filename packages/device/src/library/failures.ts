import { LibraryError } from '@cairn/sync';
import type { LibraryErrorCode } from '@cairn/sync';
import { TaskFailure } from '../pool/tasks.ts';
import { codeOf } from './disk.ts';

interface Words {
  readonly code: LibraryErrorCode;
  readonly text: string;
}
const noSpace: Words = {
  code: 'no-space',
  text: 'This device has no space left. Nothing here was changed, and the file is safe in the cloud; free some space and sync again.',
};
const readOnly: Words = {
  code: 'denied',
  text: 'The disk is read-only. Nothing here was changed; make it writable and sync again.',
};
const noRight: Words = {
  code: 'denied',
  text: 'You may not write here. Nothing was changed, and what is in the cloud is safe; give yourself the right to write.',
};
const tooLong: Words = {
  code: 'name-impossible',
  text: 'The name is longer than this disk can hold. The file stays in the cloud; give it a shorter name there.',
};
const onBoth: Readonly<Record<string, Words>> = {
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  SQLITE_FULL: noSpace,
  EROFS: readOnly,
  SQLITE_READONLY: readOnly,
  SQLITE_CANTOPEN: noRight,
  ENAMETOOLONG: tooLong,
};
const onReading: Readonly<Record<string, Words>> = {
  ENOENT: { code: 'vanished', text: 'It is no longer there.' },
  ENOTDIR: { code: 'vanished', text: 'It is no longer there.' },
  ELOOP: { code: 'unreadable', text: 'It has become a link. Links are not synchronised.' },
  EACCES: {
    code: 'unreadable',
    text: 'You may not read this file. It stays as it is here and in the cloud; give yourself the right to read it.',
  },
  EPERM: {
    code: 'unreadable',
    text: 'You may not read this file. It stays as it is here and in the cloud; give yourself the right to read it.',
  },
  EIO: { code: 'unreadable', text: 'The disk could not read this file. The version in the cloud is not touched; look after the disk.' },
};
const onWriting: Readonly<Record<string, Words>> = {
  EACCES: noRight,
  EPERM: noRight,
  ENOTDIR: {
    code: 'name-impossible',
    text: 'A file lies where this name needs a folder. The file stays in the cloud; rename one of the two.',
  },
  EISDIR: { code: 'name-impossible', text: 'A folder lies where this file belongs. The file stays in the cloud; rename one of the two.' },
  EINVAL: { code: 'name-impossible', text: 'This disk does not take such a name. The file stays in the cloud; rename it there.' },
  EILSEQ: { code: 'name-impossible', text: 'This disk does not take such a name. The file stays in the cloud; rename it there.' },
  ENOENT: { code: 'changed-meanwhile', text: 'The folder was changed at this moment. Nothing was lost; the next sync looks again.' },
};

/** What went wrong while a file was read, in words for a person. */
export function readFailure(error: unknown): LibraryError {
  return failure(error, { ...onBoth, ...onReading }, { code: 'unreadable', text: 'The file could not be read.' });
}
/** What went wrong while a file was written, moved or removed. */
export function writeFailure(error: unknown): LibraryError {
  return failure(error, { ...onBoth, ...onWriting }, { code: 'denied', text: 'The disk refused to write the file; nothing was lost.' });
}

function failure(error: unknown, table: Readonly<Record<string, Words>>, otherwise: Words): LibraryError {
  if (error instanceof LibraryError) return error;
  if (error instanceof TaskFailure) return new LibraryError(error.code, error.message, { cause: error });
  const code = codeOf(error);
  const words = table[code];
  if (words !== undefined) return new LibraryError(words.code, words.text, { cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  return new LibraryError(otherwise.code, `${otherwise.text} The system says: ${detail}.`, { cause: error });
}

export function changedMeanwhile(): LibraryError {
  return new LibraryError('changed-meanwhile', 'It was changed here at this moment. Both versions are kept; the next sync looks again.');
}
export function nameTwin(name: string, twin: string): LibraryError {
  return new LibraryError(
    'name-impossible',
    `"${name}" differs only in ${differenceOf(name, twin)} from "${twin}", and this disk takes both for one name. The file stays in the cloud; rename one of the two.`,
  );
}
function differenceOf(name: string, twin: string): string {
  return name.normalize('NFC') === twin.normalize('NFC') ? 'the form of its letters' : 'capital and small letters';
}
