export { openBases } from './bases.ts';
export { FolderLibrary, openFolderLibrary } from './folder.ts';
export type { FolderOptions } from './folder.ts';
export { openState } from './state.ts';
export type { State } from './state.ts';
