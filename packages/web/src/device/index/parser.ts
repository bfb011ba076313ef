import type { FileKey } from '@cairn/protocol';
import { unpack } from '../library/gzip.ts';
import { derive } from './derive.ts';
import type { DerivedRecord } from './records.ts';

/** Makes the record of a packed content of `size` plain bytes; null for kinds that need none. @throws what `unpack` throws */
export type Parser = (key: FileKey, gzip: Uint8Array | Blob, size: number) => Promise<DerivedRecord | null>;

export const parseHere: Parser = async (key, gzip, size) => derive(key, await unpack(gzip, size));
