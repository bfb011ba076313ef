import type { AccountId, Events } from '../ports/world.ts';

type Listener = Parameters<Events['subscribe']>[1];

/** Events within one process; there is no other one that could end a credential. */
export function memoryEvents(): Events {
  const listeners = new Map<AccountId, Set<Listener>>();
  return {
    publish(account, at) {
      for (const listener of [...(listeners.get(account) ?? [])]) listener(at);
    },
    subscribe(account, listener) {
      const all = listeners.get(account) ?? new Set();
      listeners.set(account, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(account) === all) listeners.delete(account);
      };
    },
    shared: false,
    accessChanged: () => undefined,
    onAccessChanged: () => () => undefined,
  };
}
