/** What travels: JSON, a batch of `batch.ts`, raw bytes, server-sent events; in OsmAnd's protocol also a form or a multipart body. */
export type Carrier = 'json' | 'batch' | 'bytes' | 'events' | 'form' | 'multipart';

/** Where a route answers and what travels: all that a client needs to know at run time. */
export interface Wire {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** What the request carries; `json` if absent. */
  readonly sends?: Carrier;
  /** What the answer carries; `json` if absent. */
  readonly answers?: Carrier;
}

/**
 * Method, path and carriers of every route of our own API. The table in `routes.ts` adds the schemas; they are apart so that a client
 * starts without them (loading them takes longer than a whole `status`).
 */
export const paths = {
  server: { method: 'GET', path: '/api/v1/server' },
  map: { method: 'GET', path: '/api/v1/map' },
  tile: { method: 'GET', path: '/api/v1/tiles/:source/:z/:x/:y', answers: 'bytes' },
  openapi: { method: 'GET', path: '/api/v1/openapi.json' },
  requestCode: { method: 'POST', path: '/api/v1/codes' },
  registerDevice: { method: 'POST', path: '/api/v1/devices' },
  keepLibrary: { method: 'POST', path: '/api/v1/devices/browser' },
  setUp: { method: 'POST', path: '/api/v1/set-up' },
  signIn: { method: 'POST', path: '/api/v1/sessions' },
  signInWithCode: { method: 'POST', path: '/api/v1/sessions/code' },
  sessions: { method: 'GET', path: '/api/v1/sessions' },
  endSession: { method: 'DELETE', path: '/api/v1/sessions/:id' },
  signOut: { method: 'DELETE', path: '/api/v1/sessions/current' },
  account: { method: 'GET', path: '/api/v1/account' },
  devices: { method: 'GET', path: '/api/v1/devices' },
  signOutDevice: { method: 'DELETE', path: '/api/v1/devices/:id' },
  signOutOthers: { method: 'POST', path: '/api/v1/devices/sign-out-others' },
  proofCode: { method: 'POST', path: '/api/v1/account/codes' },
  changeAddress: { method: 'POST', path: '/api/v1/account/address' },
  confirmAddress: { method: 'POST', path: '/api/v1/account/address/confirm' },
  setPassword: { method: 'PUT', path: '/api/v1/account/password' },
  startPlan: { method: 'POST', path: '/api/v1/account/plan/start' },
  deleteAccount: { method: 'POST', path: '/api/v1/account/delete' },
  changes: { method: 'GET', path: '/api/v1/changes' },
  events: { method: 'GET', path: '/api/v1/events', answers: 'events' },
  upload: { method: 'POST', path: '/api/v1/upload', sends: 'batch' },
  download: { method: 'POST', path: '/api/v1/download', answers: 'batch' },
  content: { method: 'GET', path: '/api/v1/content', answers: 'bytes' },
  operate: { method: 'POST', path: '/api/v1/operations' },
  list: { method: 'GET', path: '/api/v1/files' },
  history: { method: 'GET', path: '/api/v1/history' },
  trash: { method: 'GET', path: '/api/v1/trash' },
  deleteTrash: { method: 'POST', path: '/api/v1/trash/delete' },
  emptyTrash: { method: 'POST', path: '/api/v1/trash/empty' },
  storage: { method: 'GET', path: '/api/v1/storage' },
  maps: { method: 'GET', path: '/api/v1/maps' },
  deleteType: { method: 'POST', path: '/api/v1/storage/delete-type' },
  deleteOldVersions: { method: 'POST', path: '/api/v1/storage/delete-old-versions' },
  deleteData: { method: 'POST', path: '/api/v1/storage/delete-data' },
  export: { method: 'GET', path: '/api/v1/export', answers: 'bytes' },
  routing: { method: 'GET', path: '/api/v1/routing' },
  routes: { method: 'POST', path: '/api/v1/routes' },
  match: { method: 'POST', path: '/api/v1/match' },
  elevations: { method: 'POST', path: '/api/v1/elevations' },
  geocode: { method: 'GET', path: '/api/v1/geocode' },
  purchases: { method: 'GET', path: '/api/v1/purchases' },
  usePromo: { method: 'POST', path: '/api/v1/purchases/promo' },
  downloads: { method: 'GET', path: '/api/v1/downloads' },
  useDownload: { method: 'POST', path: '/api/v1/downloads' },
  joinList: { method: 'POST', path: '/api/v1/mailing-list' },
  leaveList: { method: 'DELETE', path: '/api/v1/mailing-list' },
  confirmList: { method: 'POST', path: '/api/v1/mailing-list/confirm' },
  operatorPurchases: { method: 'GET', path: '/api/v1/admin/accounts/:id/purchases' },
  operatorGrant: { method: 'POST', path: '/api/v1/admin/accounts/:id/grants' },
  operatorWithdraw: { method: 'POST', path: '/api/v1/admin/accounts/:id/grants/withdraw' },
  operatorCampaigns: { method: 'GET', path: '/api/v1/admin/campaigns' },
  operatorAddCampaign: { method: 'POST', path: '/api/v1/admin/campaigns' },
  operatorEndCampaign: { method: 'DELETE', path: '/api/v1/admin/campaigns/:name' },
  activity: { method: 'GET', path: '/api/v1/account/activity' },
  adminAccounts: { method: 'POST', path: '/api/v1/admin/accounts/search' },
  adminAccount: { method: 'GET', path: '/api/v1/admin/accounts/:id' },
  adminChangeAccount: { method: 'POST', path: '/api/v1/admin/accounts/:id' },
  adminDeleteAccount: { method: 'POST', path: '/api/v1/admin/accounts/:id/delete' },
  adminSignOut: { method: 'POST', path: '/api/v1/admin/accounts/:id/sign-out' },
  adminWhyNoCode: { method: 'POST', path: '/api/v1/admin/why-no-code' },
  adminInvitations: { method: 'GET', path: '/api/v1/admin/invitations' },
  adminInvite: { method: 'POST', path: '/api/v1/admin/invitations' },
  adminWithdraw: { method: 'DELETE', path: '/api/v1/admin/invitations/:id' },
  adminStatus: { method: 'GET', path: '/api/v1/admin/status' },
  adminRunJob: { method: 'POST', path: '/api/v1/admin/jobs' },
  adminMails: { method: 'GET', path: '/api/v1/admin/mails' },
  adminRetryMails: { method: 'POST', path: '/api/v1/admin/mails/retry' },
  adminAudit: { method: 'GET', path: '/api/v1/admin/audit' },
  adminVerifyAudit: { method: 'POST', path: '/api/v1/admin/audit/verify' },
  adminSettings: { method: 'GET', path: '/api/v1/admin/settings' },
} as const satisfies Record<string, Wire>;

export type RouteName = keyof typeof paths;
