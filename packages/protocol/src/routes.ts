import { z } from 'zod';
import { billingRoutes } from './billing-api.ts';
import { deviceRoutes } from './device-api.ts';
import type { ErrorName } from './errors.ts';
import type { RouteName, Wire } from './paths.ts';
import { paths } from './paths.ts';
import * as account from './v1/account.ts';
import { ActivityQuery, AuditAnswer } from './v1/admin.ts';
import { adminRoutes } from './v1/admin-routes.ts';
import * as files from './v1/files.ts';
import * as map from './v1/map.ts';
import { planRoutes } from './v1/plan-routes.ts';
import { routingRoutes } from './v1/routing-routes.ts';
import { Ok } from './v1/words.ts';

/**
 * Who may call a route. `device`: a device token. `member`: a device token or a web session.
 * `proof`: `member`, and the body carries a fresh code. `code`: nobody is signed in yet; the body carries a secret.
 * `app`: a device token, in the header or with the number of the device among the parameters, as OsmAnd's apps send it (R70).
 * `any`: as `app` where the token is right, and anybody else is answered as a stranger.
 */
export type Credential = 'none' | 'code' | 'device' | 'member' | 'proof' | 'admin' | 'app' | 'any';
/** Class of throttling (R38). `compute`: costs the processor, or asks another host. */
export type LimitClass = 'open' | 'mail' | 'guess' | 'read' | 'write' | 'transfer' | 'stream' | 'compute';

export interface Route extends Wire {
  readonly summary: string;
  readonly credential: Credential;
  readonly limit: LimitClass;
  /** Whose protocol it is: errors look as its clients read them. Absent = our own. */
  readonly speaks?: 'osmand';
  readonly params?: z.ZodObject;
  /** Parameters of the query; where the route sends a form or a multipart body, of that as well. */
  readonly query?: z.ZodObject;
  /** JSON body, or the header of each item where `sends` is `batch`. */
  readonly body?: z.ZodType;
  /** JSON answer, or the header of each item where `answers` is `batch`. */
  readonly answer: z.ZodType;
  /** Errors of its own, beyond those of its credential and limit class; single items of a batch answer theirs in the results. */
  readonly errors?: readonly ErrorName[];
}

const IdParams = z.object({ id: z.coerce.number().int().min(1) });

/** THE table of our own API, on top of `paths.ts`. OpenAPI, client, handlers, access matrix and fuzzing are made from it. */
export const routes = {
  server: {
    ...paths.server,
    summary: 'What this server is and takes',
    credential: 'none',
    limit: 'open',
    answer: account.ServerAnswer,
  },
  map: {
    ...paths.map,
    summary: 'Where the map gets tiles besides the built-in world',
    credential: 'none',
    limit: 'open',
    answer: map.MapAnswer,
  },
  tile: {
    ...paths.tile,
    summary: 'One tile of an archive of this server; 204 where it has none',
    credential: 'none',
    limit: 'read',
    params: map.TileParams,
    answer: z.unknown(),
    errors: ['not-found'],
  },
  openapi: {
    ...paths.openapi,
    summary: 'This table as OpenAPI 3.1',
    credential: 'none',
    limit: 'open',
    answer: z.looseObject({}),
  },

  requestCode: {
    ...paths.requestCode,
    summary: 'Mail a code for signing in or up',
    credential: 'none',
    limit: 'mail',
    body: account.CodeBody,
    answer: account.CodeAnswer,
    errors: ['address-invalid', 'registration-closed'],
  },
  registerDevice: {
    ...paths.registerDevice,
    summary: 'Exchange a code for a device token',
    credential: 'code',
    limit: 'guess',
    body: account.RegisterBody,
    answer: account.RegisterAnswer,
    errors: ['not-registered', 'device-limit', 'registration-closed'],
  },
  keepLibrary: {
    ...paths.keepLibrary,
    summary: 'Make a signed-in browser a device that keeps a library',
    credential: 'member',
    limit: 'guess',
    body: account.KeepLibraryBody,
    answer: account.RegisterAnswer,
    errors: ['sign-in-refused', 'device-limit'],
  },
  setUp: {
    ...paths.setUp,
    summary: 'Make the administrator with the one-time set-up link',
    credential: 'code',
    limit: 'guess',
    body: account.SetUpBody,
    answer: account.CodeAnswer,
    errors: ['set-up-done', 'address-invalid'],
  },
  signIn: {
    ...paths.signIn,
    summary: 'Sign in on the web with a password',
    credential: 'code',
    limit: 'guess',
    body: account.SignInBody,
    answer: account.SessionAnswer,
    errors: ['tls-required'],
  },
  signInWithCode: {
    ...paths.signInWithCode,
    summary: 'Sign in on the web with a code',
    credential: 'code',
    limit: 'guess',
    body: account.SignInWithCodeBody,
    answer: account.CodeSessionAnswer,
    errors: ['tls-required'],
  },
  sessions: {
    ...paths.sessions,
    summary: 'Web sessions of the account',
    credential: 'member',
    limit: 'read',
    answer: account.SessionsAnswer,
  },
  endSession: {
    ...paths.endSession,
    summary: 'End one web session',
    credential: 'member',
    limit: 'write',
    params: z.object({ id: z.string().min(1).max(64) }),
    answer: Ok,
    errors: ['not-found'],
  },
  signOut: {
    ...paths.signOut,
    summary: 'End this device token or web session',
    credential: 'member',
    limit: 'write',
    answer: Ok,
  },

  account: {
    ...paths.account,
    summary: 'The account, its plan and space',
    credential: 'member',
    limit: 'read',
    answer: account.AccountAnswer,
  },
  devices: {
    ...paths.devices,
    summary: 'Devices of the account',
    credential: 'member',
    limit: 'read',
    answer: account.DevicesAnswer,
  },
  signOutDevice: {
    ...paths.signOutDevice,
    summary: 'Sign out one device',
    credential: 'member',
    limit: 'write',
    params: IdParams,
    answer: Ok,
    errors: ['not-found'],
  },
  signOutOthers: {
    ...paths.signOutOthers,
    summary: 'Sign out all other devices and sessions',
    credential: 'member',
    limit: 'write',
    answer: files.CountAnswer,
  },
  proofCode: {
    ...paths.proofCode,
    summary: 'Mail a code for an act that a token alone may not do',
    credential: 'member',
    limit: 'mail',
    body: account.ProofCodeBody,
    answer: account.CodeAnswer,
  },
  changeAddress: {
    ...paths.changeAddress,
    summary: 'Begin to change the address: mails a code to the new one',
    credential: 'proof',
    limit: 'guess',
    body: account.ChangeAddressBody,
    answer: account.CodeAnswer,
    errors: ['address-invalid', 'address-in-use'],
  },
  confirmAddress: {
    ...paths.confirmAddress,
    summary: 'Finish changing the address',
    credential: 'proof',
    limit: 'guess',
    body: account.ConfirmAddressBody,
    answer: Ok,
    errors: ['address-in-use'],
  },
  setPassword: {
    ...paths.setPassword,
    summary: 'Set the web password',
    credential: 'proof',
    limit: 'guess',
    body: account.SetPasswordBody,
    answer: Ok,
    errors: ['password-refused'],
  },
  startPlan: {
    ...paths.startPlan,
    summary: 'Activate the free plan',
    credential: 'member',
    limit: 'write',
    answer: account.AccountAnswer,
    errors: ['plan-active'],
  },
  deleteAccount: {
    ...paths.deleteAccount,
    summary: 'Delete the account and everything in it',
    credential: 'proof',
    limit: 'guess',
    body: account.DeleteAccountBody,
    answer: Ok,
  },

  changes: {
    ...paths.changes,
    summary: 'What changed after a cursor',
    credential: 'member',
    limit: 'read',
    query: files.ChangesQuery,
    answer: files.ChangesAnswer,
  },
  events: {
    ...paths.events,
    summary: 'Tells at once when something changed',
    credential: 'member',
    limit: 'stream',
    answer: account.ChangeEvent,
  },
  upload: {
    ...paths.upload,
    summary: 'Upload a batch of files',
    credential: 'member',
    limit: 'transfer',
    body: files.UploadHeader,
    answer: files.WriteAnswer,
  },
  download: {
    ...paths.download,
    summary: 'Download a batch of versions',
    credential: 'member',
    limit: 'transfer',
    body: files.DownloadBody,
    answer: files.DownloadHeader,
  },
  content: {
    ...paths.content,
    summary: 'Download one version',
    credential: 'member',
    limit: 'transfer',
    query: files.ContentQuery,
    answer: z.unknown(),
    errors: ['file-not-available', 'data-damaged'],
  },
  operate: {
    ...paths.operate,
    summary: 'Delete, rename, restore, copy',
    credential: 'member',
    limit: 'write',
    body: files.OperationsBody,
    answer: files.WriteAnswer,
  },
  list: {
    ...paths.list,
    summary: 'Files of the account, by type and name',
    credential: 'member',
    limit: 'read',
    query: files.ListQuery,
    answer: files.ListAnswer,
  },
  history: {
    ...paths.history,
    summary: 'All versions of one file',
    credential: 'member',
    limit: 'read',
    query: files.HistoryQuery,
    answer: files.HistoryAnswer,
    errors: ['file-not-available'],
  },
  trash: {
    ...paths.trash,
    summary: 'Deleted files that can be restored',
    credential: 'member',
    limit: 'read',
    query: files.TrashQuery,
    answer: files.TrashAnswer,
  },
  deleteTrash: {
    ...paths.deleteTrash,
    summary: 'Delete items of the trash for good',
    credential: 'member',
    limit: 'write',
    body: files.TrashDeleteBody,
    answer: files.CountAnswer,
  },
  emptyTrash: {
    ...paths.emptyTrash,
    summary: 'Delete everything in the trash for good',
    credential: 'member',
    limit: 'write',
    body: files.SeenBody,
    answer: files.CountAnswer,
  },
  storage: {
    ...paths.storage,
    summary: 'Used and allowed space by type',
    credential: 'member',
    limit: 'read',
    answer: files.StorageAnswer,
  },
  maps: {
    ...paths.maps,
    summary: 'Maps that devices recorded; their bytes are never kept',
    credential: 'member',
    limit: 'read',
    answer: files.MapsAnswer,
  },
  deleteType: {
    ...paths.deleteType,
    summary: 'Delete the files of a type in the cloud only',
    credential: 'member',
    limit: 'write',
    body: files.DeleteTypeBody,
    answer: files.CountAnswer,
  },
  deleteOldVersions: {
    ...paths.deleteOldVersions,
    summary: 'Delete the history; newest versions stay',
    credential: 'member',
    limit: 'write',
    body: files.SeenBody,
    answer: files.CountAnswer,
  },
  deleteData: {
    ...paths.deleteData,
    summary: 'Delete all data with its history',
    credential: 'member',
    limit: 'write',
    body: files.DeleteDataBody,
    answer: files.CountAnswer,
  },
  export: {
    ...paths.export,
    summary: 'Everything that is in the cloud, as one archive',
    credential: 'member',
    limit: 'transfer',
    query: files.ExportQuery,
    answer: z.unknown(),
    errors: ['file-not-available', 'data-damaged'],
  },

  ...routingRoutes,
  ...planRoutes,
  activity: {
    ...paths.activity,
    summary: 'What happened with the account lately: sign-ins, failures, codes, deletions, acts of administrators',
    credential: 'member',
    limit: 'read',
    query: ActivityQuery,
    answer: AuditAnswer,
  },
  ...adminRoutes,
} as const satisfies Record<RouteName, Route>;

/** Every route that the server answers, whoever speaks it: what the access matrix and the fuzzing are made from (R47, R57). */
export const allRoutes = { ...routes, ...deviceRoutes, ...billingRoutes } as const satisfies Record<string, Route>;
export type AnyRouteName = keyof typeof allRoutes;
