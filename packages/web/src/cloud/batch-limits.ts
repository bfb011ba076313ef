/** One share of an upload from the website: small enough for slow connections to go on where they broke off. */
export const batchLimits = { bytes: 4 * 1024 * 1024, items: 500 } as const;
