/** Numbers of any rank, as an IDX file holds them. */
export interface IdxArray {
  shape: number[];
  /** Row-major. */
  data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

type Reader = (view: DataView, at: number) => number;

/** The third byte of the file says which numbers it holds; all are big-endian. */
const kinds: Record<
  number,
  { bytes: number; make: (n: number) => IdxArray['data']; read: Reader } | undefined
> = {
  0x08: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, make: (n) => new Int16Array(n), read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, make: (n) => new Int32Array(n), read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, make: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, make: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at) },
};

/**
 * Reads the format of MNIST: two zero bytes, the kind of number, the rank, the shape, the numbers.
 *
 * @param bytes the whole file, after gunzip.
 * @throws Error when it is no IDX file, or is longer or shorter than its shape says.
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = bytes.length >= 4 && view.getUint16(0) === 0 ? kinds[bytes[2]] : undefined;
  if (!kind) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    throw new Error(`readIdx: bytes must begin as an IDX file does, 0000 08 …, got ${start}`);
  }
  const rank = bytes[3];
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    throw new Error('readIdx: bytes must hold a whole file, got one cut off');
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== start + size * kind.bytes) {
    throw new Error(
      `readIdx: bytes must be ${start + size * kind.bytes} for the shape (${shape.join(', ')}), got ${bytes.length}`,
    );
  }
  if (bytes[2] === 0x08) return { shape, data: Uint8Array.from(bytes.subarray(start)) };
  const data = kind.make(size);
  for (let i = 0; i < size; i++) data[i] = kind.read(view, start + i * kind.bytes);
  return { shape, data };
}
