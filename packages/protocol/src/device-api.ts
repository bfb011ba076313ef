import { z } from 'zod';
import { errors } from './errors.ts';
import type { ErrorName } from './errors.ts';
import type { Route } from './routes.ts';

/**
 * OsmAnd's `/userdata`, as its apps speak it (docs/developers/osmand-protocol.md). Parameters travel in the query, in a form body or
 * as text parts of a multipart body alike; `query` names them all. `deviceid` and `accessToken` are the credential and stand apart.
 */
const Text = z.string().max(4096);
/** The apps send whatever their clock and their files say; what is no number counts as missing (R26). */
const AnyNumber = z.string().max(100);
const FileParams = { name: Text.min(1), type: z.string().min(1).max(64) };
const Version = z.string().regex(/^-?\d{1,19}$/);

/** Credential of the apps: the number of their device row and its token (device-api 1.0). */
export const AppCredential = z.object({
  deviceid: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .refine((id) => id < 2 ** 31),
  accessToken: z.string().max(1000).default(''),
});

const Email = Text;
const Word = Text.optional();
export const UserRegisterParams = z.object({
  email: Email,
  login: Word,
  lang: Word,
  deviceid: Word,
  orderid: Word,
  userId: Word,
  userToken: Word,
});
export const DeviceRegisterParams = z.object({
  email: Email,
  token: Text,
  deviceid: Word,
  brand: Word,
  model: Word,
  lang: Word,
  orderid: Word,
});
export const UpdateOrderIdParams = z.object({ email: Email, deviceid: Word, orderid: Word });
export const UploadParams = z.object({ ...FileParams, clienttime: AnyNumber.optional() });
export const DeleteFileParams = UploadParams;
export const DeleteVersionParams = z.object({ ...FileParams, updatetime: Version });
export const ListParams = z.object({ name: Word, type: Word, allVersions: Word });
export const DownloadParams = z.object({ ...FileParams, updatetime: Version.optional() });
export const CheckParams = z.object({ name: Text, type: Text });

/** Both apps send more than is used; Android sends null where iOS sends "". */
const Loose = z.union([z.string().max(4096), z.number(), z.null()]).optional();
export const SendCodeBody = z.looseObject({ action: Loose, lang: Loose });
export const ConfirmCodeBody = z.looseObject({ username: Loose, token: Loose });
export const DeleteAccountBody = z.looseObject({ token: Loose });

export const StatusOk = z.object({ status: z.literal('ok') });
/** Identical for every application error, with HTTP 400 (device-api 1.0). */
export const AppError = z.object({ error: z.object({ errorCode: z.int(), message: z.string().min(1) }) });

/**
 * HTTP status of an error of the catalogue in OsmAnd's protocol: 400 for what the app or its user can do something about, whatever the
 * kind (C16); what there is no route for, and what passes by itself, keeps the status that proxies and `device-register` understand.
 */
export function osmandStatus(name: ErrorName): number {
  const { status } = errors[name];
  if (name === 'not-found' || name === 'method-not-allowed') return status;
  return name !== 'storage-full' && name !== 'too-many-tries' && (status === 429 || status >= 500) ? status : 400;
}

const Id = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
/** A date as Gson writes it; never parsed by a client but for `regTime` (device-api 2.6). */
const DateText = z.string().regex(/^[A-Z][a-z]{2} \d{1,2}, -?\d{4,6}, \d{1,2}:\d\d:\d\d [AP]M$/);
export const DeviceAnswer = z.object({
  id: Id,
  userid: Id,
  deviceid: z.string(),
  accesstoken: z.string(),
  lang: z.string().optional(),
  brand: z.string().optional(),
  model: z.string().optional(),
  /** Misspelt in the original; the apps read it so. */
  udpatetime: DateText,
});
export const UserAnswer = z.object({ id: Id, email: z.string(), orderid: z.string().optional(), regTime: DateText });
export const UploadAnswer = z.object({
  filesize: z.int().min(0),
  zipfilesize: z.int().min(0),
  updatetime: z.int(),
  clienttime: z.int(),
  type: z.string(),
  name: z.string(),
  status: z.literal('ok'),
});
export const ListRow = z.object({
  userid: Id,
  id: z.int(),
  deviceid: Id,
  /** −1 for a deletion, as `zipSize`. */
  filesize: z.int().min(-1),
  type: z.string(),
  /** CR and LF as `$0D` and `$0A`. */
  name: z.string(),
  updatetime: DateText,
  updatetimems: z.int(),
  clienttime: DateText.optional(),
  /** 0 when it was not given. */
  clienttimems: z.int(),
  zipSize: z.int().min(-1),
});
export type ListRow = z.infer<typeof ListRow>;
export const ListAnswer = z.object({
  totalZipSize: z.int().min(0),
  totalFileSize: z.int().min(0),
  totalFiles: z.int().min(0),
  totalFileVersions: z.int().min(0),
  /** Only with `allVersions=true`. */
  allFiles: z.array(ListRow).optional(),
  uniqueFiles: z.array(ListRow),
  userid: Id,
  maximumAccountSize: z.int().min(0),
});
export const CheckAnswer = z.object({ status: z.enum(['present', 'not-present']) });

/** Every route of `/userdata` that the apps use. Its maintenance endpoints are absent on purpose (R57, device-api weakness 14). */
export const deviceRoutes = {
  appRegisterUser: {
    method: 'POST',
    path: '/userdata/user-register',
    speaks: 'osmand',
    sends: 'form',
    summary: 'Mail a code; make the account when the code comes back',
    credential: 'none',
    limit: 'mail',
    query: UserRegisterParams,
    answer: StatusOk,
    errors: ['address-invalid', 'already-registered'],
  },
  appRegisterDevice: {
    method: 'POST',
    path: '/userdata/device-register',
    speaks: 'osmand',
    sends: 'form',
    summary: 'Exchange a code for a device token',
    credential: 'code',
    limit: 'guess',
    query: DeviceRegisterParams,
    answer: DeviceAnswer,
    errors: ['not-registered', 'device-limit'],
  },
  appValidateSubscription: {
    method: 'GET',
    path: '/userdata/user-validate-sub',
    speaks: 'osmand',
    summary: 'The account, with an order id while its plan is more than Start',
    credential: 'app',
    limit: 'read',
    answer: UserAnswer,
  },
  appUpdateOrderId: {
    method: 'POST',
    path: '/userdata/user-update-orderid',
    speaks: 'osmand',
    sends: 'form',
    summary: 'Answers; changes nothing',
    credential: 'none',
    limit: 'open',
    query: UpdateOrderIdParams,
    answer: StatusOk,
    errors: ['address-invalid'],
  },
  appSendCode: {
    method: 'POST',
    path: '/userdata/send-code',
    speaks: 'osmand',
    summary: 'Mail a code for an act that a token alone may not do',
    credential: 'app',
    limit: 'mail',
    body: SendCodeBody,
    answer: StatusOk,
  },
  appConfirmCode: {
    method: 'POST',
    path: '/userdata/auth/confirm-code',
    speaks: 'osmand',
    summary: 'Whether a code is right; it is not spent',
    credential: 'code',
    limit: 'guess',
    body: ConfirmCodeBody,
    answer: StatusOk,
  },
  appDeleteAccount: {
    method: 'POST',
    path: '/userdata/delete-account',
    speaks: 'osmand',
    summary: 'Delete the account and everything in it',
    credential: 'app',
    limit: 'guess',
    body: DeleteAccountBody,
    answer: StatusOk,
    errors: ['code-invalid', 'too-many-tries'],
  },
  appUpload: {
    method: 'POST',
    path: '/userdata/upload-file',
    speaks: 'osmand',
    sends: 'multipart',
    summary: 'Upload one file as a new version',
    credential: 'app',
    limit: 'transfer',
    query: UploadParams,
    answer: UploadAnswer,
    errors: ['name-refused', 'not-gzip', 'plan-lacks-type', 'space-exceeded', 'file-too-large', 'unpacks-too-large', 'history-full'],
  },
  appDeleteFile: {
    method: 'POST',
    path: '/userdata/delete-file',
    speaks: 'osmand',
    sends: 'form',
    summary: 'Delete a file; what never was there is deleted already',
    credential: 'app',
    limit: 'write',
    query: DeleteFileParams,
    answer: StatusOk,
    errors: ['name-refused'],
  },
  appDeleteVersion: {
    method: 'POST',
    path: '/userdata/delete-file-version',
    speaks: 'osmand',
    sends: 'form',
    summary: 'Remove one row; of a deletion with content below: restore',
    credential: 'app',
    limit: 'write',
    query: DeleteVersionParams,
    answer: StatusOk,
    errors: ['name-refused', 'file-not-available', 'space-exceeded'],
  },
  appList: {
    method: 'GET',
    path: '/userdata/list-files',
    speaks: 'osmand',
    summary: 'Files of the account, with allVersions all rows',
    credential: 'app',
    limit: 'read',
    query: ListParams,
    answer: ListAnswer,
  },
  appDownload: {
    method: 'GET',
    path: '/userdata/download-file',
    speaks: 'osmand',
    answers: 'bytes',
    summary: 'Download one version, the newest unless said otherwise',
    credential: 'app',
    limit: 'transfer',
    query: DownloadParams,
    answer: z.unknown(),
    errors: ['name-refused', 'file-not-available', 'data-damaged'],
  },
  appCheck: {
    method: 'GET',
    path: '/userdata/check-file-on-server',
    speaks: 'osmand',
    summary: 'Whether a file need not be sent: so for every map',
    credential: 'none',
    limit: 'open',
    query: CheckParams,
    answer: CheckAnswer,
  },
} as const satisfies Record<string, Route>;
export type DeviceRouteName = keyof typeof deviceRoutes;
