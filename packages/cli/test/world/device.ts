import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdirSync, writeFileSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder, run } from './program.ts';
import type { Ran, RunOptions } from './program.ts';
import type { TestServer } from './server.ts';

/** A folder as a person's device: files in it, and the command run on it. */
export class TestDevice {
  readonly folder: string;
  constructor(folder: string) {
    this.folder = folder;
  }

  /** A new folder that is signed in. */
  static async signedIn(server: TestServer, address: string, name: string, folder = newFolder(name)): Promise<TestDevice> {
    const device = new TestDevice(folder);
    await device.signIn(server, address, '--name', name);
    return device;
  }

  /** Signs in as a script does: has the code mailed, then types it. */
  async signIn(server: TestServer, address: string, ...options: string[]): Promise<void> {
    const before = server.codes(address);
    const fresh = options.filter((option) => option === '--new-account');
    await this.ok('login', server.url, address, '--request-code', ...fresh);
    await this.ok('login', server.url, address, '--code', await server.code(address, before), ...options);
  }

  run(...args: string[]): Promise<Ran> {
    return run(['--folder', this.folder, ...args]);
  }
  /** Runs it with --json, whatever its status. */
  json(...args: string[]): Promise<Ran> {
    return run(['--folder', this.folder, '--json', ...args]);
  }
  from(folder: string, ...args: string[]): Promise<Ran> {
    const options: RunOptions = { cwd: join(this.folder, folder) };
    return run(args, options);
  }
  /** Runs it and fails the test unless it did what was asked. */
  async ok(...args: string[]): Promise<Ran> {
    const ran = await this.run(...args);
    if (ran.status !== 0) throw new Error(`cairn ${args.join(' ')} ended with ${String(ran.status)}:\n${ran.out}${ran.err}`);
    return ran;
  }

  /** Writes a file; `seconds` is its time of modification, so that nothing depends on the clock. */
  write(path: string, content: string | Uint8Array, seconds?: number): void {
    const full = join(this.folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    if (seconds !== undefined) utimesSync(full, seconds, seconds);
  }
  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }
  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }
  /** Every file outside `.cairn`, with its content as text and its time in whole seconds. */
  files(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      const full = join(entry.parentPath, entry.name);
      const path = full.slice(this.folder.length + 1);
      if (entry.isFile() && !path.startsWith('.cairn')) found[path] = readFileSync(full).toString('base64');
    }
    return found;
  }
  modified(path: string): number {
    return Math.floor(statSync(join(this.folder, path)).mtimeMs / 1000);
  }
}

/** A small track; `mark` makes its content different from that of others. */
export function track(mark: string, points = 3): string {
  const rows = Array.from({ length: points }, (_, index) => `<trkpt lat="50.${index}" lon="5.${index}"><ele>${index}</ele></trkpt>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="OsmAnd" xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>${mark}</name></metadata><trk><trkseg>${rows.join('')}</trkseg></trk></gpx>
`;
}

/** A group of favourites with these names; `where` moves single ones. */
export function favourites(group: string, names: readonly string[], where: Readonly<Record<string, number>> = {}): string {
  const points = names.map(
    (name, index) => `<wpt lat="${where[name] ?? 50 + index}" lon="4.5"><name>${name}</name><type>${group}</type></wpt>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="OsmAnd" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>
`;
}
