import { connect } from 'node:net';

/** Bytes that somebody sends, and what must come of them. */
export interface FramingCase {
  readonly name: string;
  readonly bytes: string;
  /** `refused`: at most one answer, of the 4xx or 5xx that say so, and the end. Otherwise the statuses of all answers, in their order. */
  readonly wanted: 'refused' | readonly number[];
  /** Whether the client says that it has sent all. */
  readonly ends?: boolean;
}

const host = 'Host: 127.0.0.1';
const hidden = `GET /api/v1/server HTTP/1.1\r\n${host}\r\n\r\n`;
const body = '{"address":"a"}';
const get = (path = '/api/v1/server', ...headers: string[]): string => [`GET ${path} HTTP/1.1`, host, ...headers, '', ''].join('\r\n');
const post = (headers: readonly string[], content: string): string =>
  ['POST /api/v1/codes HTTP/1.1', host, 'Content-Type: application/json', ...headers, '', content].join('\r\n');
const chunked = 'Transfer-Encoding: chunked';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const refused = (name: string, bytes: string): FramingCase => ({ name, bytes, wanted: 'refused' });

const lengths: readonly FramingCase[] = [
  ...[
    '',
    'x',
    '-1',
    '+15',
    '0x0f',
    '1e1',
    '15.0',
    '15, 15',
    '15,16',
    '15 15',
    '18446744073709551631',
    '99999999999999999999999999',
    '１５',
  ].map((value) => refused(`a length of “${value}”`, post([`Content-Length: ${value}`], body + hidden))),
  refused('two lengths that differ', post([`Content-Length: ${body.length}`, 'Content-Length: 3'], body + hidden)),
  refused('two lengths that agree', post([`Content-Length: ${body.length}`, `Content-Length: ${body.length}`], body + hidden)),
  refused('a length and chunks', post([`Content-Length: ${body.length}`, chunked], `${chunk(body)}0\r\n\r\n${hidden}`)),
  refused('chunks and a length', post([chunked, 'Content-Length: 4'], `${chunk(body)}0\r\n\r\n${hidden}`)),
  { name: 'a length longer than what comes', bytes: post(['Content-Length: 100'], body), wanted: [400], ends: true },
];
const codings: readonly FramingCase[] = [
  ...[
    'chunked, chunked',
    'gzip',
    'gzip, chunked',
    'chunked, gzip',
    'identity',
    'xchunked',
    'chunkedx',
    '"chunked"',
    'chunked;q=1',
    '\u000bchunked',
    'chunked\u0000',
    ', chunked,',
  ].map((value) =>
    refused(`a coding of ${JSON.stringify(value)}`, post([`Transfer-Encoding: ${value}`], `${chunk(body)}0\r\n\r\n${hidden}`)),
  ),
  refused('two codings', post([chunked, 'Transfer-Encoding: identity'], `${chunk(body)}0\r\n\r\n${hidden}`)),
  refused('chunks in HTTP/1.0', post([chunked], `${chunk(body)}0\r\n\r\n${hidden}`).replace('HTTP/1.1', 'HTTP/1.0')),
];
const chunks: readonly FramingCase[] = [
  ...['xyz', '-1', '0xf', '+f', ' f', '_f', '', 'fffffffffffffffff', '10000000000000000'].map((size) =>
    refused(`a chunk of size “${size}”`, post([chunked], `${size}\r\n${body}\r\n0\r\n\r\n${hidden}`)),
  ),
  refused('a chunk that is longer than it says', post([chunked], `1\r\n${body}\r\n0\r\n\r\n${hidden}`)),
  refused('a chunk without its end', post([chunked], `f\r\n${body}0\r\n\r\n${hidden}`)),
  refused('chunks parted by line feeds', post([chunked], `f\n${body}\n0\n\n${hidden}`)),
  refused('a chunk that ends in a carriage return alone', post([chunked], `f\r${body}\r0\r\r${hidden}`)),
  refused('extensions without end', post([chunked], `f;${'x'.repeat(40_000)}`)),
  refused('an extension with a line feed', post([chunked], `f;a\nb\r\n${body}\r\n0\r\n\r\n`)),
  refused('trailers without end', post([chunked], `${chunk(body)}0\r\n${'x: y\r\n'.repeat(10_000)}\r\n`)),
  refused('a length among the trailers', post([chunked], `${chunk(body)}0\r\nContent-Length: 99\r\n\r\n${hidden}`)),
  refused('a trailer that is no header', post([chunked], `${chunk(body)}0\r\nnothing\r\n\r\n`)),
  { name: 'no last chunk', bytes: post([chunked], chunk(body)), wanted: [400], ends: true },
  {
    name: 'an extension, a trailer, and a request behind it',
    bytes: post([chunked], `f;a=b\r\n${body}\r\n0\r\nX: y\r\n\r\n${get('/healthz', 'Connection: close')}`),
    wanted: [400, 200],
  },
];
const heads: readonly FramingCase[] = [
  ...[
    ' folded: x',
    '\tfolded',
    ': no name',
    'no colon',
    'a name : x',
    'a\u0000b: x',
    'x: a\u0000b',
    'x: a\rb',
    'x: a\nb\u0000',
    'n\u00e4me: x',
    '(x): y',
    'Content-Length : 15',
    'Transfer-Encoding\t: chunked',
  ].map((line) => refused(`a header of ${JSON.stringify(line)}`, get('/api/v1/server', line) + hidden)),
  refused('line feeds for line ends', `GET /api/v1/server HTTP/1.1\n${host}\n\n${hidden}`),
  refused('a line feed in the head', `GET /api/v1/server HTTP/1.1\r\n${host}\nX: y\r\n\r\n${hidden}`),
  refused('carriage returns for line ends', `GET /api/v1/server HTTP/1.1\r${host}\r\r`),
  refused('no host', 'GET /api/v1/server HTTP/1.1\r\n\r\n'),
  refused('two hosts', get('/api/v1/server', 'Host: elsewhere.example') + hidden),
  refused('a header too long', get('/api/v1/server', `X: ${'x'.repeat(20_000)}`) + hidden),
  refused('headers without end', `GET /api/v1/server HTTP/1.1\r\n${host}\r\n${'x: y\r\n'.repeat(20_000)}`),
  refused('an address too long', get(`/${'x'.repeat(20_000)}`) + hidden),
  { name: 'a header name in any case', bytes: get('/healthz', 'cOnNeCtIoN: CLOSE'), wanted: [200] },
];
const lines: readonly FramingCase[] = [
  ...[
    'GET',
    'GET /healthz',
    'GET /healthz HTTP',
    'GET /healthz HTTP/9.9',
    'GET /healthz HTTP/1.2',
    'GET /healthz http/1.1',
    'GET /health z HTTP/1.1',
    'G\u0000T /healthz HTTP/1.1',
    'get /healthz HTTP/1.1',
    'GETX /healthz HTTP/1.1',
    'GET\t/healthz\tHTTP/1.1',
    'GET healthz HTTP/1.1',
    ' GET /healthz HTTP/1.1',
    'GET /\u0007 HTTP/1.1',
  ].map((line) => refused(`a first line of ${JSON.stringify(line)}`, `${line}\r\n${host}\r\n\r\n${hidden}`)),
  refused('HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refused('a proxy protocol that nobody set up', `PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n${get()}`),
  refused('the beginning of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'),
  refused('noise', Array.from({ length: 400 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join('')),
  refused('a tunnel', `CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n${hidden}`),
  { name: 'a method that is known nowhere here', bytes: `TRACE /healthz HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, wanted: [405] },
];
const several: readonly FramingCase[] = [
  {
    name: 'fifty requests in one piece',
    bytes: get('/healthz').repeat(49) + get('/healthz', 'Connection: close'),
    wanted: Array.from({ length: 50 }, () => 200),
  },
  {
    name: 'a body, then another request',
    bytes: post([`Content-Length: ${body.length}`], body) + get('/healthz', 'Connection: close'),
    wanted: [400, 200],
  },
  {
    name: 'a body to an address that takes none, then another request',
    bytes: get('/healthz', 'Content-Length: 5') + 'hello' + get('/healthz', 'Connection: close'),
    wanted: [200, 200],
  },
  { name: 'a request, then one that is none', bytes: get('/healthz') + 'x\r\n\r\n' + hidden, wanted: [200, 400] },
  { name: 'what comes behind the last request', bytes: get('/healthz', 'Connection: close') + hidden, wanted: [200] },
  {
    name: 'an upgrade to WebSocket',
    bytes: get('/healthz', 'Connection: Upgrade, close', 'Upgrade: websocket', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Version: 13'),
    wanted: [200],
  },
  {
    name: 'an upgrade to HTTP/2',
    bytes: get('/healthz', 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'),
    wanted: [200],
  },
  {
    name: 'an upgrade with a request behind it',
    bytes: get('/healthz', 'Connection: Upgrade', 'Upgrade: websocket') + get('/healthz', 'Connection: close'),
    wanted: [200],
  },
  {
    name: 'a body that waits to be asked for',
    bytes: post([`Content-Length: ${body.length}`, 'Expect: 100-continue', 'Connection: close'], body),
    wanted: [100, 400],
  },
  {
    name: 'an expectation that is not known',
    bytes: post([`Content-Length: ${body.length}`, 'Expect: the-impossible', 'Connection: close'], body),
    wanted: [417],
  },
];

/** Requests whose frame is broken, doubtful, or only odd (R48): RFC 9112, and the ways in which servers and proxies came to disagree. */
export const framingCases: readonly FramingCase[] = [...lengths, ...codings, ...chunks, ...heads, ...lines, ...several];

export interface Exchange {
  /** Statuses of the answers, in their order. */
  readonly statuses: readonly number[];
  /** Whether the server ended the connection. */
  readonly closed: boolean;
}

/** Sends bytes as they are and reads until the server ends the connection, or says nothing more for `quietMs`. */
export function exchange(port: number, { bytes, ends = false }: FramingCase, quietMs: number): Promise<Exchange> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => (ends ? socket.end(bytes, 'latin1') : socket.write(bytes, 'latin1')));
    const done = (closed: boolean): void => {
      socket.destroy();
      const text = Buffer.concat(parts).toString('latin1');
      resolve({ statuses: [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status)), closed });
    };
    socket.on('data', (part) => parts.push(part));
    socket
      .once('end', () => done(true))
      .once('close', () => done(true))
      .once('error', () => done(true));
    socket.setTimeout(quietMs, () => done(false));
  });
}
