import type { FileKey } from '@cairn/protocol';
import type { Context } from './context.ts';
import type { Device } from './device.ts';
import { chosenFile, isHere } from './files.ts';
import type { Candidate } from './files.ts';

/** The files that were named, each known here or in the cloud; undefined when none was named, which means all. */
export async function namedFiles(context: Context, device: Device, typed: readonly string[]): Promise<readonly FileKey[] | undefined> {
  if (typed.length === 0) return undefined;
  const known = new Map([...(await device.cloudNames()), ...(await newsOf(device))].map((key) => [nameOf(key), key]));
  const knows = ({ key, onlyWhenInCloud }: Candidate) => known.has(nameOf(key)) || (!onlyWhenInCloud && isHere(context, key));
  const keys: FileKey[] = [];
  for (const word of typed)
    keys.push(await chosenFile(context, word, knows, async () => [...known.values(), ...(await localNames(device))]));
  return keys;
}

/** What the cloud has and this device does not know yet. */
async function newsOf(device: Device): Promise<FileKey[]> {
  const { cloud, conflicts } = await device.look();
  return [...cloud, ...conflicts].map(({ key }) => key);
}
async function localNames(device: Device): Promise<FileKey[]> {
  return (await device.files()).map(({ key }) => key);
}
function nameOf({ type, name }: FileKey): string {
  return `${type}\0${name}`;
}
