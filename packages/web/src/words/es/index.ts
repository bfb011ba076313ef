import type { Catalogue } from '../words.ts';
import { shell } from './shell.ts';

export const es: Catalogue = { shell };
