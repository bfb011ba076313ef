interface PolicyFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): unknown;
}

/**
 * The one policy of this website for Trusted Types (R66): scripts of workers come from this website's own files, and text never becomes
 * markup or script. Whatever else writes to such a place fails, ours included.
 */
export function guardSinks(): void {
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes');
  if (!isFactory(factory)) return;
  factory.createPolicy('default', { createScriptURL: ownScript });
}

/** @throws TypeError for a script from anywhere but this website */
function ownScript(url: string): string {
  const { origin, pathname } = new URL(url, location.href);
  const ours = origin === location.origin && /^\/(assets\/|src\/|node_modules\/|@|service-worker\.js$)/.test(pathname);
  if (!ours) throw new TypeError(`a script from elsewhere was refused: ${origin}`);
  return url;
}

function isFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value;
}
