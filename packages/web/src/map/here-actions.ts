import type { IconName } from '../parts/icon.tsx';
import type { Press } from './stage.ts';

/** Something that can be done with a place of the map, in the menu of a long press or right click. */
export interface HereAction {
  readonly label: string;
  readonly icon: IconName;
  readonly act: (press: Press) => void;
}

const offers = new Map<string, readonly HereAction[]>();
/** Offers actions for places of the map ("Add favourite"). @returns a function that takes them back */
export function offerHere(name: string, actions: readonly HereAction[]): () => void {
  offers.set(name, actions);
  return () => {
    if (offers.get(name) === actions) offers.delete(name);
  };
}
/** All that is offered at the moment. */
export function hereActions(): HereAction[] {
  return [...offers.values()].flat();
}
