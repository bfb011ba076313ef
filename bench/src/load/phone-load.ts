import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Phone } from './phone.ts';
import type { Answered, Known } from './phone.ts';
import type { PhoneFile } from './phone-contents.ts';
import { fileAt } from './phone-contents.ts';
import type { ReadyPhone } from './phone-data.ts';
import type { Act, Endpoint } from './phone-plan.ts';

export interface PhoneLoad {
  readonly port: number;
  readonly phones: readonly ReadyPhone[];
  /** Files of each account before the load. */
  readonly files: number;
  readonly plan: readonly Act[];
  /** What is sent; more than one phone sends, so that no account has a content twice. */
  readonly contents: readonly PhoneFile[];
}
export interface PhoneLoadResult {
  /** Milliseconds from the planned moment to the last byte of the answer. */
  readonly times: Readonly<Record<Endpoint, number[]>>;
  /** Milliseconds that requests left later than planned: what this process itself added. */
  readonly late: number[];
  readonly errors: string[];
}

interface State {
  readonly phone: Phone;
  readonly known: Known[];
  files: number;
}

/**
 * Keeps an open schedule: every request leaves at its moment however slow the answers are, and its time counts from that moment, so that a
 * stall is seen by everything that falls into it. Every answer is checked.
 */
export async function drivePhones({ port, phones, files, plan, contents }: PhoneLoad): Promise<PhoneLoadResult> {
  const result: PhoneLoadResult = { times: { list: [], upload: [], download: [] }, late: [], errors: [] };
  const states = phones.map((each): State => ({ phone: new Phone(port, each), known: [...each.known], files: files + each.known.length }));
  const running = new Set<Promise<void>>();
  const begun = performance.now();
  for (const act of plan) {
    const due = begun + act.at;
    const wait = due - performance.now();
    if (wait >= 1) await sleep(wait);
    const state = states[act.device];
    if (state === undefined) throw new Error(`there is no phone ${act.device}`);
    result.late.push(Math.max(0, performance.now() - due));
    const one = perform(state, act, contents).then(
      (at) => void result.times[act.endpoint].push(at - due),
      (error: unknown) => void result.errors.push(`${act.endpoint}: ${error instanceof Error ? error.message : String(error)}`),
    );
    running.add(one);
    void one.then(() => running.delete(one));
  }
  await Promise.all(running);
  for (const { phone } of states) phone.close();
  return result;
}

/** Gives the moment of the last byte. @throws Error when the answer is not what it must be */
async function perform(state: State, act: Act, contents: readonly PhoneFile[]): Promise<number> {
  const answered = await ask(state, act, contents);
  await answered.check();
  return answered.at;
}

async function ask(state: State, { endpoint, device, ordinal, choice }: Act, contents: readonly PhoneFile[]): Promise<Answered> {
  if (endpoint === 'list') return state.phone.list(state.files);
  if (endpoint === 'download') {
    const wanted = state.known[Math.floor(choice * state.known.length)];
    if (wanted === undefined) throw new Error('nothing to download');
    return state.phone.download(wanted);
  }
  const file = fileAt(contents, device * 7 + ordinal);
  const answered = await state.phone.upload(`load/${ordinal}${file.ending}`, file);
  state.known.push(answered.known);
  state.files += 1;
  return answered;
}
