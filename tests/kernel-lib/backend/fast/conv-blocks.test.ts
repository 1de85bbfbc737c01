import { blocksOf } from 'kernel-lib/backend/fast/conv-blocks';
import { convSizes } from 'kernel-lib/backend/fast/conv-sizes';
import assert from 'node:assert/strict';

const blocks = (x: number[], filter: number[], strides = 1): ReturnType<typeof blocksOf> =>
  blocksOf(convSizes(x, filter, { strides, pad: 'same' })!, 2 * filter.reduce((a, b) => a * b));

describe('the blocks of a convolution', () => {
  it('fit the cache and are multiples of 48 places', () => {
    // 65,536 / 144 = 455 places.
    const { places, depth, rows, chunks } = blocks([64, 14, 14, 16], [3, 3, 16, 32]);
    assert.deepEqual([places, depth, rows, chunks], [64 * 14 * 14, 144, 432, 16]);
    assert.equal(blocks([64, 28, 28, 1], [3, 3, 1, 16]).rows, 960);
    assert.equal(blocks([64, 28, 28, 512], [3, 3, 512, 4]).rows, 240);
    assert.equal(blocks([1, 3, 3, 1], [3, 3, 1, 1]).rows, 9);
  });

  it('take at most 32 MB of the heap for all chunks, whatever the batch', () => {
    for (const batch of [1, 64, 5000]) {
      for (const channels of [1, 64, 512]) {
        const { depth, rows, chunks } = blocks([batch, 28, 28, channels], [3, 3, channels, 64]);
        const numbers = chunks * (rows * depth + 2 * depth * 64);
        assert.ok(4 * numbers <= 2 ** 25, `${batch} ${channels}: ${4e-6 * numbers} MB`);
        assert.ok(chunks >= Math.min(3, batch), `${chunks}`);
      }
    }
  });

  it('leave two chunks to filters that alone fill it', () => {
    assert.equal(blocks([64, 28, 28, 1024], [3, 3, 1024, 1024]).chunks, 2);
  });

  it('are none for no image, and need no copy for a filter of one pixel at every pixel', () => {
    assert.equal(blocks([0, 5, 5, 2], [3, 3, 2, 3]).chunks, 0);
    assert.equal(blocks([2, 5, 5, 2], [1, 1, 2, 3]).isPlain, true);
    assert.equal(blocks([2, 5, 5, 2], [1, 1, 2, 3], 2).isPlain, false);
    assert.equal(blocks([2, 5, 5, 2], [1, 2, 2, 3]).isPlain, false);
  });

  it('are not made for channels before pixels', () => {
    const attrs = { strides: 1, pad: 'same', dataFormat: 'NCHW' } as const;
    assert.equal(convSizes([1, 2, 5, 5], [3, 3, 2, 2], attrs), null);
  });
});
