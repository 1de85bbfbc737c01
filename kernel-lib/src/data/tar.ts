/** One file of a tar archive. */
export interface TarEntry {
  /** With its folders: `aclImdb/test/pos/0_10.txt`. */
  name: string;
  content: Buffer;
}

const block = 512;

/**
 * The files of an unpacked tar archive, one after the other; folders and links are left out. Long names are
 * read as POSIX (`path=` records and the prefix field) and GNU tar write them.
 *
 * @param archive the whole archive, after gunzip.
 * @throws Error when it is no tar archive, or is cut off.
 * @see IEEE Std 1003.1-2017, pax: ustar Interchange Format.
 */
export function* tarEntries(archive: Buffer): Generator<TarEntry> {
  let longName: string | null = null;
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    requireHeader(header);
    const size = octal(header, 124, 12);
    const content = archive.subarray(at + block, at + block + size);
    if (content.length !== size)
      throw new Error('tarEntries: archive must be whole, got one cut off');
    const type = String.fromCharCode(header[156]);
    if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === 'L') longName = text(content, 0, size);
    else {
      // Type 0 or nothing is a file; 5 a folder, 1 and 2 links, g a note on the archive.
      if (type === '0' || type === '\0') yield { name: longName ?? nameOf(header), content };
      if (type !== 'g') longName = null;
    }
    at += block + Math.ceil(size / block) * block;
  }
  throw new Error('tarEntries: archive must be whole, got one cut off');
}

/** The sum of the header's bytes, its own field taken as spaces, stands in the header. */
function requireHeader(header: Buffer): void {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (octal(header, 148, 8) !== sum) {
    throw new Error('tarEntries: archive must be a tar file, got something else or a damaged one');
  }
}

function nameOf(header: Buffer): string {
  const isPosix = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isPosix ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `27 path=folder/name.txt\n`: the length of the record, a key, a value. */
function paxPath(records: Buffer): string | null {
  return /^\d+ path=(.*)$/m.exec(records.toString('utf8'))?.[1] ?? null;
}

function octal(header: Buffer, at: number, length: number): number {
  return parseInt(text(header, at, length).trim() || '0', 8);
}

function text(bytes: Buffer, at: number, length: number): string {
  const end = bytes.subarray(at, at + length).indexOf(0);
  return bytes.toString('utf8', at, at + (end < 0 ? length : end));
}
