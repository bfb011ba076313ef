import { z } from 'zod';
import * as account from './v1/account.ts';
import * as files from './v1/files.ts';
import { Ok } from './v1/words.ts';

/**
 * Who may call a route. `device`: a device token. `member`: a device token or a web session.
 * `proof`: `member`, and the body carries a fresh code. `code`: nobody is signed in yet; the body carries a secret.
 */
export type Credential = 'none' | 'code' | 'device' | 'member' | 'proof' | 'admin';
/** Class of throttling (R38). */
export type LimitClass = 'open' | 'mail' | 'guess' | 'read' | 'write' | 'transfer' | 'stream';
/** What travels: JSON, a batch of `batch.ts`, raw bytes or server-sent events. */
export type Carrier = 'json' | 'batch' | 'bytes' | 'events';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly credential: Credential;
  readonly limit: LimitClass;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** JSON body, or the header of each item where `sends` is `batch`. */
  readonly body?: z.ZodType;
  readonly sends?: Carrier;
  /** JSON answer, or the header of each item where `answers` is `batch`. */
  readonly answer: z.ZodType;
  readonly answers?: Carrier;
}

const IdParams = z.object({ id: z.coerce.number().int().min(1) });

/** THE table of our own API. OpenAPI, client, handlers, access matrix and fuzzing are made from it. */
export const routes = {
  server: {
    method: 'GET',
    path: '/api/v1/server',
    summary: 'What this server is and takes',
    credential: 'none',
    limit: 'open',
    answer: account.ServerAnswer,
  },
  openapi: {
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This table as OpenAPI 3.1',
    credential: 'none',
    limit: 'open',
    answer: z.looseObject({}),
  },

  requestCode: {
    method: 'POST',
    path: '/api/v1/codes',
    summary: 'Mail a code for signing in or up',
    credential: 'none',
    limit: 'mail',
    body: account.CodeBody,
    answer: account.CodeAnswer,
  },
  registerDevice: {
    method: 'POST',
    path: '/api/v1/devices',
    summary: 'Exchange a code for a device token',
    credential: 'code',
    limit: 'guess',
    body: account.RegisterBody,
    answer: account.RegisterAnswer,
  },
  setUp: {
    method: 'POST',
    path: '/api/v1/set-up',
    summary: 'Make the administrator with the one-time set-up link',
    credential: 'code',
    limit: 'guess',
    body: account.SetUpBody,
    answer: account.CodeAnswer,
  },
  signIn: {
    method: 'POST',
    path: '/api/v1/sessions',
    summary: 'Sign in on the web with a password',
    credential: 'code',
    limit: 'guess',
    body: account.SignInBody,
    answer: account.SessionAnswer,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/v1/sessions/current',
    summary: 'End this device token or web session',
    credential: 'member',
    limit: 'write',
    answer: Ok,
  },

  account: {
    method: 'GET',
    path: '/api/v1/account',
    summary: 'The account, its plan and space',
    credential: 'member',
    limit: 'read',
    answer: account.AccountAnswer,
  },
  devices: {
    method: 'GET',
    path: '/api/v1/devices',
    summary: 'Devices of the account',
    credential: 'member',
    limit: 'read',
    answer: account.DevicesAnswer,
  },
  signOutDevice: {
    method: 'DELETE',
    path: '/api/v1/devices/:id',
    summary: 'Sign out one device',
    credential: 'member',
    limit: 'write',
    params: IdParams,
    answer: Ok,
  },
  signOutOthers: {
    method: 'POST',
    path: '/api/v1/devices/sign-out-others',
    summary: 'Sign out all other devices and sessions',
    credential: 'member',
    limit: 'write',
    answer: files.CountAnswer,
  },
  proofCode: {
    method: 'POST',
    path: '/api/v1/account/codes',
    summary: 'Mail a code for an act that a token alone may not do',
    credential: 'member',
    limit: 'mail',
    body: account.ProofCodeBody,
    answer: account.CodeAnswer,
  },
  changeAddress: {
    method: 'POST',
    path: '/api/v1/account/address',
    summary: 'Begin to change the address: mails a code to the new one',
    credential: 'proof',
    limit: 'guess',
    body: account.ChangeAddressBody,
    answer: account.CodeAnswer,
  },
  confirmAddress: {
    method: 'POST',
    path: '/api/v1/account/address/confirm',
    summary: 'Finish changing the address',
    credential: 'proof',
    limit: 'guess',
    body: account.ConfirmAddressBody,
    answer: Ok,
  },
  setPassword: {
    method: 'PUT',
    path: '/api/v1/account/password',
    summary: 'Set the web password',
    credential: 'proof',
    limit: 'guess',
    body: account.SetPasswordBody,
    answer: Ok,
  },
  startPlan: {
    method: 'POST',
    path: '/api/v1/account/plan/start',
    summary: 'Activate the free plan',
    credential: 'member',
    limit: 'write',
    answer: account.AccountAnswer,
  },
  deleteAccount: {
    method: 'POST',
    path: '/api/v1/account/delete',
    summary: 'Delete the account and everything in it',
    credential: 'proof',
    limit: 'guess',
    body: account.DeleteAccountBody,
    answer: Ok,
  },

  changes: {
    method: 'GET',
    path: '/api/v1/changes',
    summary: 'What changed after a cursor',
    credential: 'member',
    limit: 'read',
    query: files.ChangesQuery,
    answer: files.ChangesAnswer,
  },
  events: {
    method: 'GET',
    path: '/api/v1/events',
    summary: 'Tells at once when something changed',
    credential: 'member',
    limit: 'stream',
    answer: account.ChangeEvent,
    answers: 'events',
  },
  upload: {
    method: 'POST',
    path: '/api/v1/upload',
    summary: 'Upload a batch of files',
    credential: 'member',
    limit: 'transfer',
    body: files.UploadHeader,
    sends: 'batch',
    answer: files.WriteAnswer,
  },
  download: {
    method: 'POST',
    path: '/api/v1/download',
    summary: 'Download a batch of versions',
    credential: 'member',
    limit: 'transfer',
    body: files.DownloadBody,
    answer: files.DownloadHeader,
    answers: 'batch',
  },
  content: {
    method: 'GET',
    path: '/api/v1/content',
    summary: 'Download one version',
    credential: 'member',
    limit: 'transfer',
    query: files.ContentQuery,
    answer: z.unknown(),
    answers: 'bytes',
  },
  operate: {
    method: 'POST',
    path: '/api/v1/operations',
    summary: 'Delete, rename, restore, copy',
    credential: 'member',
    limit: 'write',
    body: files.OperationsBody,
    answer: files.WriteAnswer,
  },
  list: {
    method: 'GET',
    path: '/api/v1/files',
    summary: 'Files of the account, by type and name',
    credential: 'member',
    limit: 'read',
    query: files.ListQuery,
    answer: files.ListAnswer,
  },
  history: {
    method: 'GET',
    path: '/api/v1/history',
    summary: 'All versions of one file',
    credential: 'member',
    limit: 'read',
    query: files.HistoryQuery,
    answer: files.HistoryAnswer,
  },
  trash: {
    method: 'GET',
    path: '/api/v1/trash',
    summary: 'Deleted files that can be restored',
    credential: 'member',
    limit: 'read',
    query: files.TrashQuery,
    answer: files.TrashAnswer,
  },
  deleteTrash: {
    method: 'POST',
    path: '/api/v1/trash/delete',
    summary: 'Delete items of the trash for good',
    credential: 'member',
    limit: 'write',
    body: files.TrashDeleteBody,
    answer: files.CountAnswer,
  },
  emptyTrash: {
    method: 'POST',
    path: '/api/v1/trash/empty',
    summary: 'Delete everything in the trash for good',
    credential: 'member',
    limit: 'write',
    answer: files.CountAnswer,
  },
  storage: {
    method: 'GET',
    path: '/api/v1/storage',
    summary: 'Used and allowed space by type',
    credential: 'member',
    limit: 'read',
    answer: files.StorageAnswer,
  },
  deleteType: {
    method: 'POST',
    path: '/api/v1/storage/delete-type',
    summary: 'Delete the files of a type in the cloud only',
    credential: 'member',
    limit: 'write',
    body: files.DeleteTypeBody,
    answer: files.CountAnswer,
  },
  deleteOldVersions: {
    method: 'POST',
    path: '/api/v1/storage/delete-old-versions',
    summary: 'Delete the history; newest versions stay',
    credential: 'member',
    limit: 'write',
    answer: files.CountAnswer,
  },
  deleteData: {
    method: 'POST',
    path: '/api/v1/storage/delete-data',
    summary: 'Delete all data with its history',
    credential: 'member',
    limit: 'write',
    answer: files.CountAnswer,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
