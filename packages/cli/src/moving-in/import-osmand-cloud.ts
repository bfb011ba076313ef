import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { readAddress, readServer } from '../addresses.ts';
import type { Given } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { Context } from '../context.ts';
import { quoted } from '../quoted.ts';
import { requireDevice } from '../session.ts';
import { status } from '../status.ts';
import type { Status } from '../status.ts';
import { ContentError } from './content.ts';
import type { Content, Spool } from './content.ts';
import { copyHistory } from './copy-history.ts';
import { Journal } from './journal.ts';
import type { SourceRow } from './listing.ts';
import { OsmAndCloud, SourceError } from './osmand-cloud.ts';
import type { SourceDevice } from './osmand-cloud.ts';
import { Report } from './report.ts';
import { showReport } from './show-report.ts';
import { openSourceHttp } from './source-http.ts';
import { withTarget } from './with-target.ts';

/** OsmAnd's own cloud. */
const publicServer = 'https://osmand.net';
/** Waits before a version is asked for again after a trouble of the network or the server, milliseconds. */
const retryWaitsMs = [300, 1_000, 3_000];

/** An import from one account elsewhere: all that its parts need. */
interface Moving {
  readonly context: Context;
  readonly server: string;
  readonly email: string;
  readonly source: OsmAndCloud;
  readonly journal: Journal;
}

/**
 * Signs in to a cloud that speaks OsmAnd's protocol as one more device, and copies every file from there with its versions, times and
 * deletions (O4). At the source nothing is changed.
 */
export async function importOsmAndCloud(context: Context, given: Given, [typed = '']: readonly string[]): Promise<Status> {
  const { words } = context;
  const email = readAddress(typed, words);
  const server = readServer(given.value('server') ?? publicServer, words);
  if (given.value('code') !== undefined && given.has('request-code'))
    throw new UsageError(words.usage.onlyOneOf(['--request-code', '--code']));
  const session = requireDevice(context);
  const journal = Journal.open(context.folder, { server, email }, session, randomUUID());
  const http = openSourceHttp();
  const stop = context.untilStopped();
  // What the cloud here has to say names its server itself.
  context.speaksTo(server);
  try {
    const moving = { context, server, email, journal, source: new OsmAndCloud(server, http) };
    const listed = await signInAndList(moving, given);
    if (typeof listed === 'number') return listed;
    const report = new Report();
    await withTarget(context, session, (target) =>
      copyHistory(listed.rows, {
        ...{ ...target, journal, report },
        fetch: (row) => fetchPatiently(moving, listed.device, row, target.spool, stop),
        replace: given.has('replace'),
        now: context.now(),
        signal: stop,
      }),
    );
    report.unreadable = listed.unreadable;
    const again = `import osmand-cloud ${quoted(email)} --server ${quoted(server)} --replace`;
    return showReport(context, report, { versions: true, replace: context.command(again) });
  } finally {
    http.close();
  }
}

type Listed = Awaited<ReturnType<OsmAndCloud['list']>> & { readonly device: SourceDevice };

/** The list of the source, after signing in where that is needed; or how the command ends without one. */
async function signInAndList(moving: Moving, given: Given): Promise<Listed | Status> {
  const { journal, source, context } = moving;
  const { output, words } = context;
  const known = given.has('request-code') || given.value('code') !== undefined ? null : journal.about.device;
  if (known !== null) {
    try {
      output.progress(words.moving.reading);
      return { ...(await source.list(known)), device: known };
    } catch (error) {
      if (!(error instanceof SourceError) || error.number !== notKnown) throw error;
      journal.signedIn(null);
      output.say(words.moving.forgotten(moving.server));
    }
  }
  const device = await signIn(moving, given);
  if (typeof device === 'number') return device;
  output.progress(words.moving.reading);
  return { ...(await source.list(device)), device };
}
/** Numbers of OsmAnd's protocol. */
const notKnown = 105;
const wrongCode = 104;

async function signIn(moving: Moving, given: Given): Promise<SourceDevice | Status> {
  const { context, source, server, email, journal } = moving;
  const { words, output, terminal } = context;
  const { phone } = journal.about;
  const lang = words.locale.slice(0, 2);
  const register = async (code: string): Promise<SourceDevice> => {
    const device = await source.register({ email, phone, code, lang, model: hostname() });
    journal.signedIn(device);
    return device;
  };
  const line = (option: string) => context.command(`import osmand-cloud ${quoted(email)} --server ${quoted(server)} ${option}`);
  const code = given.value('code');
  if (code !== undefined) return register(code.trim());
  if (!given.has('request-code') && !terminal.present) throw new UsageError(words.moving.nobody(line('--request-code')));
  // The source must know this device by the same id when the code comes.
  journal.signedIn(null);
  await source.requestCode({ email, phone, lang });
  output.say(words.moving.sentCode(email, server));
  if (given.has('request-code')) {
    output.show({ mailed: true }, () => [words.moving.goOn(line('--code CODE'))]);
    return status.done;
  }
  for (;;) {
    const typed = await terminal.ask(words.moving.askCode(server));
    if (typed === null || typed === '') {
      output.say(words.moving.gaveUp);
      return status.failed;
    }
    try {
      return await register(typed);
    } catch (error) {
      if (!(error instanceof SourceError) || error.number !== wrongCode) throw error;
      output.say(words.moving.wrongCode(error.message));
    }
  }
}

/**
 * One version; troubles that pass by themselves are waited out. What is wrong with this version alone is thrown as SourceError or
 * ContentError; a network that stays away, and a source that has forgotten this device, end the run.
 */
async function fetchPatiently(moving: Moving, device: SourceDevice, row: SourceRow, spool: Spool, stop: AbortSignal): Promise<Content> {
  for (let tried = 0; ; tried++) {
    try {
      return await spool.take(await moving.source.download(device, row), row.size);
    } catch (error) {
      if (error instanceof SourceError && error.number === notKnown) throw new Error(error.message, { cause: error });
      const pause = retryWaitsMs[tried];
      if (!(isPassing(error) || (error instanceof ContentError && tried === 0)) || pause === undefined || stop.aborted) throw error;
      await wait(pause);
    }
  }
}
function isPassing(error: unknown): boolean {
  if (error instanceof SourceError) return error.status === 429 || error.status >= 500;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}
