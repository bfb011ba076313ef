import type { z } from 'zod';
import { StoreSilence } from './silence.ts';

/** Reads what a store answered. @throws StoreSilence where it is not in the documented shape: nothing is concluded from it */
export function shaped<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new StoreSilence('unclear', `answered in a shape that its documentation does not have${place === '' ? '' : ` (at ${place})`}`);
}

/** Reads JSON out of a text; undefined where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
