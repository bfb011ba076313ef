import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { openInThread } from '@cairn/server';
import { Client } from 'pg';
import { surround } from '../tools/surroundings.ts';
import type { Surroundings } from '../tools/surroundings.ts';

/** Database and place of large contents: the embedded default, and what several servers stand on. */
export const setUpNames = ['sqlite', 'postgres', 'postgres-s3'] as const;
export type SetUpName = (typeof setUpNames)[number];

/** The database as its operator sees it, with no server on it: for data that no request would make in time, and for what it weighs. */
export interface Rows {
  readonly kind: 'sqlite' | 'postgres';
  all(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}
export interface SetUp {
  readonly name: SetUpName;
  /** Where servers work: `store` below it is their data folder. */
  readonly folder: string;
  /** Settings of a server on it. */
  readonly env: Readonly<Record<string, string>>;
  /** First process of the database; none where it is within the server. */
  readonly database: readonly number[];
  rows(): Promise<Rows>;
  /** How many large contents there are, finished or not. */
  contents(): Promise<number>;
  close(): Promise<void>;
}

/** Starts what a set-up needs besides servers. @throws Error where something of it is missing on this machine */
export async function openSetUp(name: SetUpName, folder: string): Promise<SetUp> {
  await mkdir(join(folder, 'store'), { recursive: true });
  const files = join(folder, 'store', 'blobs');
  let contents = (): Promise<number> => filesIn(files);
  if (name === 'sqlite') {
    const file = join(folder, 'store', 'cairn.db');
    return { name, folder, env: {}, database: [], rows: () => sqliteRows(file), contents, close: () => Promise.resolve() };
  }
  const open: Surroundings[] = [];
  const close = async (): Promise<void> => {
    for (const each of open.splice(0)) await each.stop();
  };
  try {
    const postgres = await surround('postgres');
    open.push(postgres);
    const url = String(postgres.facts['url']);
    const env: Record<string, string> = { CAIRN_DATABASE_URL: url };
    if (name === 'postgres-s3') {
      const store = await surround('s3');
      open.push(store);
      const fact = (which: string): string => String(store.facts[which]);
      const credentials = { accessKeyId: fact('accessKey'), secretAccessKey: fact('secretKey') };
      Object.assign(env, {
        ...{ CAIRN_BLOBS: 's3', CAIRN_S3_ENDPOINT: fact('url'), CAIRN_S3_BUCKET: fact('bucket') },
        ...{ CAIRN_S3_ACCESS_KEY: credentials.accessKeyId, CAIRN_S3_SECRET_KEY: credentials.secretAccessKey },
      });
      const client = new S3Client({ endpoint: fact('url'), region: 'us-east-1', forcePathStyle: true, credentials });
      contents = () => objectsIn(client, fact('bucket'));
    }
    return { name, folder, env, database: [Number(postgres.facts['pid'])], rows: () => postgresRows(url), contents, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function sqliteRows(file: string): Promise<Rows> {
  let ask: Rows['all'] = () => Promise.reject(new Error('the database is not open'));
  let run: Rows['run'] = () => Promise.reject(new Error('the database is not open'));
  const { close } = openInThread(file, (db) => {
    db.pragma('synchronous = OFF');
    ask = async (sql) => db.prepare<[], Record<string, unknown>>(sql).all();
    run = async (sql) => void db.exec(sql);
    return db;
  });
  return { kind: 'sqlite', all: (sql) => ask(sql), run: (sql) => run(sql), close };
}

async function postgresRows(url: string): Promise<Rows> {
  const { searchParams, pathname } = new URL(url);
  const named = (name: string): string => searchParams.get(name) ?? '';
  const client = new Client({ host: named('host'), user: named('user'), database: pathname.slice(1) });
  await client.connect();
  return {
    kind: 'postgres',
    all: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    run: (sql) => client.query(sql).then(() => undefined),
    close: () => client.end(),
  };
}

async function filesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** Of one page of each kind: for few. The object that proves that a bucket can be written is none. */
async function objectsIn(client: S3Client, bucket: string): Promise<number> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Contents.filter(({ Key }) => Key !== 'probe').length + Uploads.length;
}
