import { lazy } from 'react';
import type { ComponentType } from 'react';

/** How much of the window a screen takes. `map`: the map alone. `panel`: beside the map, over it on phones. `split`: below the map on phones. */
export type Room = 'map' | 'panel' | 'split';

export interface Page {
  /** Pattern of `router.tsx`. */
  readonly path: string;
  readonly room: Room;
  readonly screen: ComponentType;
}

/** Every page of the website, one row each; a screen is loaded when it is first opened. */
export const pages: readonly Page[] = [
  { path: '/', room: 'map', screen: lazy(() => import('./screens/map/map-screen.tsx')) },
  { path: '/favourites', room: 'panel', screen: lazy(() => import('./screens/favourites/favourites-screen.tsx')) },
  { path: '/favourites/new', room: 'split', screen: lazy(() => import('./screens/favourites/new-place-screen.tsx')) },
  { path: '/favourites/in/:file', room: 'panel', screen: lazy(() => import('./screens/favourites/group-screen.tsx')) },
  { path: '/favourites/at/:file', room: 'split', screen: lazy(() => import('./screens/favourites/place-screen.tsx')) },
  { path: '/tracks', room: 'panel', screen: lazy(() => import('./screens/tracks/folder-screen.tsx')) },
  { path: '/tracks/folder/*', room: 'panel', screen: lazy(() => import('./screens/tracks/folder-screen.tsx')) },
  { path: '/tracks/file/*', room: 'split', screen: lazy(() => import('./screens/tracks/track-screen.tsx')) },
  { path: '/notes/*', room: 'split', screen: lazy(() => import('./screens/media/media-screen.tsx')) },
  { path: '/tracks/collections', room: 'panel', screen: lazy(() => import('./screens/tracks/collections-screen.tsx')) },
  { path: '/tracks/collections/:name', room: 'panel', screen: lazy(() => import('./screens/tracks/collection-screen.tsx')) },
  { path: '/planner', room: 'split', screen: lazy(() => import('./screens/planner/planner-screen.tsx')) },
  { path: '/sign-in', room: 'panel', screen: lazy(() => import('./screens/account/sign-in-screen.tsx')) },
  { path: '/sign-in/code', room: 'panel', screen: lazy(() => import('./screens/account/code-screen.tsx')) },
  { path: '/sign-up', room: 'panel', screen: lazy(() => import('./screens/account/sign-up-screen.tsx')) },
  { path: '/set-up', room: 'panel', screen: lazy(() => import('./screens/account/set-up-screen.tsx')) },
  { path: '/link', room: 'panel', screen: lazy(() => import('./screens/account/link-screen.tsx')) },
  { path: '/account', room: 'panel', screen: lazy(() => import('./screens/account/account-screen.tsx')) },
  { path: '/account/devices', room: 'panel', screen: lazy(() => import('./screens/account/devices-screen.tsx')) },
  { path: '/account/password', room: 'panel', screen: lazy(() => import('./screens/account/password-screen.tsx')) },
  { path: '/account/address', room: 'panel', screen: lazy(() => import('./screens/account/address-screen.tsx')) },
  { path: '/account/settings', room: 'panel', screen: lazy(() => import('./screens/account/settings-screen.tsx')) },
  { path: '/account/danger', room: 'panel', screen: lazy(() => import('./screens/account/danger-screen.tsx')) },
  { path: '/account/purchases', room: 'panel', screen: lazy(() => import('./screens/purchases/purchases-screen.tsx')) },
  { path: '/account/data', room: 'panel', screen: lazy(() => import('./screens/account/data-screen.tsx')) },
  { path: '/account/activity', room: 'panel', screen: lazy(() => import('./screens/account/activity-screen.tsx')) },
  { path: '/admin', room: 'panel', screen: lazy(() => import('./screens/admin/admin-screen.tsx')) },
  { path: '/admin/accounts', room: 'panel', screen: lazy(() => import('./screens/admin/accounts-screen.tsx')) },
  { path: '/admin/accounts/:id', room: 'panel', screen: lazy(() => import('./screens/admin/one-account-screen.tsx')) },
  { path: '/admin/invitations', room: 'panel', screen: lazy(() => import('./screens/admin/invitations-screen.tsx')) },
  { path: '/admin/mails', room: 'panel', screen: lazy(() => import('./screens/admin/mails-screen.tsx')) },
  { path: '/admin/audit', room: 'panel', screen: lazy(() => import('./screens/admin/audit-screen.tsx')) },
  { path: '/admin/settings', room: 'panel', screen: lazy(() => import('./screens/admin/settings-screen.tsx')) },
  { path: '/cloud', room: 'panel', screen: lazy(() => import('./screens/cloud/cloud-screen.tsx')) },
  { path: '/cloud/changes', room: 'panel', screen: lazy(() => import('./screens/cloud/changes-screen.tsx')) },
  { path: '/cloud/conflict', room: 'split', screen: lazy(() => import('./screens/cloud/conflict-screen.tsx')) },
  { path: '/cloud/files', room: 'panel', screen: lazy(() => import('./screens/cloud/files-screen.tsx')) },
  { path: '/cloud/history', room: 'split', screen: lazy(() => import('./screens/cloud/history-screen.tsx')) },
  { path: '/cloud/trash', room: 'panel', screen: lazy(() => import('./screens/cloud/trash-screen.tsx')) },
  { path: '/cloud/backup', room: 'panel', screen: lazy(() => import('./screens/cloud/backup-screen.tsx')) },
  { path: '/cloud/storage', room: 'panel', screen: lazy(() => import('./screens/cloud/storage-screen.tsx')) },
  { path: '/cloud/maps', room: 'panel', screen: lazy(() => import('./screens/cloud/maps-screen.tsx')) },
  { path: '/help', room: 'panel', screen: lazy(() => import('./screens/help/help-screen.tsx')) },
  { path: '/help/:topic', room: 'panel', screen: lazy(() => import('./screens/help/topic-screen.tsx')) },
];
