// `npm run build`: everything.
import { build, buildWebsite, install, requireNode } from './launch.mjs';

install();
requireNode();
build();
buildWebsite();
