import type { ConnectionOptions } from 'node:tls';

/** One place where the database may be found. */
export interface DatabaseHost {
  /** Name, address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
}
export interface DatabaseAddress {
  /** In the order in which they are tried; the one that takes writes is used. */
  readonly hosts: readonly DatabaseHost[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly ssl: false | ConnectionOptions;
  /** Settings of the session, as PostgreSQL's `options` has them. */
  readonly options: string | undefined;
}

const form = /^postgres(?:ql)?:\/\/(?:([^/?#@]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const known = ['host', 'port', 'user', 'password', 'dbname', 'sslmode', 'sslrootcert', 'options', 'target_session_attrs'];
const usualPort = 5432;

/**
 * Reads `postgres://user:password@host:port,host:port/database?sslmode=verify-full`, as PostgreSQL's own tools do. Several hosts are
 * a primary and its standbys, in any order. `readFile` gets the certificate of `sslrootcert`.
 * @throws Error whose message is the end of a sentence and never holds the password
 */
export function readDatabaseUrl(text: string, readFile: (path: string) => string): DatabaseAddress {
  const match = form.exec(text);
  if (match === null) throw new Error('write an address like postgres://user:password@host:5432/database');
  const [, credentials = '', authority = '', path = '', query = ''] = match;
  const params = new URLSearchParams(query);
  const strange = [...params.keys()].find((key) => !known.includes(key));
  if (strange !== undefined) throw new Error(`does not know the word "${strange}"; it may hold ${known.join(', ')}`);
  const [user = '', password = ''] = splitOnce(credentials, ':').map((part) => decode(part));
  return {
    hosts: hostsOf(params.get('host') ?? authority, params.get('port')),
    user: params.get('user') ?? (user === '' ? undefined : user),
    password: params.get('password') ?? (password === '' ? undefined : password),
    database: params.get('dbname') ?? (path === '' ? undefined : decode(path)),
    ssl: sslOf(params.get('sslmode') ?? 'disable', params.get('sslrootcert'), readFile),
    options: params.get('options') ?? undefined,
  };
}

function hostsOf(list: string, ports: string | null): DatabaseHost[] {
  const numbers = ports?.split(',') ?? [];
  return list.split(',').map((entry, index) => {
    const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(decode(entry)) ?? [];
    const number = Number(port ?? numbers[index] ?? numbers[0] ?? usualPort);
    if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new Error('names a port that is none');
    return { host: host === '' ? 'localhost' : host.replace(/^\[|\]$/g, ''), port: number };
  });
}

/** As libpq has it: `require` encrypts, only `verify-…` also checks who answers. */
function sslOf(mode: string, root: string | null, readFile: (path: string) => string): false | ConnectionOptions {
  const ca = root === null ? {} : { ca: readFile(root) };
  switch (mode) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: root !== null, ...ca, ...anyName };
    case 'verify-ca':
      return { rejectUnauthorized: true, ...ca, ...anyName };
    case 'verify-full':
      return { rejectUnauthorized: true, ...ca };
    default:
      throw new Error('takes sslmode disable, require, verify-ca or verify-full');
  }
}
const anyName: ConnectionOptions = { checkServerIdentity: () => undefined };

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('holds a % that is no escape; write %25 for it');
  }
}
