import type { Catalogue } from '../words.ts';
import { shell } from './shell.ts';

export const it: Catalogue = { shell };
