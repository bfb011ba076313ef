/** What every answer carries, errors and static files included (R67). A page widens the policy for its own script and style only. */
export function baseHeaders(https: boolean): Readonly<Record<string, string>> {
  return {
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

/**
 * Pages, scripts and workers of the website: everything from here only, no inline script or style, no eval, no frames; text is never
 * made markup, and scripts of workers come from the one policy of the website (R66). `elsewhere`: origins that the map may be drawn from.
 */
export function pageHeaders(elsewhere: readonly string[] = []): Readonly<Record<string, string>> {
  const outside = elsewhere.map((origin) => ` ${origin}`).join('');
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self'",
      `img-src 'self' data: blob:${outside}`,
      // Recordings and videos of one's own, from memory.
      'media-src blob:',
      "font-src 'self'",
      `connect-src 'self'${outside}`,
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ].join('; '),
    'cache-control': 'no-cache',
  };
}
