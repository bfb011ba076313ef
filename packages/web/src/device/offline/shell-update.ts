const address = '/service-worker.js';
/** How often an open page asks whether there is a newer version, milliseconds. */
const askEveryMs = 3_600_000;

/**
 * Keeps the website for starting without a network, and says when a newer version is ready. The page goes on with the version that it
 * is of until `takeOver` loads it anew.
 */
export class ShellUpdate {
  #waiting: ServiceWorker | null = null;
  readonly #listeners = new Set<() => void>();

  /** Registers the service worker; in a browser without one, or while developing without a build, nothing happens. */
  async begin(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    try {
      const registration = await navigator.serviceWorker.register(address, { updateViaCache: 'none' });
      this.#follow(registration);
      const ask = (): void => void registration.update().catch(() => undefined);
      setInterval(ask, askEveryMs);
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') ask();
      });
    } catch {
      // Not built, or refused by the browser (private mode): the website works, but not offline.
    }
  }

  get isReady(): boolean {
    return this.#waiting !== null;
  }
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** Loads the page anew, in the newer version. */
  takeOver(): void {
    if (this.#waiting === null) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting.postMessage('take-over');
  }

  #follow(registration: ServiceWorkerRegistration): void {
    const look = (): void => {
      // The very first version takes over by itself: there is nothing to update from.
      if (registration.waiting === null || navigator.serviceWorker.controller === null) return;
      this.#waiting = registration.waiting;
      for (const tell of this.#listeners) tell();
    };
    look();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  }
}

/** The one of this page. */
export const shellUpdate = new ShellUpdate();
