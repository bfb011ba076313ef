// `npm run build`: everything.
import { build, install, requireNode } from './launch.mjs';

install();
requireNode();
build();
