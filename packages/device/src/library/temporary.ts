import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

let counter = 0;

/** Names for files in the making: `.cairn/tmp/`, on the same file system as what they become. */
export class Temporary {
  readonly #home: string;
  #ready = false;

  constructor(home: string) {
    this.#home = home;
  }

  /** A path where nothing is. The first call removes what a process that died left behind. */
  next(): string {
    if (!this.#ready) this.#prepare();
    return join(this.#home, `${process.pid}-${counter++}`);
  }

  #prepare(): void {
    mkdirSync(this.#home, { recursive: true });
    for (const name of readdirSync(this.#home)) {
      const owner = Number(name.slice(0, name.indexOf('-')));
      if (owner !== process.pid && !isAlive(owner)) rmSync(join(this.#home, name), { recursive: true, force: true });
    }
    this.#ready = true;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
