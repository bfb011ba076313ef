import { hash as hashOf } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { openFolderLibrary } from '../../src/folder.ts';
import { openState } from '../../src/state.ts';

// Places and replaces files until it is killed; every content names its own length, so that a torn one shows.
const root = process.argv[2] ?? '';
const library = openFolderLibrary({ root, state: openState(root), threads: 1 });
await library.scan();
process.stdout.write('ready\n');
for (let round = 0; ; round++) {
  const { files } = await library.scan();
  const known = new Map((await library.hash(files)).files.map((file) => [file.key.name, file]));
  const placed = Array.from({ length: 40 }, async (_, index) => {
    const name = `f${index % 5}/${index}.gpx`;
    const body = `${round}-${index} `.repeat(100 + 300 * (index % 7));
    const plain = Buffer.from(`${body.length}:${body}`);
    const file = known.get(name);
    await library.place(
      { type: 'GPX', name },
      { form: 'gzip', bytes: gzipSync(plain), hash: hashOf('sha256', plain, 'hex'), size: plain.length, modified: 0 },
      file === undefined ? { state: 'absent' } : { state: 'file', file },
    );
  });
  await Promise.all(placed);
  if (round % 3 === 0) await library.settle();
}
