import { ApiError } from '@cairn/protocol';
import { CloudError, LibraryError } from '../ports.ts';

interface Trouble {
  readonly kind: 'offline' | 'broken';
  readonly code: string;
  /** `{server}` is filled in. */
  readonly text: string;
}

const kept = 'Nothing was lost; changes here wait and are sent with the next sync.';
const unknownHost: Trouble = {
  kind: 'offline',
  code: 'unknown-server',
  text: `There is no server of the name {host}, or this device has no network. Check the address and the connection. ${kept}`,
};
const noNetwork: Trouble = {
  kind: 'offline',
  code: 'no-network',
  text: `This device has no way to {host} at the moment. Check the connection. ${kept}`,
};
const silent: Trouble = {
  kind: 'offline',
  code: 'no-answer',
  text: `{host} does not answer. It may be switched off or far too busy. ${kept}`,
};
const untrusted: Trouble = {
  kind: 'broken',
  code: 'certificate',
  text: 'The certificate of {host} cannot be trusted ({detail}). Nothing was sent to it. Ask the operator of the server, or check the date of this device.',
};
const notTls: Trouble = {
  kind: 'broken',
  code: 'not-https',
  text: 'What answers at {host} does not speak https. Nothing was sent to it; check the address (http or https, and the port).',
};

const byCode: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ENETUNREACH: noNetwork,
  ENETDOWN: noNetwork,
  EHOSTUNREACH: noNetwork,
  ECONNREFUSED: {
    kind: 'offline',
    code: 'nobody-answers',
    text: `Nothing answers at {host}. The server is stopped or being restarted, or the port is wrong. ${kept}`,
  },
  ETIMEDOUT: silent,
  ECONNRESET: {
    kind: 'offline',
    code: 'connection-lost',
    text: `The connection to {host} broke. What was finished is kept, the rest is done with the next sync.`,
  },
  EPIPE: {
    kind: 'offline',
    code: 'connection-lost',
    text: `The connection to {host} broke. What was finished is kept, the rest is done with the next sync.`,
  },
  EPROTO: notTls,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  CERT_HAS_EXPIRED: untrusted,
  CERT_NOT_YET_VALID: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
};

/**
 * What went wrong on the way to the server, in words for a person, whatever the client threw. Errors of the server keep their own
 * words; errors of this device's files pass through.
 */
export function explain(error: unknown, server: string): CloudError | LibraryError {
  if (error instanceof CloudError || error instanceof LibraryError) return error;
  const chain = causesOf(error);
  const ours = chain.find((cause) => cause instanceof LibraryError);
  if (ours instanceof LibraryError) return ours;
  const trouble = chain.map(troubleOf).find((found) => found !== undefined);
  if (trouble !== undefined && !(error instanceof ApiError && error.kind === 'refused')) {
    const detail = chain.at(-1)?.message ?? '';
    const text = trouble.text.replaceAll('{host}', hostOf(server)).replaceAll('{detail}', detail);
    return new CloudError(trouble.kind, trouble.code, text, { cause: error });
  }
  if (error instanceof ApiError) return new CloudError(error.kind, error.code, error.message, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new CloudError('broken', 'unknown', `Something unforeseen went wrong on the way to ${hostOf(server)}: ${message}. ${kept}`, {
    cause: error,
  });
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 8; one = one.cause) {
    chain.push(one);
    // A name with several addresses fails with one error for each.
    if (one instanceof AggregateError) chain.push(...one.errors.filter((inner) => inner instanceof Error));
  }
  return chain;
}
function troubleOf(error: Error): Trouble | undefined {
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  return Object.hasOwn(byCode, error.code) ? byCode[error.code] : undefined;
}
function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
