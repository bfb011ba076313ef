import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Line } from './aims.ts';
import { judge, keeps } from './aims.ts';
import type { Corpus } from './corpus.ts';
import { corpus } from './corpus.ts';
import { copyOf } from './folders.ts';
import { measureAlike } from './jobs/alike.ts';
import { measureCapacity } from './jobs/capacity.ts';
import { largeName, measureLarge } from './jobs/large.ts';
import type { LoadOptions } from './jobs/load.ts';
import { measureLoads } from './jobs/load.ts';
import { measurePhones } from './jobs/phones.ts';
import { measureRoads } from './jobs/roads.ts';
import type { Contestant } from './jobs/rounds.ts';
import { runRound } from './jobs/rounds.ts';
import { measureScaling } from './jobs/scaling.ts';
import { measureWire } from './jobs/wire.ts';
import type { Scale } from './load/phone-plan.ts';
import { phonesName, scaleOf } from './load/phone-plan.ts';
import { setUpNames } from './load/set-up.ts';
import type { Options } from './options.ts';
import { help, readOptions } from './options.ts';
import { requirePackages, versions } from './packages.ts';
import { Ledger, plain } from './readings.ts';
import { circumstances, terminalTable, writeReport } from './report.ts';
import { openCairn } from './tools/cairn.ts';
import { openRestic } from './tools/restic.ts';
import { openRsync } from './tools/rsync.ts';
import { openSyncthing } from './tools/syncthing.ts';
import type { OpenBed, ToolName } from './tools/tool.ts';

const root = resolve(import.meta.dirname, '../..');

const openers: Readonly<Record<ToolName, OpenBed>> = {
  rsync: openRsync,
  syncthing: (place) => openSyncthing(place, false),
  restic: openRestic,
  cairn: openCairn,
};

/** Syncthing needs minutes for each transfer of 20,000 files; one round shows that. Its faster setting is shown once for fairness. */
function contestantsOf(options: Options, name: string, round: number): Contestant[] {
  const slow = name === 'small' && round > 1;
  const contestants = options.tools.filter((tool) => !(slow && tool === 'syncthing')).map((tool) => ({ tool, open: openers[tool] }));
  if (round > 1 || options.quick || !options.tools.includes('syncthing')) return contestants;
  return [...contestants, { tool: 'syncthing caseSensitiveFS', open: (place) => openSyncthing(place, true) }];
}

async function measure(
  options: Options,
  corpora: readonly Corpus[],
  folder: string,
  env: NodeJS.ProcessEnv,
  ledger: Ledger,
): Promise<void> {
  const singles = options.quick ? 2 : 12;
  for (const each of corpora) {
    const place = join(folder, each.name);
    ledger.add({ corpus: each.name, tool: 'corpus', job: 'corpus', measure: 'files', round: 0, value: each.paths.length });
    ledger.add({
      corpus: each.name,
      tool: 'copy (floor)',
      job: 'A',
      measure: 'seconds',
      round: 0,
      value: await copyOf(each, join(place, 'floor')),
    });
    const base = { corpus: each, folder: place, jobs: options.jobs, singles, env };
    for (let round = 1; round <= options.repeat && options.jobs.length > 0; round++) {
      await runRound(contestantsOf(options, each.name, round), { ...base, round }, ledger);
    }
    if (options.wire) {
      const tools = contestantsOf(options, each.name, 2);
      await measureWire(tools, { ...base, round: 1, roundTripMs: options.latencyMs, repeat: options.quick ? 1 : 5 }, ledger);
    }
  }
  const own = async (name: string, act: (place: string) => Promise<void>): Promise<void> => {
    const place = join(folder, name);
    await mkdir(place, { recursive: true });
    try {
      await act(place);
    } catch (error) {
      ledger.fail({ corpus: name, tool: 'cairn', job: name, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const { phones, capacity, quick } = options;
  const seconds = quick ? 0.5 : 3;
  if (options.load) await own('load', (place) => measureLoads({ ...loadOptions(options), folder: place, env }, ledger));
  if (options.alike) await own('alike', (place) => measureAlike({ folder: place, addresses: options.quick ? 10 : 1000, env }, ledger));
  if (options.roads) await own('roads', (place) => measureRoads({ folder: place, side: options.quick ? 2 : 19, env }, ledger));
  if (capacity !== null) {
    const accounts = [1000, 20_000, 200_000].map((count) => Math.max(100, Math.round(count * capacity.share)));
    const setUps = options.setUps ?? setUpNames;
    await own('capacity', (place) => measureCapacity({ folder: place, setUps, accounts, seconds, env }, ledger));
  }
  if (options.large !== null) {
    const large = { share: options.large.share, setUps: options.setUps ?? setUpNames, env };
    await own(largeName, (place) => measureLarge({ ...large, folder: place }, ledger));
  }
  if (options.scaling) await own('scaling', (place) => measureScaling({ folder: place, seconds, env }, ledger));
  if (phones === null) return;
  const load = {
    cache: dirname(folder),
    scale: scaleOf(phones.share),
    minutes: phones.minutes,
    setUps: options.setUps ?? (['sqlite'] as const),
    env,
  };
  await own(phonesName, (place) => measurePhones({ ...load, folder: place }, ledger));
}

function loadOptions({ quick, repeat }: Options): Omit<LoadOptions, 'folder' | 'env'> {
  const accounts = quick ? { small: 100, large: 500, uploads: 20 } : { small: 1000, large: 20_000, uploads: 600 };
  return { repeat, seconds: quick ? 0.5 : 5, devices: quick ? 4 : 50, accounts };
}

/** What the report says of the data of phones. */
function describePhones({ minutes, share }: NonNullable<Options['phones']>): string {
  const { devices, files, accounts, versions, largeFiles, largeVersions }: Scale = scaleOf(share);
  const large = `${plain(largeFiles)} files in ${plain(largeFiles * largeVersions)} versions`;
  return `${plain(devices)} devices with ${plain(files)} files each for ${minutes} minutes, ${plain(accounts)} accounts with ${plain(versions)} versions before, one more account of ${large}`;
}

function describe(each: Corpus): string {
  return `${plain(each.paths.length)} files, ${plain(each.bytes)} bytes, digest ${each.digest.slice(0, 16)}`;
}

/** 0 when every "must" that was measured is kept and no tool failed. */
function verdict(lines: readonly Line[], ledger: Ledger, judged: boolean): number {
  const missed = judged ? lines.filter((line) => keeps(line, line.must) === false) : [];
  for (const line of missed) console.log(`Missed: ${line.aim}, ${line.what} (${line.corpus})`);
  for (const failure of ledger.failures) console.log(`Failed: ${failure.tool}, ${failure.job} (${failure.corpus}): ${failure.reason}`);
  return missed.length + ledger.failures.length > 0 ? 1 : 0;
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.log(help);
    return 0;
  }
  const compares = options.jobs.length > 0 || options.wire;
  requirePackages([...(compares ? options.tools : []), ...(options.load ? ['load'] : [])]);
  const work = resolve(options.work ?? join(root, '.cache', 'bench'));
  await mkdir(work, { recursive: true });
  const corpora: Corpus[] = [];
  for (const name of compares ? options.corpora : []) corpora.push(await corpus(name, work));
  const folder = await mkdtemp(join(work, 'run-'));
  const profile = options.profile === null ? null : resolve(options.profile);
  const env = profile === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` };
  const ledger = new Ledger();
  await measure(options, corpora, folder, env, ledger);
  // Deleting by the thousand slows what follows on some file systems; so it comes last.
  if (ledger.failures.length === 0) await rm(folder, { recursive: true, force: true });
  else console.log(`Something failed; its logs and folders are kept in ${folder}. Delete it when they have been read.`);
  const lines = judge(ledger, options.wire ? options.latencyMs : 0);
  console.log(terminalTable(lines));
  const judged = !options.quick && profile === null;
  if (judged) {
    const what = corpora.map((each): [string, string] => [each.name, describe(each)]);
    if (options.phones !== null) what.push([phonesName, describePhones(options.phones)]);
    const facts = circumstances(root, args, versions(), Object.fromEntries(what));
    console.log(`\nKept in ${writeReport(resolve(options.out ?? join(root, 'docs/evidence')), facts, lines, ledger)}`);
  }
  return verdict(lines, ledger, judged);
}

// Whoever stops the bench stops what it has started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  // Ends what a failed job may have left running.
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
