import type { Catalogue } from '../words.ts';
import { shell } from './shell.ts';
import { places } from './places.ts';
import { tracks } from './tracks.ts';
import { planner } from './planner.ts';
import { map } from './map.ts';
import { account } from './account.ts';
import { admin } from './admin.ts';
import { errors } from './errors.ts';
import { cloud } from './cloud.ts';
import { files } from './files.ts';
import { help } from './help.ts';
import { purchases } from './purchases.ts';
import { media } from './media.ts';
import { imports } from './imports.ts';
import { collections } from './collections.ts';

export const es: Catalogue = {
  shell,
  places,
  tracks,
  planner,
  map,
  account,
  admin,
  errors,
  cloud,
  files,
  help,
  collections,
  imports,
  media,
  purchases,
};
