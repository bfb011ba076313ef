import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { noise } from '../support/library.ts';
import type { Phone } from './phone.ts';
import { startPhones } from './world.ts';

const boundary = 'CowMooCowMooCowCowCow';
const type = `Content-Type: multipart/form-data; boundary=${boundary}`;
const member = gzipSync('<gpx/>').toString('latin1');
const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.gpx.gz"\r\n\r\n`;
const whole = `${head}${member}\r\n--${boundary}--\r\n`;

/** Sends bytes as they are and reads until the other side ends or says nothing more; `status` null = closed without an answer. */
function exchange(port: number, bytes: string, end: boolean): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => (end ? socket.end(bytes, 'latin1') : socket.write(bytes, 'latin1')));
    const done = (): void => {
      socket.destroy();
      const text = Buffer.concat(parts).toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? null : Number(status), text });
    };
    socket.on('data', (part) => parts.push(part));
    socket.once('end', done).once('close', done);
    socket.setTimeout(10_000, () => reject(new Error(`no end: ${bytes.slice(0, 200)}`)));
    socket.once('error', done);
  });
}

function request(app: Phone, headers: readonly string[], body: string, path = '/userdata/upload-file'): string {
  const query = `deviceid=${app.deviceid}&accessToken=${app.token}&name=a.gpx&type=GPX`;
  return [`POST ${path}?${query} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', body].join('\r\n');
}
const sized = (body: string): readonly string[] => [type, `Content-Length: ${body.length}`];
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** Multipart bodies that are none: each is answered with 400 in the form of the apps, or 107 where the part is no gzip. */
const brokenBodies: Record<string, string> = {
  'no body': '',
  'no boundary': member,
  'another boundary': whole.replaceAll(boundary, 'Other'),
  'no last boundary': `${head}${member}\r\n`,
  'cut in the boundary': `${head}${member}\r\n--${boundary}`,
  'cut in the boundary again': `${head}${member}\r\n--${boundary.slice(0, 5)}`,
  'cut in the header': `--${boundary}\r\ncontent-dispo`,
  'cut behind the header': head,
  'first boundary only': `--${boundary}\r\n`,
  'last boundary only': `--${boundary}--\r\n`,
  'no empty line': `--${boundary}\r\ncontent-disposition: form-data; name="file"\r\n${member}\r\n--${boundary}--\r\n`,
  'line feeds alone': whole.replaceAll('\r\n', '\n'),
  'no name': whole.replace('name="file"; ', ''),
  'another name': whole.replace('name="file"', 'name="files"'),
  'no disposition': whole.replace('content-disposition', 'x'),
  'no header at all': `--${boundary}\r\n\r\n${member}\r\n--${boundary}--\r\n`,
  'too long a header': whole.replace('filename="a', `filename="${'a'.repeat(20_000)}`),
  'header without end': `--${boundary}\r\n${'x: y\r\n'.repeat(10_000)}`,
  'too many parts': `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n`.repeat(30) + whole,
  'too long a text': `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n${'b'.repeat(70_000)}\r\n${whole}`,
  'too long a preamble': 'x'.repeat(40_000) + whole,
  'an empty part': `${head}\r\n--${boundary}--\r\n`,
  'gzip cut': whole.replace(member, member.slice(0, -3)),
  'gzip and more': whole.replace(member, `${member}more`),
  'two gzip members': whole.replace(member, member + member),
  'boundary within the gzip': whole.replace(member, `${member.slice(0, 12)}\r\n--${boundary}\r\n${member.slice(12)}`),
};

test('R48 broken multipart bodies: refused in the form of the apps, at once or at their end; nothing is stored, and the server goes on', async () => {
  const { signedIn, port, disk, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  const atFirst = disk.paths;
  for (const [kind, body] of Object.entries(brokenBodies)) {
    for (const [way, bytes] of [
      ['with a length', request(app, sized(body), body)],
      ['chunked', request(app, [type, 'Transfer-Encoding: chunked'], `${body === '' ? '' : chunk(body)}0\r\n\r\n`)],
    ] as const) {
      const { status, text } = await exchange(port, bytes, false);
      expect([kind, way, status]).toEqual([kind, way, 400]);
      expect([kind, /\{"error":\{"errorCode":(400|107|413),"message":".+"\}\}$/s.test(text)]).toEqual([kind, true]);
    }
  }
  for (const kind of ['multipart/form-data', 'multipart/form-data; boundary=""', 'multipart/mixed; boundary=x', 'text/plain', 'x']) {
    const { status } = await exchange(port, request(app, [`Content-Type: ${kind}`, `Content-Length: ${whole.length}`], whole), false);
    expect([kind, status]).toEqual([kind, 400]);
  }
  expect((await app.list()).allFiles).toEqual([]);
  expect(disk.paths).toEqual(atFirst);
  expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('R48 ambiguous framing is refused and the connection closed; what is whole is taken', async () => {
  const { signedIn, port, disk, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  const atFirst = disk.paths;
  const bad: Record<string, string> = {
    'two lengths': request(app, [...sized(whole), `Content-Length: ${whole.length + 1}`], whole),
    'length and chunks': request(app, [...sized(whole), 'Transfer-Encoding: chunked'], `${chunk(whole)}0\r\n\r\n`),
    'chunked twice': request(app, [type, 'Transfer-Encoding: chunked, chunked'], `${chunk(whole)}0\r\n\r\n`),
    'unknown coding': request(app, [type, 'Transfer-Encoding: gzip'], whole),
    'length is no number': request(app, [type, 'Content-Length: 1x'], whole),
    'length is negative': request(app, [type, 'Content-Length: -1'], whole),
    'chunk size is no number': request(app, [type, 'Transfer-Encoding: chunked'], `xyz\r\n${whole}\r\n0\r\n\r\n`),
    'chunk longer than said': request(app, [type, 'Transfer-Encoding: chunked'], `1\r\n${whole}\r\n0\r\n\r\n`),
    'folded header': request(app, [type, ' folded: x', 'Transfer-Encoding: chunked'], `${chunk(whole)}0\r\n\r\n`),
    'blank before the colon': request(app, [type, 'Transfer-Encoding : chunked'], `${chunk(whole)}0\r\n\r\n`),
    'chunk extensions without end': request(app, [type, 'Transfer-Encoding: chunked'], `1;${'x'.repeat(40_000)}\r\n`),
    'header without end': request(app, [type, `X: ${'x'.repeat(20_000)}`], whole),
    'bare line feed in the request line': request(app, sized(whole), whole).replace(' HTTP/1.1\r\n', ' HTTP/1.1\nX: y\r\n'),
  };
  for (const [kind, bytes] of Object.entries(bad)) {
    const { status } = await exchange(port, bytes, false);
    expect([kind, status === null || (status >= 400 && status < 500)]).toEqual([kind, true]);
  }
  // Cut off in the middle: by the client, with and without a goodbye.
  const film = `${head}${gzipSync(noise(400_000)).toString('latin1')}`;
  for (const end of [true, false]) {
    const cut = request(app, [type, `Content-Length: ${film.length + 100_000}`], film);
    if (end) await exchange(port, cut, true);
    else {
      const socket = connect(port, '127.0.0.1', () => socket.write(cut, 'latin1', () => setTimeout(() => socket.destroy(), 20)));
      await new Promise((resolve) => socket.once('close', resolve));
    }
  }
  expect((await app.list()).allFiles).toEqual([]);
  // Nothing of it is left, and a client that goes away is no fault of the server.
  await expect.poll(() => disk.paths, { timeout: 10_000 }).toEqual(atFirst);
  expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  const good = [sized(whole), [type, 'Transfer-Encoding: chunked']] as const;
  for (const [index, headers] of good.entries()) {
    const bytewise = whole.split('').map(chunk).join('');
    const { status } = await exchange(port, request(app, headers, index === 0 ? whole : `${bytewise}0\r\n\r\n`), false);
    expect(status).toBe(200);
  }
  expect((await app.list()).allFiles).toHaveLength(2);
});
