import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cpuSeconds, forgetPeak, peakMemory, residentMemory } from '../accounting.ts';
import { Phone } from '../load/phone.ts';
import type { PhoneAccess } from '../load/phone.ts';
import { phoneFiles } from '../load/phone-contents.ts';
import type { PhoneData } from '../load/phone-data.ts';
import { phoneData } from '../load/phone-data.ts';
import { drivePhones } from '../load/phone-load.ts';
import type { Scale } from '../load/phone-plan.ts';
import { endpoints, nameOf, percentile, phonesName, planOf } from '../load/phone-plan.ts';
import type { SetUp, SetUpName } from '../load/set-up.ts';
import { openSetUp } from '../load/set-up.ts';
import { run, timed } from '../processes.ts';
import type { Ledger } from '../readings.ts';
import type { CairnServer } from '../tools/cairn-server.ts';
import { command, openCairnServer, withoutSettings } from '../tools/cairn-server.ts';
import { settle } from './settle.ts';

export interface PhonesOptions {
  /** Where prepared data is kept, and where this run works. */
  readonly cache: string;
  readonly folder: string;
  readonly scale: Scale;
  readonly minutes: number;
  readonly setUps: readonly SetUpName[];
  readonly env: NodeJS.ProcessEnv;
}

const seed = 31;
/** No phone sends a content twice in as many minutes as the run has. */
const uploadsAMinute = 5;
const wholeLists = 3;
const singleLists = 100;

type Note = (job: string, values: Readonly<Record<string, number>>) => void;

/** R31 and R32 on a copy of the prepared data, on each set-up, each with a server process of its own. */
export async function measurePhones(options: PhonesOptions, ledger: Ledger): Promise<void> {
  const data = await phoneData(options.scale, options.cache);
  for (const name of options.setUps) {
    const corpus = name === 'sqlite' ? phonesName : `${phonesName} on ${name}`;
    const note: Note = (job, values) => {
      for (const [measure, value] of Object.entries(values)) ledger.add({ corpus, tool: 'cairn', job, measure, round: 1, value });
    };
    const setUp = await openSetUp(name, join(options.folder, name));
    try {
      await bring(data, setUp, options, note);
      await measureOn(setUp, data, options, note);
    } finally {
      await setUp.close();
    }
  }
}

/** The prepared data is that of SQLite and disk: elsewhere it comes to by `cairn migrate`. */
async function bring(data: PhoneData, setUp: SetUp, { folder, env }: PhonesOptions, note: Note): Promise<void> {
  const prepared = join(data.folder, 'store');
  const copy = setUp.name === 'sqlite' ? setUp.folder : join(folder, 'to move');
  await mkdir(copy, { recursive: true });
  await run('cp', ['-a', '--reflink=auto', prepared, copy]);
  if (setUp.name === 'sqlite') return;
  // It may be of an older version, which a server brings up to date.
  await (await openCairnServer(copy, env)).service.stop();
  const to = join(folder, `${setUp.name}.toml`);
  const settings = { CAIRN_DATA: join(setUp.folder, 'store'), ...setUp.env };
  await writeFile(to, Object.entries(settings).map(([name, value]) => `${name.toLowerCase()} = ${JSON.stringify(value)}\n`).join('')); // prettier-ignore
  const source = { ...withoutSettings(), ...env, CAIRN_DATA: join(copy, 'store') };
  note('moving in', { seconds: await timed(() => run(command, ['migrate', '--to', to], { env: source, folder })) });
}

async function measureOn(setUp: SetUp, data: PhoneData, options: PhonesOptions, note: Note): Promise<void> {
  const onServer = async (act: (server: CairnServer) => Promise<void>): Promise<void> => {
    await settle();
    const server = await openCairnServer(setUp.folder, { ...options.env, ...setUp.env });
    await act(server).finally(() => server.service.stop());
  };
  await onServer((server) => measureLarge(server, data.large, options.scale, note));
  await onServer((server) => measureLoad(server, setUp, data, options, note));
}

/** R32: memory is what one listing of everything adds to a server that has listed a single name before. */
async function measureLarge(server: CairnServer, access: PhoneAccess, scale: Scale, note: Note): Promise<void> {
  const phone = new Phone(server.port, access);
  const { pid } = server.service;
  const ask = async (params: Readonly<Record<string, string>>): Promise<number> => {
    const begun = performance.now();
    await phone.listRaw(params);
    return performance.now() - begun;
  };
  const single: number[] = [];
  for (let index = 0; index < singleLists; index++) {
    const number = Math.floor((index * scale.largeFiles) / singleLists);
    single.push(await ask({ allVersions: 'true', type: 'GPX', name: nameOf(number) }));
  }
  const rested = residentMemory(pid);
  forgetPeak(pid);
  const whole: number[] = [];
  for (let index = 0; index < wholeLists; index++) whole.push(await ask({ allVersions: 'true' }));
  const extra = peakMemory([pid]) - rested;
  await phone.list(scale.largeFiles).then(({ check }) => check());
  phone.close();
  note('single name', { 'p50 ms': percentile(single, 0.5), 'p99 ms': percentile(single, 0.99), 'longest ms': percentile(single, 1) });
  note('whole list', { 'longest ms': percentile(whole, 1), 'extra bytes': extra });
}

/** R31. */
async function measureLoad(server: CairnServer, setUp: SetUp, data: PhoneData, options: PhonesOptions, note: Note): Promise<void> {
  const plan = planOf(options.scale.devices, options.minutes, seed);
  const contents = phoneFiles(uploadsAMinute * Math.ceil(options.minutes) + 1, seed);
  const { pid } = server.service;
  const before = { cpu: cpuSeconds([pid]), database: cpuSeconds(setUp.database), own: process.cpuUsage(), at: performance.now() };
  const load = { port: server.port, phones: data.phones, files: options.scale.files, plan, contents };
  const { times, late, errors } = await drivePhones(load);
  const seconds = (performance.now() - before.at) / 1000;
  const own = process.cpuUsage(before.own);
  for (const endpoint of endpoints) {
    const list = times[endpoint];
    const shares = { 'p50 ms': 0.5, 'p95 ms': 0.95, 'p99 ms': 0.99, 'longest ms': 1 };
    note(endpoint, {
      requests: list.length,
      ...Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, percentile(list, share)])),
    });
  }
  note('all', {
    'requests/s': plan.length / seconds,
    errors: errors.length,
    'server cores': (cpuSeconds([pid]) - before.cpu) / seconds,
    ...(setUp.database.length === 0 ? {} : { 'database cores': (cpuSeconds(setUp.database) - before.database) / seconds }),
    'load cores': (own.user + own.system) / 1e6 / seconds,
    'load late p99 ms': percentile(late, 0.99),
    'server peak bytes': peakMemory([pid]),
  });
  for (const error of errors.slice(0, 5)) console.error(`  ${error}`);
}
