/** Structured lines for the operator. Facts never hold a secret, a query string or a body (R69). */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
