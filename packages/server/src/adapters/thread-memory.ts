/**
 * Memory of a thread's short-lived objects, MiB. What V8 takes by itself, up to 48 for each thread, is mostly garbage that waits to be
 * found; bytes of contents lie outside it.
 */
export const threadMemory = { maxYoungGenerationSizeMb: 6 } as const;
