import type { Words } from '../words.ts';

export const cloud: Words<'cloud'> = {
  title: 'Nube',
  myData: 'Mis datos',
};
