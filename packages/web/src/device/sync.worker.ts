import { browserClient } from './engine/browser-client.ts';
import { browserCloud } from './engine/browser-cloud.ts';
import type { Home } from './engine/homes.ts';
import { OnlineHost } from './engine/online-host.ts';
import { Tab } from './engine/tab.ts';
import type { DeviceEvent } from './calls.ts';
import { parserOfItsOwn } from './index/parsing.ts';
import { partsOf } from './index/parts.ts';
import type { Entry } from './index/records.ts';
import { answer } from './rpc.ts';
import type { Part, Question, Reply } from './rpc.ts';
import type { Trouble } from './state.ts';
import { guardSinks } from '../trusted-types.ts';

guardSinks();

/** The first message of a page: which library, or none. */
export interface Opening {
  readonly open: {
    readonly server: string;
    readonly home: (Home & { readonly token: string }) | null;
    /** Shown from the start where nothing is kept. */
    readonly trouble: Trouble | null;
    readonly patienceMs?: number;
  };
}
export type ToWorker = Opening | Question;
export type FromWorker = Reply | Part | DeviceEvent | { readonly ended: true };

let ask: ((question: Question) => void) | null = null;
const post = (message: FromWorker): void => self.postMessage(message);

/** Questions for all entries that are not answered yet. */
const long = new Set<string>();
/** A long list of entries goes in parts, each of which a page unpacks between two frames. */
function reply(given: Reply): void {
  if (!long.delete(given.id) || !given.ok) return post(given);
  for (const part of partsOf(given.value as Entry[])) post({ id: given.id, part });
  post({ id: given.id, ok: true, value: [] });
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('open' in data) ask = open(data.open);
  else {
    if (data.call === 'entries') long.add(data.id);
    ask?.(data);
  }
};

function open({ server, home, trouble, patienceMs }: Opening['open']): (question: Question) => void {
  const parse = parserOfItsOwn();
  if (home === null) {
    const client = browserClient(server, null);
    const host = new OnlineHost({ client, cloud: browserCloud(client, server), parse, tell: post, trouble });
    return (question) => void answer(host, question).then(reply);
  }
  const tab = new Tab({
    ...{ home, server, parse },
    reply,
    tell: post,
    ended: () => post({ ended: true }),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  const own = { wipe: () => tab.wipe(), leave: async () => tab.leave() };
  return (question) => {
    if (question.call in own) void answer(own, question).then(post);
    else tab.ask(question);
  };
}
