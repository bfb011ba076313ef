import type { Catalogue } from '../words.ts';
import { shell } from './shell.ts';
import { map } from './map.ts';
import { account } from './account.ts';
import { errors } from './errors.ts';
import { cloud } from './cloud.ts';

export const uk: Catalogue = { shell, map, account, errors, cloud };
