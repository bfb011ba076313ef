export { ExtractError } from './osm/extract-error.ts';
export { profileNames } from './graph/access.ts';
export type { ProfileName } from './graph/access.ts';
export { buildGraph } from './graph/build.ts';
export { graphVersion, readGraphFile } from './graph/file.ts';
export type { LoadedGraph } from './graph/file.ts';
export { Roads } from './find/roads.ts';
export type { RoadAnswer, RoadQuestion } from './find/roads.ts';
export type { RoadPath } from './find/path.ts';
