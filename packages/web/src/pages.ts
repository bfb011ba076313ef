import { lazy } from 'react';
import type { ComponentType } from 'react';

/** How much of the window a screen takes. `map`: the map alone. `panel`: beside the map, over it on phones. */
export type Room = 'map' | 'panel';

export interface Page {
  /** Pattern of `router.tsx`. */
  readonly path: string;
  readonly room: Room;
  readonly screen: ComponentType;
}

/** Every page of the website, one row each; a screen is loaded when it is first opened. */
export const pages: readonly Page[] = [{ path: '/', room: 'map', screen: lazy(() => import('./screens/map/map-screen.tsx')) }];
