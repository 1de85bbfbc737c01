import assert from 'node:assert/strict';
import { readIdx } from 'kernel-lib/data/idx';
import { writeIdx } from 'kernel-lib/data/write-idx';

describe('writeIdx', () => {
  it('writes the bytes that the format asks for', () => {
    const bytes = writeIdx([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 255));
    assert.equal(
      Buffer.from(bytes).toString('hex'),
      '00000802' + '00000002' + '00000003' + '0102030405ff',
    );
  });

  it('is read back as it was', () => {
    const data = Uint8Array.from({ length: 24 }, (_, at) => 10 * at);
    assert.deepEqual(readIdx(writeIdx([2, 3, 4], data)), { shape: [2, 3, 4], data });
    assert.deepEqual(readIdx(writeIdx([0, 28, 28], new Uint8Array(0))).shape, [0, 28, 28]);
  });

  it('refuses data that do not fill the shape', () => {
    assert.throws(
      () => writeIdx([2, 2], new Uint8Array(3)),
      /writeIdx: data must be 4 bytes for the shape \(2, 2\), got 3/,
    );
  });
});
