/**
 * Bytes in the format of MNIST, as `readIdx` reads them: two zero bytes, the kind, the rank, the shape, the
 * numbers.
 *
 * @param shape one length for each axis
 * @param data row-major, as many as the shape says
 * @throws Error when there are more or fewer
 */
export function writeIdx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new Error(
      `writeIdx: data must be ${size} bytes for the shape (${shape.join(', ')}), got ${data.length}`,
    );
  }
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + size);
  bytes.set([0, 0, 0x08, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  bytes.set(data, start);
  return bytes;
}
