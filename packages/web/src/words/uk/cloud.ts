import type { Words } from '../words.ts';

export const cloud: Words<'cloud'> = {
  title: 'Хмара',
  myData: 'Мої дані',
};
