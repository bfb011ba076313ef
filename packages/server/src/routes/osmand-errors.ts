import { errors } from '@cairn/protocol';
import type { ErrorName, CairnError } from '@cairn/protocol';
import { deviceApi } from '@cairn/protocol/schemas';

const prefix = 'Maximum size of OsmAnd Cloud exceeded';
/** Numbers of errors that have none in the catalogue, because only OsmAnd's protocol needs them. */
const numbers: Partial<Record<ErrorName, number>> = {
  'pro-ended': 102,
  'too-many-tries': 104,
  'account-blocked': 105,
  'name-refused': 105,
  'data-damaged': 106,
  'file-too-large': 108,
  'unpacks-too-large': 108,
  'too-many-files': 108,
  'storage-full': 108,
};

/**
 * An error as OsmAnd's apps read it (device-api 1.0): never empty, a number and a sentence. What has no number of theirs carries the HTTP
 * status, as the original does once. Refusals for want of space begin as the apps parse them: a whole number, then a long sentence (C33).
 */
export function osmandError(error: CairnError): { readonly status: number; readonly body: string } {
  const entry = errors[error.code];
  const errorCode = numbers[error.code] ?? ('errorCode' in entry ? entry.errorCode : entry.status);
  const message = errorCode === 108 ? spaceMessage(error) : error.message;
  return { status: deviceApi.osmandStatus(error.code), body: JSON.stringify({ error: { errorCode, message } }) };
}

function spaceMessage(error: CairnError): string {
  const { allowedMb, limitMb } = error.details;
  const most = allowedMb ?? limitMb;
  const megabytes = typeof most === 'number' ? Math.max(1, Math.round(most)) : 0;
  const sentence = error.message.startsWith(prefix) ? error.message.replace(/^.*? MB\. /, '') : error.message;
  return `${prefix} ${megabytes} MB. ${sentence}`;
}
