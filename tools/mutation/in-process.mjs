// Runs the tests of a core in the process of Stryker's worker: a mutant costs what its tests cost, without a start of Vitest for each.
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { collected } from './collect.mjs';

/** Every mutant is judged by the same examples. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 });

const collecting = new URL('collect.mjs', import.meta.url).href;
/** Counts the loadings of the copied sources: a higher one makes all of them load afresh. */
let loading = 0;

class InProcessRunner {
  #files = process.env.CAIRN_MUTATION_TESTS.split(',').map((path) => resolve(path));
  #tests = new Map();
  #isFresh = false;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const copy = `${pathToFileURL(process.cwd()).href}/`;
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier === 'vitest' && context.parentURL?.startsWith(copy)) return { url: collecting, shortCircuit: true };
        const found = next(specifier, context);
        return found.url.startsWith(copy) && !found.url.includes('?') ? { ...found, url: `${found.url}?loading=${loading}` } : found;
      },
    });
  }

  async dryRun() {
    const space = spaceOfMutants();
    space.activeMutant = undefined;
    try {
      await this.#load();
    } catch (fault) {
      return { status: DryRunStatus.Error, errorMessage: String(fault?.stack ?? fault) };
    }
    const tests = [];
    for (const [id, { name, file, run }] of this.#tests) {
      const begin = performance.now();
      space.currentTestId = id;
      const failure = await failureOf(run);
      space.currentTestId = undefined;
      const facts = { id, name, fileName: file, timeSpentMs: performance.now() - begin };
      tests.push(
        failure === null ? { ...facts, status: TestStatus.Success } : { ...facts, status: TestStatus.Failed, failureMessage: failure },
      );
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: space.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation }) {
    const space = spaceOfMutants();
    Object.assign(space, { hitCount: 0, hitLimit, activeMutant: mutantActivation === 'static' ? activeMutant.id : undefined });
    if (mutantActivation === 'static' || !this.#isFresh) {
      try {
        await this.#load();
      } catch (fault) {
        return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: `nothing loads: ${String(fault)}`, nrOfTests: 0 };
      }
    }
    this.#isFresh = mutantActivation !== 'static';
    space.activeMutant = activeMutant.id;
    const result = await this.#judge(space, testFilter ?? [...this.#tests.keys()], hitLimit);
    space.activeMutant = undefined;
    return result;
  }

  async #judge(space, ids, hitLimit) {
    let nrOfTests = 0;
    for (const id of ids) {
      const run = this.#tests.get(id)?.run ?? gone;
      const failure = await failureOf(run);
      nrOfTests++;
      if (hitLimit !== undefined && space.hitCount > hitLimit)
        return { status: MutantRunStatus.Timeout, reason: 'it goes round and round' };
      if (failure === null) continue;
      space.activeMutant = undefined;
      Object.assign(space, { hitCount: 0, hitLimit: undefined });
      // What still fails without the mutant holds a state of it: nothing of it may be left for the next.
      if ((await failureOf(run)) !== null) this.#isFresh = false;
      return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage: failure, nrOfTests };
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  async #load() {
    loading++;
    this.#isFresh = false;
    this.#tests = new Map();
    for (const file of this.#files) {
      collected.length = 0;
      // The query is needed: Node remembers what it resolved for a file that asks again.
      await import(`${pathToFileURL(file).href}?loading=${loading}`);
      for (const { name, run } of collected) this.#tests.set(`${file}#${name}`, { name, file, run });
    }
  }
}

function spaceOfMutants() {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
}
function gone() {
  throw new Error('with the mutant the test is not even there');
}
async function failureOf(run) {
  try {
    await run();
    return null;
  } catch (fault) {
    return String(fault?.message ?? fault);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
