import { shell } from './shell.ts';
import { map } from './map.ts';
import { account } from './account.ts';
import { errors } from './errors.ts';
import { cloud } from './cloud.ts';

export const en = { shell, map, account, errors, cloud } as const;
