const importSection = 2;
const memorySection = 5;
const memoryKind = 2;
const hasMaximum = 1;
const sharedWithMaximum = 3;

/**
 * A copy of a WebAssembly binary whose one memory, its own or imported, is declared as shared between threads.
 * Only a flag of that declaration changes; the code stays as it is.
 *
 * @throws Error when the binary declares no memory, or one without a limit.
 */
export function withSharedMemory(binary: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(binary);
  const at = memoryFlagAt(bytes);
  if (at === null) throw new Error('the WebAssembly binary declares no memory');
  if (bytes[at] !== hasMaximum && bytes[at] !== sharedWithMaximum) {
    throw new Error(`the WebAssembly binary declares its memory with flag ${bytes[at]}`);
  }
  bytes[at] = sharedWithMaximum;
  return bytes;
}

/** Where the flag of the memory's limits stands. */
function memoryFlagAt(bytes: Uint8Array): number | null {
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const section = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (section === memorySection && reader.number() > 0) return reader.at;
    if (section === importSection) {
      const found = importedMemoryAt(reader);
      if (found !== null) return found;
    }
    reader.at = end;
  }
  return null;
}

function importedMemoryAt(reader: Reader): number | null {
  for (let left = reader.number(); left > 0; left--) {
    reader.skipName();
    reader.skipName();
    const kind = reader.byte();
    if (kind === memoryKind) return reader.at;
    if (kind === 0) reader.number();
    else if (kind === 3) reader.at += 2;
    else return null;
  }
  return null;
}

/** Reads a binary from front to back. */
class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes[this.at++];
  }

  /** A number in groups of seven bits, the lowest first. */
  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if ((byte & 128) === 0) return value;
    }
  }

  skipName(): void {
    const length = this.number();
    this.at += length;
  }
}
