import { LibraryError } from '@cairn/sync';
import type { LibraryErrorCode } from '@cairn/sync';
import { LeadLostError } from './database.ts';

const words: Readonly<Record<string, { readonly code: LibraryErrorCode; readonly text: string }>> = {
  QuotaExceededError: {
    code: 'no-space',
    text: 'The browser gives this website no more space. Nothing here was changed; free some space on this device, then sync again.',
  },
  NotFoundError: { code: 'vanished', text: 'It is no longer there.' },
  InvalidStateError: {
    code: 'denied',
    text: 'The browser has closed the library of this website. Nothing was changed; reload the page.',
  },
  NotReadableError: {
    code: 'unreadable',
    text: 'The browser could not read the content. It stays as it is here and in the cloud; restart the browser, then sync again.',
  },
};

/** What went wrong with the browser's storage, in words for a person. A lost lead is no file's fault and goes on as it is. */
export function failure(error: unknown): LibraryError {
  if (error instanceof LeadLostError) throw error;
  if (error instanceof LibraryError) return error;
  const known = error instanceof DOMException ? words[error.name] : undefined;
  if (known !== undefined) return new LibraryError(known.code, known.text, { cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  return new LibraryError('denied', `The browser refused to write the file; nothing was lost. It says: ${detail}.`, { cause: error });
}

export function changedMeanwhile(): LibraryError {
  return new LibraryError('changed-meanwhile', 'It was changed here at this moment. Both versions are kept; the next sync looks again.');
}
export function vanished(): LibraryError {
  return new LibraryError('vanished', 'It is no longer there.');
}
/** The list has a file whose content the browser has thrown away. */
export function evicted(): LibraryError {
  return new LibraryError(
    'unreadable',
    'The browser has thrown the content of this file away. It counts as lost here, never as deleted; the next sync fetches it from the cloud.',
  );
}
