import type { FileHandle } from 'node:fs/promises';
import { ZipError } from '@cairn/geo';
import type { RandomAccess } from '@cairn/geo';

/** An open file that is read at any place; its length, bytes, is known. */
export function fileAccess(file: FileHandle, size: number): RandomAccess {
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) throw new ZipError('damaged', 'The file ends early.');
        filled += bytesRead;
      }
      return bytes;
    },
  };
}
