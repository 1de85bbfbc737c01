import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { cifar10, cifarRecords, readCifarBatch } from 'kernel-lib/data/cifar';
import { makeTar } from './support/archives';

/** A label, then red, green and blue planes: red counts up, green is the label, blue is 255. */
function record(label: number): Buffer {
  const red = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 251));
  return Buffer.concat([Buffer.of(label), red, Buffer.alloc(1024, label), Buffer.alloc(1024, 255)]);
}

describe('readCifarBatch', () => {
  it('puts the colours of each pixel side by side', () => {
    const set = readCifarBatch(Buffer.concat([record(3), record(9)]));
    assert.deepEqual([set.numImages, set.height, set.width, set.channels], [2, 32, 32, 3]);
    assert.deepEqual([...set.labels], [3, 9]);
    assert.equal(set.classes[9], 'truck');
    // Row 1, column 2 of image 1 is pixel 34.
    const at = ((1 * 32 + 1) * 32 + 2) * 3;
    assert.deepEqual([...set.pixels.slice(at, at + 3)], [34, 9, 255]);
    assert.deepEqual([...set.pixels.slice(-3)], [1023 % 251, 9, 255]);
  });

  it('says what is wrong', () => {
    assert.throws(() => readCifarBatch(record(1).subarray(1)), {
      message: 'readCifarBatch: bytes must be whole records of 3073 bytes, got 3072 bytes',
    });
    assert.throws(() => readCifarBatch(Buffer.alloc(0)), /got 0 bytes/);
    assert.throws(() => readCifarBatch(record(10)), {
      message: 'readCifarBatch: labels must be 0 … 9, got 10 in record 0',
    });
  });
});

describe('cifarRecords', () => {
  it('takes the training files in their order, or the test file', () => {
    const tar = makeTar([
      { name: 'cifar-10-batches-bin/', type: '5' },
      { name: 'cifar-10-batches-bin/data_batch_2.bin', content: record(2) },
      { name: 'cifar-10-batches-bin/test_batch.bin', content: record(7) },
      { name: 'cifar-10-batches-bin/data_batch_1.bin', content: record(1) },
      { name: 'cifar-10-batches-bin/batches.meta.txt', content: 'airplane\n' },
    ]);
    assert.deepEqual([...readCifarBatch(cifarRecords(tar, 'train')).labels], [1, 2]);
    assert.deepEqual([...readCifarBatch(cifarRecords(tar, 'test')).labels], [7]);
  });
});

describe('cifar10', () => {
  it('says how large the download is', async () => {
    await assert.rejects(
      cifar10('test', { folder: path.join(os.tmpdir(), 'attend-nothing-here') }),
      /^Error: cifar10: CIFAR-10, binary version, is not in .*www\.cs\.toronto\.edu, 170\.1 MB/,
    );
  });
});
