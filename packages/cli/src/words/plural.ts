/** A number as it is shown, with the word for one or for many. */
export function plural(count: number, shown: string, one: string, many: string): string {
  return `${shown} ${count === 1 ? one : many}`;
}
