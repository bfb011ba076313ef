import type { Words } from '../words.ts';

export const cloud: Words<'cloud'> = {
  title: 'Cloud',
  myData: 'I miei dati',
};
