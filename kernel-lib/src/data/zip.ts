import { crc32, inflateRawSync } from 'node:zlib';

/** One file of a zip archive. */
export interface ZipEntry {
  /** With its folders: `fra-eng/fra.txt`. */
  name: string;
  /** Bytes when unpacked. */
  size: number;
  /** Unpacks it. */
  read(): Buffer;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const wholeIn64Bits = 0xffffffff;

/**
 * The files of a zip archive, as its table of contents lists them; folders are left out. Stored and
 * deflated files can be read, which is what data sets use; encrypted and 64-bit archives are refused.
 *
 * @param archive the whole file.
 * @throws Error when it is no zip archive, or is cut off.
 * @see PKWARE, "APPNOTE.TXT – .ZIP File Format Specification", sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = endRecord(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    requireRecord(archive, at, 46, entrySignature);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) entries.push(entryAt(archive, at, name));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The only file of that name in the archive, in whatever folder; what macOS adds (`__MACOSX`, `._name`) is
 * not looked at.
 *
 * @throws Error when there is none, or more than one.
 */
export function zipMember(archive: Buffer, fileName: string): Buffer {
  const entries = zipEntries(archive).filter(({ name }) => !/(^|\/)(__MACOSX\/|\._)/.test(name));
  const found = entries.filter(({ name }) => name.split('/').pop() === fileName);
  if (found.length !== 1) {
    const names = entries.map(({ name }) => name).join(', ') || 'no file';
    throw new Error(`zipMember: the archive must hold one ${fileName}, got ${names}`);
  }
  return found[0].read();
}

function entryAt(archive: Buffer, at: number, name: string): ZipEntry {
  const isEncrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
  const method = archive.readUInt16LE(at + 10);
  const checksum = archive.readUInt32LE(at + 16);
  const packedSize = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  const header = archive.readUInt32LE(at + 42);
  if ([packedSize, size, header].includes(wholeIn64Bits)) {
    throw new Error(`zipEntries: ${name} must be smaller than 4 GB, got a 64-bit archive`);
  }
  const read = (): Buffer => {
    if (isEncrypted)
      throw new Error(`zipEntries: ${name} must not be encrypted, got a password lock`);
    requireRecord(archive, header, 30, localSignature);
    const extra = archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const start = header + 30 + extra;
    const content = unpacked(name, method, archive.subarray(start, start + packedSize), size);
    if (content.length !== size || crc32(content) !== checksum) {
      throw new Error(`zipEntries: ${name} is damaged: its checksum is not the one in the archive`);
    }
    return content;
  };
  return { name, size, read };
}

function unpacked(name: string, method: number, packed: Buffer, size: number): Buffer {
  if (method === 0) return Buffer.from(packed);
  if (method !== 8) {
    throw new Error(`zipEntries: ${name} must be stored or deflated, got method ${method}`);
  }
  try {
    // A file that says it is small cannot fill the memory.
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw new Error(`zipEntries: ${name} is damaged and cannot be unpacked`, { cause: error });
  }
}

/** The record at the end of the file, which a comment of up to 65,535 bytes may follow. */
function endRecord(archive: Buffer): number {
  const least = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= least; at--) {
    // The record ends with the length of the comment: the file must end with the comment.
    const end = at + 22 + archive.readUInt16LE(at + 20);
    if (archive.readUInt32LE(at) === endSignature && end === archive.length) return at;
  }
  throw new Error(
    'zipEntries: archive must be a whole zip file, got something else or a part of one',
  );
}

function requireRecord(archive: Buffer, at: number, size: number, signature: number): void {
  if (at + size > archive.length || archive.readUInt32LE(at) !== signature) {
    throw new Error('zipEntries: archive must be a whole zip file, got one with a broken table');
  }
}
