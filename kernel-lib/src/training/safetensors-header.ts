import { shapeText } from '../tensor/shape';

/** How many bytes a number of each known type takes. */
export const bytesOf: Record<string, number> = { F32: 4, I32: 4, BOOL: 1, I64: 8 };

/** The entry of a header that is not a tensor. */
export const metadataKey = '__metadata__';

/** Where one tensor of a file lies: bytes from … to − 1 after the header. */
export interface Part {
  name: string;
  dtype: string;
  shape: number[];
  from: number;
  to: number;
}

/**
 * The header of a safetensors file, and where the numbers begin.
 *
 * @throws Error, beginning with `where`, when the bytes end before it does or it is not JSON.
 */
export function headerOf(
  bytes: Uint8Array,
  where: string,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) {
    throw new Error(`${where} is cut off: it must begin with 8 bytes, got ${bytes.length}`);
  }
  const length = Number(Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64LE(0));
  const start = 8 + length;
  if (start > bytes.length) {
    throw new Error(
      `${where} is cut off, or not a safetensors file: its header must have ${length} bytes, got ${bytes.length - 8}`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + 8, length).toString('utf8'));
  } catch {
    header = null;
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new Error(`${where} is damaged: its header is not a JSON object`);
  }
  return { header: header as Record<string, unknown>, start };
}

/**
 * The tensors that a header lists.
 *
 * @param numBytes how many bytes follow the header.
 * @throws Error, beginning with `where`, when an entry is damaged, is of another type, or lies where it cannot.
 */
export function partsOf(entries: Record<string, unknown>, numBytes: number, where: string): Part[] {
  const parts = Object.entries(entries).map(([name, entry]) => checkedPart(name, entry, where));
  requireNoOverlap(parts, numBytes, where);
  return parts;
}

function checkedPart(name: string, entry: unknown, where: string): Part {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !areCounts(shape) || !areCounts(offsets, 2)) {
    throw new Error(`${where} is damaged: ${name} must have dtype, shape and data_offsets`);
  }
  if (!(dtype in bytesOf)) {
    throw new Error(`${where}: ${name} must have dtype F32, I32 or BOOL, got ${dtype}`);
  }
  const [from, to] = offsets;
  const expected = sizeOf(shape) * bytesOf[dtype];
  if (to - from !== expected) {
    throw new Error(
      `${where} is damaged: ${name} must have ${expected} bytes for shape ${shapeText(shape)}, got ${to - from}`,
    );
  }
  return { name, dtype, shape, from, to };
}

/** The parts must lie one after the other and end where the file ends. */
function requireNoOverlap(parts: Part[], numBytes: number, where: string): void {
  const inOrder = [...parts].sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of inOrder) {
    if (from !== end) {
      const how = from < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new Error(`${where} is damaged: ${name} must begin at byte ${end}, got ${from}: it ${how}`); // prettier-ignore
    }
    end = to;
  }
  if (end !== numBytes) {
    const what = end > numBytes ? 'cut off' : 'damaged';
    throw new Error(`${where} is ${what}: its numbers must take ${end} bytes, got ${numBytes}`);
  }
}

function areCounts(value: unknown, length?: number): value is number[] {
  return (
    Array.isArray(value) &&
    (length === undefined || value.length === length) &&
    value.every((count) => Number.isSafeInteger(count) && count >= 0)
  );
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
