import type { RoadKind, Surface } from '@cairn/protocol';

/** In the order in which a graph numbers them; new ones go to the end. */
export const surfaceKinds: readonly Surface[] = [
  ...(['unknown', 'asphalt', 'concrete', 'paving', 'cobblestone', 'wood', 'metal', 'compacted', 'gravel', 'ground', 'grass'] as const),
  ...(['sand', 'snow'] as const),
];
export const roadKinds: readonly RoadKind[] = [
  ...(['unknown', 'motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'street', 'service', 'track', 'path', 'cycleway'] as const),
  ...(['footway', 'steps', 'ferry'] as const),
];
