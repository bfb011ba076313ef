/** The extract cannot be used; its message is the end of a sentence that begins with the name of the file. */
export class ExtractError extends Error {
  override readonly name = 'ExtractError';
}
