import { ZipError } from './bounds.ts';
import { dosTime } from './dates.ts';
import { extraId, flag, full16, full32, joined, record, signature } from './fields.ts';
import { wrongSize } from './members.ts';
import type { ZipMember } from './members.ts';
import { entryNameProblem } from './names.ts';

/** What is remembered of a member that was written. */
interface Written {
  readonly member: ZipMember;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly offset: number;
  readonly packedSize: number;
  readonly crc32: number;
}

/**
 * Writes an archive as it comes, one member after the other, with nothing kept but its list. Members that are asked for by an iterator
 * are made when their turn comes. Throws ZipError when a member has other bytes than it said, a name twice or one that is unsafe to
 * unpack (R43): an archive that ends is whole.
 */
export async function* writeZip(members: Iterable<ZipMember> | AsyncIterable<ZipMember>): AsyncGenerator<Uint8Array> {
  const names = new Set<string>();
  const list: Uint8Array[] = [];
  let offset = 0;
  const counted = (bytes: Uint8Array): Uint8Array => {
    offset += bytes.length;
    return bytes;
  };
  for await (const member of members) {
    const problem = entryNameProblem(member.name);
    if (problem !== null) throw new ZipError('name', problem, member.name);
    if (names.has(member.name)) throw new ZipError('duplicate', 'the archive would hold it twice', member.name);
    names.add(member.name);
    const start = offset;
    const plan = planOf(member);
    yield counted(localHeader(plan));
    let packedSize = 0;
    for await (const piece of member.packed) {
      packedSize += piece.length;
      if (member.packedSize !== null && packedSize > member.packedSize) throw wrongSize(member.name, packedSize, member.packedSize);
      yield counted(piece);
    }
    if (member.packedSize !== null && packedSize !== member.packedSize) throw wrongSize(member.name, packedSize, member.packedSize);
    const crc32 = typeof member.crc32 === 'number' ? member.crc32 : member.crc32();
    if (plan.flags & flag.descriptor) yield counted(descriptor(member, crc32, packedSize));
    list.push(centralHeader({ ...plan, offset: start, packedSize, crc32 }));
  }
  const directory = offset;
  for (const entry of list) yield counted(entry);
  yield endOfArchive(list.length, directory, offset - directory);
}

type Plan = Pick<Written, 'member' | 'nameBytes' | 'flags' | 'method'>;

function planOf(member: ZipMember): Plan {
  const streamed = member.packedSize === null || typeof member.crc32 !== 'number';
  const nameBytes = new TextEncoder().encode(member.name);
  if (nameBytes.length > full16) throw new ZipError('name', 'the name is too long', member.name);
  return { member, nameBytes, flags: flag.utf8 | (streamed ? flag.descriptor : 0), method: member.stored === true ? 0 : 8 };
}

/** Deflate never grows a content by more than a few bytes in a thousand; what may pass 4 GiB gets 64-bit sizes from the start. */
function isLarge(member: ZipMember): boolean {
  const packed = member.packedSize ?? member.plainSize + member.plainSize / 1000 + 1024;
  return member.plainSize >= full32 || packed >= full32;
}

function localHeader({ member, nameBytes, flags, method }: Plan): Uint8Array {
  const large = isLarge(member);
  const streamed = (flags & flag.descriptor) !== 0;
  const [packed, plain] = streamed ? [0, 0] : [member.packedSize ?? 0, member.plainSize];
  const sum = streamed || typeof member.crc32 !== 'number' ? 0 : member.crc32;
  const extra = joined(timeExtra(member.time), large ? record([2, extraId.zip64], [2, 16], [8, plain], [8, packed]) : new Uint8Array(0));
  const { date, time } = dosTime(member.time);
  const fixed = record(
    ...([
      [4, signature.local],
      [2, large ? 45 : 20],
      [2, flags],
      [2, method],
      [2, time],
      [2, date],
      [4, sum],
    ] as const),
    ...([
      [4, large ? full32 : packed],
      [4, large ? full32 : plain],
      [2, nameBytes.length],
      [2, extra.length],
    ] as const),
  );
  return joined(fixed, nameBytes, extra);
}

function descriptor(member: ZipMember, crc32: number, packedSize: number): Uint8Array {
  const size = isLarge(member) ? 8 : 4;
  return record([4, signature.descriptor], [4, crc32], [size, packedSize], [size, member.plainSize]);
}

function centralHeader({ member, nameBytes, flags, method, offset, packedSize, crc32 }: Written): Uint8Array {
  const large = isLarge(member);
  const far = offset >= full32;
  const sizes: [8, number][] = [];
  if (large) sizes.push([8, member.plainSize], [8, packedSize]);
  if (far) sizes.push([8, offset]);
  const extra = joined(
    timeExtra(member.time),
    sizes.length === 0 ? new Uint8Array(0) : record([2, extraId.zip64], [2, sizes.length * 8], ...sizes),
  );
  const { date, time } = dosTime(member.time);
  /** Made by Unix, so that the attributes are those of a plain file (or folder) that its owner may change. */
  const mode = member.name.endsWith('/') ? 0o40755 : 0o100644;
  const fixed = record(
    ...([
      [4, signature.central],
      [2, (3 << 8) | 45],
      [2, large || far ? 45 : 20],
      [2, flags],
      [2, method],
      [2, time],
      [2, date],
      [4, crc32],
    ] as const),
    ...([
      [4, large ? full32 : packedSize],
      [4, large ? full32 : member.plainSize],
      [2, nameBytes.length],
      [2, extra.length],
    ] as const),
    ...([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, mode * 0x10000],
      [4, far ? full32 : offset],
    ] as const),
  );
  return joined(fixed, nameBytes, extra);
}

/** Time with a zone, whole seconds; none where it does not fit 32 bits. */
function timeExtra(ms: number | null): Uint8Array {
  const seconds = ms === null ? null : Math.floor(ms / 1000);
  if (seconds === null || seconds < -(2 ** 31) || seconds >= 2 ** 31) return new Uint8Array(0);
  return joined(record([2, extraId.time], [2, 5]), Uint8Array.of(1), record([4, seconds >>> 0]));
}

function endOfArchive(count: number, offset: number, size: number): Uint8Array {
  const large = count >= full16 || offset >= full32 || size >= full32;
  const short = record(
    ...([
      [4, signature.end],
      [2, 0],
      [2, 0],
      [2, Math.min(count, full16)],
      [2, Math.min(count, full16)],
    ] as const),
    ...([
      [4, large ? full32 : size],
      [4, large ? full32 : offset],
      [2, 0],
    ] as const),
  );
  if (!large) return short;
  const end64 = record(
    ...([
      [4, signature.end64],
      [8, 44],
      [2, (3 << 8) | 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, offset],
    ] as const),
  );
  return joined(end64, record([4, signature.locator64], [4, 0], [8, offset + size], [4, 1]), short);
}
