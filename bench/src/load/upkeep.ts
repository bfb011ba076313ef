import { performance } from 'node:perf_hooks';
import { cpuSeconds, forgetPeak, peakMemory, residentMemory } from '../accounting.ts';
import { run } from '../processes.ts';
import { command, openCairnServer, sendNote, withoutSettings } from '../tools/cairn-server.ts';
import type { Rows, SetUp } from './set-up.ts';

/** What a job over very many contents took (R32). Bytes, seconds. */
export interface JobFacts {
  readonly extraMemory: number;
  readonly seconds: number;
  /** Of the server and its database. */
  readonly cpu: number;
}

/**
 * The slow look at every content, and the removal of what nothing refers to any more, in an account with so many contents of each kind: one run of
 * each, after a run with nothing to do. No server may run on the set-up. Its log is not that of an account any more afterwards.
 */
export async function measureUpkeep(
  setUp: SetUp,
  env: NodeJS.ProcessEnv,
  { kept, unreferenced }: { readonly kept: number; readonly unreferenced: number },
): Promise<{ scrub: JobFacts; collect: JobFacts }> {
  const first = await openCairnServer(setUp.folder, { ...env, ...setUp.env });
  await sendNote(first, 'contents@example.org').finally(() => first.service.stop());
  const rows = await setUp.rows();
  await addContents(rows, 1, kept, 'null');
  const server = await openCairnServer(setUp.folder, { ...env, ...setUp.env });
  const measured = async (job: string): Promise<JobFacts> => {
    const { pid } = server.service;
    const rested = residentMemory(pid);
    forgetPeak(pid);
    const pids = [pid, ...setUp.database];
    const [begun, cpu] = [performance.now(), cpuSeconds(pids)];
    const told = { ...withoutSettings(), ...env, ...setUp.env, CAIRN_DATA: server.data };
    await run(command, ['admin', 'jobs', 'run', job], { env: told, folder: setUp.folder });
    return { extraMemory: peakMemory([pid]) - rested, seconds: (performance.now() - begun) / 1000, cpu: cpuSeconds(pids) - cpu };
  };
  try {
    await measured('collect-without-brake');
    const scrub = await measured('scrub-contents');
    await addContents(rows, 0, unreferenced, '1');
    const collect = await measured('collect-without-brake');
    const [left] = await rows.all(
      `SELECT CAST(count(*) AS float) AS count FROM ${rows.kind === 'sqlite' ? 'blob' : 'content'} WHERE refs = 0`,
    );
    if (Number(left?.['count']) !== 0) throw new Error(`the collector left ${String(left?.['count'])} contents that nothing refers to`);
    return { scrub, collect };
  } finally {
    await server.service.stop();
    await rows.close();
  }
}

/** Copies of the one content that there is, under names of chance. */
async function addContents(rows: Rows, refs: number, count: number, since: string): Promise<void> {
  if (rows.kind === 'postgres') {
    await rows.run(`INSERT INTO content (account, hash, stored_hash, stored, refs, since, bytes)
      SELECT a.account, sha256(('${refs}-' || n)::bytea), a.stored_hash, a.stored, ${refs}, ${since}, a.bytes
      FROM (SELECT * FROM content WHERE bytes IS NOT NULL LIMIT 1) AS a, generate_series(1, ${count}) AS n`);
    return;
  }
  const many = `(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count}) SELECT n FROM s) AS n`;
  const one = `(SELECT content.account, stored_hash, bytes, stored, (SELECT max(content) FROM content) AS top
    FROM content JOIN blob ON blob.content = content.content WHERE bytes IS NOT NULL LIMIT 1) AS a`;
  await rows.run(`BEGIN; CREATE TEMP TABLE made AS SELECT a.top + n.n AS content, a.* FROM ${one} CROSS JOIN ${many};
    INSERT INTO content (content, account, stored_hash, bytes) SELECT content, account, stored_hash, bytes FROM made;
    INSERT INTO blob (account, hash, content, refs, since, stored) SELECT account, randomblob(32), content, ${refs}, ${since}, stored FROM made;
    DROP TABLE made; COMMIT`);
}
