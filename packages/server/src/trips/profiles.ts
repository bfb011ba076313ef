import type { RoutingProfile } from '@cairn/protocol';
import type { Engine } from '../ports/router.ts';

/** A profile of the API and who routes it. */
export interface ProfileAt extends RoutingProfile {
  readonly at: Engine;
}

/** All profiles in the order of the settings: the first of a kind is called by its kind, the others by `engine/name`. */
export function profilesOf(engines: readonly Engine[]): ProfileAt[] {
  const usual = new Set<string>();
  return engines.flatMap((engine) =>
    engine.profiles.map(({ name, kind }) => {
      const first = kind !== 'other' && !usual.has(kind);
      usual.add(kind);
      return { id: first ? kind : `${engine.id}/${name}`, kind, name, engine: engine.id, at: engine };
    }),
  );
}
