/** Pages of help, in the order of the list; each has a title and a text in the words. */
export const topics = [
  'no-code',
  'sign-in',
  'again',
  'ended',
  'restore',
  'holder',
  'not-counted',
  'states',
  'amazon',
  'unlimited',
  'free',
] as const;
export type Topic = (typeof topics)[number];
