import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../ports/world.ts';

const length = 32;

/**
 * The server's own secret, `secret` in the data folder: the key of one-time codes and waiting mails. Made at the first start, readable
 * by the owner alone. Losing it costs the codes and mails of the moment, nothing else (R72).
 * @throws Error with a sentence for the operator when others may read the file, or it is not what this program wrote
 */
export function serverSecret(data: string, random: Random): Uint8Array {
  const path = join(data, 'secret');
  const found = read(path);
  if (found !== null) return found;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const beside = join(data, `.secret-${process.pid}`);
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, Buffer.from(random.bytes(length)).toString('hex'));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // A link fails where another process was first; both then read the same secret.
    linkSync(beside, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(beside);
  }
  const made = read(path);
  if (made === null) throw new Error(`${path} cannot be read back.`);
  return made;
}

function read(path: string): Uint8Array | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Error(
      `${path} is not the secret that this program wrote. Put it back from a backup, or remove it: codes that were mailed and mails that wait are void then.`,
    );
  return Buffer.from(text, 'hex');
}
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
