import { hasLibrary, keepLibrary, openBrowserDevice } from '../../../../packages/web/src/device/index.ts';
import type { BrowserDevice } from '../../../../packages/web/src/device/index.ts';
import { guardSinks } from '../../../../packages/web/src/trusted-types.ts';

/** What a test finds in the page: the device as screens use it. */
export interface DevicePage {
  readonly api: {
    readonly hasLibrary: typeof hasLibrary;
    readonly keepLibrary: typeof keepLibrary;
    readonly openBrowserDevice: typeof openBrowserDevice;
  };
  device: BrowserDevice | null;
  ended: number;
}

guardSinks();
const page: DevicePage = { api: { hasLibrary, keepLibrary, openBrowserDevice }, device: null, ended: 0 };
Object.assign(globalThis, { cairn: page });
