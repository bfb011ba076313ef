import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Random } from './random.ts';

/** One of OsmAnd's apps, signed in; it remembers what it has sent. */
export interface AppDevice {
  readonly deviceid: number;
  readonly token: string;
  readonly sent: { readonly name: string; readonly updatetime: number; readonly hash: string }[];
}
export type Endpoint = 'list' | 'upload' | 'download';
export interface PhonesLoad {
  readonly port: number;
  readonly devices: readonly AppDevice[];
  readonly minutes: number;
  readonly seed: number;
}
/** Milliseconds of every request, by endpoint, and what went wrong. */
export interface PhonesResult {
  readonly times: Readonly<Record<Endpoint, number[]>>;
  readonly errors: string[];
}

/** A minute of a device that syncs: one listing, then five uploads and five downloads (R31). */
const acts: readonly Endpoint[] = [
  'list',
  ...Array.from({ length: 5 }, () => 'upload' as const),
  ...Array.from({ length: 5 }, () => 'download' as const),
];
const contentBytes = { least: 20_000, most: 200_000 };
const boundary = 'CowMooCowMooCowCowCow';

/**
 * Keeps an open schedule: every act has its moment, drawn from the seed, and is sent then, however slow the answers are. Every answer is
 * checked: the sum of a download, the sizes of an upload, the totals of a listing.
 */
export async function drivePhones({ port, devices, minutes, seed }: PhonesLoad): Promise<PhonesResult> {
  const random = new Random(seed);
  const agent = new Agent({ keepAlive: true });
  const result: PhonesResult = { times: { list: [], upload: [], download: [] }, errors: [] };
  const contents = Array.from({ length: 64 }, () => random.bytes(random.whole(contentBytes.least, contentBytes.most)));
  const schedule = devices
    .flatMap((device) =>
      Array.from({ length: Math.ceil(minutes) }, (_, minute) => {
        const begins = (minute + random.next()) * 60_000;
        return acts.map((act, index) => ({ device, act, at: begins + index * 1000 }));
      }).flat(),
    )
    .filter(({ at }) => at < minutes * 60_000)
    .toSorted((a, b) => a.at - b.at);
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (const [index, { device, act, at }] of schedule.entries()) {
    const wait = begun + at - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const sent = performance.now();
    running.push(
      perform({ port, agent }, device, act, { index, content: random.pick(contents), choice: random.next() }).then(
        () => void result.times[act].push(performance.now() - sent),
        (error: unknown) => void result.errors.push(`${act}: ${error instanceof Error ? error.message : String(error)}`),
      ),
    );
  }
  await Promise.all(running);
  agent.destroy();
  return result;
}

interface Way {
  readonly port: number;
  readonly agent: Agent;
}
async function perform(
  way: Way,
  device: AppDevice,
  act: Endpoint,
  { index, content, choice }: { index: number; content: Buffer; choice: number },
): Promise<void> {
  if (act === 'list') {
    const body = await exchange(way, device, 'GET', 'list-files', { allVersions: 'true' });
    const { totalFiles, uniqueFiles } = JSON.parse(body.toString()) as { totalFiles: number; uniqueFiles: unknown[] };
    if (totalFiles !== uniqueFiles.length) throw new Error(`a listing says ${totalFiles} and shows ${uniqueFiles.length}`);
  } else if (act === 'upload') await upload(way, device, `load/${index}.gpx`, Buffer.concat([content, Buffer.from(String(index))]));
  else {
    const wanted = device.sent[Math.floor(choice * device.sent.length)];
    if (wanted === undefined) throw new Error('nothing to download');
    const body = await exchange(way, device, 'GET', 'download-file', {
      name: wanted.name,
      type: 'GPX',
      updatetime: String(wanted.updatetime),
    });
    if (sum(body) !== wanted.hash) throw new Error('a download has another content');
  }
}

/** As Android sends it: chunked, all parameters in the query. */
export async function upload(way: Way, device: AppDevice, name: string, content: Buffer): Promise<void> {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}.gz"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const member = gzipSync(content, { level: 1 });
  const body = [Buffer.from(head), member, Buffer.from(`\r\n--${boundary}--\r\n`)];
  const answer = await exchange(way, device, 'POST', 'upload-file', { name, type: 'GPX', clienttime: '1762185600000' }, body);
  const { status, filesize, updatetime } = JSON.parse(answer.toString()) as { status: string; filesize: number; updatetime: number };
  if (status !== 'ok' || filesize !== content.length) throw new Error(`an upload was answered with ${status}, ${filesize}`);
  device.sent.push({ name, updatetime, hash: sum(content) });
}

function exchange(
  { port, agent }: Way,
  device: AppDevice,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  body: readonly Buffer[] = [],
): Promise<Buffer> {
  const query = new URLSearchParams({ deviceid: String(device.deviceid), accessToken: device.token, ...params }).toString();
  const headers = {
    'accept-encoding': 'deflate, gzip',
    ...(method === 'POST' ? { 'content-type': `multipart/form-data; boundary=${boundary}`, 'transfer-encoding': 'chunked' } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path: `/userdata/${path}?${query}`, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () => {
        const raw = Buffer.concat(parts);
        const plain = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
        if (answer.statusCode === 200) resolve(plain);
        else reject(new Error(`${answer.statusCode ?? 0} ${plain.toString().slice(0, 200)}`));
      });
    });
    sent.once('error', reject);
    for (const piece of body) sent.write(piece);
    sent.end();
  });
}

function sum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
