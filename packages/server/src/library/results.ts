import { CairnError, errors } from '@cairn/protocol';
import type { ErrorDetails, ErrorName, Version, WriteResult } from '@cairn/protocol';
import type { Outcome } from '../ports/log-store.ts';

type Refusal = Extract<WriteResult, { status: 'refused' }>;

/** A refusal of one item, in the words of the catalogue. */
export function refusal(code: ErrorName, details: ErrorDetails = {}, head?: Version): Refusal {
  const { message } = new CairnError(code, details);
  const entry = errors[code];
  return {
    status: 'refused',
    error: {
      ...{ code, message },
      ...('errorCode' in entry ? { errorCode: entry.errorCode } : {}),
      ...(Object.keys(details).length === 0 ? {} : { details: JSON.parse(JSON.stringify(details)) as Record<string, never> }),
    },
    ...(head === undefined ? {} : { head }),
  };
}

/** What became of one item, as the wire shows it. */
export function resultOf(outcome: Exclude<Outcome, { status: 'rewrite' }>): WriteResult {
  switch (outcome.status) {
    case 'done':
      return { status: 'done', version: outcome.version };
    case 'same':
      return { status: 'same', version: outcome.version };
    case 'refused':
      return refusal(outcome.code, outcome.details, outcome.head);
  }
}
