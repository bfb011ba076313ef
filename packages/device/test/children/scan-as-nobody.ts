import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { openFolderLibrary } from '../../src/folder.ts';
import { openState } from '../../src/state.ts';

// Loads as it is, then gives up its rights, scans and hashes, and prints what it saw.
const root = process.argv[2] ?? '';
const state = openState(root);
const library = openFolderLibrary({ root, state, threads: 1 });
await turn();
process.setuid?.(65_534);
const { files, problems } = await library.scan();
const hashed = await library.hash(files);
const packed = await Promise.allSettled(files.map((file) => library.pack(file)));
const placed = await library
  .place(
    { type: 'GPX', name: 'new.gpx' },
    { form: 'plain', bytes: new Uint8Array(), hash: createHash('sha256').digest('hex'), size: 0, modified: 0 },
    { state: 'absent' },
  )
  .then(
    () => 'placed',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
process.stdout.write(
  JSON.stringify({
    files: files.map((file) => file.key.name).sort(),
    problems: [...problems, ...hashed.problems].map((problem) => ({
      path: problem.path,
      key: problem.key?.name ?? null,
      kind: problem.kind,
    })),
    packed: packed.filter((one) => one.status === 'fulfilled').length,
    placed,
  }),
);
process.exit(0);
