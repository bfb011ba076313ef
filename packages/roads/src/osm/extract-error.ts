/** The extract cannot be used; its message is the end of a sentence that begins with the name of the file. */
export class ExtractError extends Error {
  override readonly name = 'ExtractError';
}

/**
 * Runs a part of the reading. What the reader of the format throws at bytes that lie about their kinds and lengths (it has no class of
 * errors of its own) is a damaged extract. @throws ExtractError
 */
export function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ExtractError ? error : new ExtractError('is damaged', { cause: error });
  }
}
