import assert from 'node:assert/strict';
import { readIdx } from 'kernel-lib/data/idx';

const idx = (kind: number, shape: number[], numbers: number[]): Buffer => {
  const sizes = shape.flatMap((size) => [0, 0, size >> 8, size & 255]);
  return Buffer.from([0, 0, kind, shape.length, ...sizes, ...numbers]);
};

describe('readIdx', () => {
  it('reads bytes of any shape', () => {
    const images = readIdx(idx(0x08, [2, 1, 3], [1, 2, 3, 253, 254, 255]));
    assert.deepEqual(images, { shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 253, 254, 255) });
    assert.deepEqual(readIdx(idx(0x08, [0], [])), { shape: [0], data: new Uint8Array(0) });
    assert.equal(readIdx(idx(0x08, [300], Array(300).fill(7))).shape[0], 300);
  });

  it('reads every other kind of number, big-endian', () => {
    const cases: [number, number[], ArrayLike<number>][] = [
      [0x09, [0xff, 0x01], Int8Array.of(-1, 1)],
      [0x0b, [0xff, 0xfe, 0x01, 0x00], Int16Array.of(-2, 256)],
      [0x0c, [0xff, 0xff, 0xff, 0xfd, 0, 1, 0, 0], Int32Array.of(-3, 65536)],
      // 1.5 = 3fc00000, −2 = c0000000 in IEEE 754.
      [0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1.5, -2)],
      [
        0x0e,
        [0x3f, 0xf8, ...Array(6).fill(0), 0xc0, ...Array(7).fill(0)],
        Float64Array.of(1.5, -2),
      ],
    ];
    for (const [kind, bytes, expected] of cases) {
      assert.deepEqual(readIdx(idx(kind, [2], bytes)).data, expected);
    }
  });

  it('reads from the middle of a buffer, and copies', () => {
    const around = Buffer.concat([Buffer.from([9, 9]), idx(0x08, [2], [5, 6])]);
    const { data } = readIdx(around.subarray(2));
    around.fill(0);
    assert.deepEqual([...data], [5, 6]);
  });

  it('says what is wrong', () => {
    assert.throws(() => readIdx(Buffer.from('<html>')), {
      message: 'readIdx: bytes must begin as an IDX file does, 0000 08 …, got 3c68746d',
    });
    assert.throws(() => readIdx(idx(0x0a, [1], [1])), /got 00000a01/);
    assert.throws(() => readIdx(Buffer.alloc(0)), /must begin as an IDX file does/);
    assert.throws(() => readIdx(idx(0x08, [2, 2], [1, 2, 3])), {
      message: 'readIdx: bytes must be 16 for the shape (2, 2), got 15',
    });
    assert.throws(() => readIdx(idx(0x08, [1], [1, 2])), /bytes must be 9 .* got 10/);
    assert.throws(() => readIdx(Buffer.from([0, 0, 8, 3, 0])), {
      message: 'readIdx: bytes must hold a whole file, got one cut off',
    });
  });
});
