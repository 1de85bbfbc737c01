import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { imageBatch, imageSetOf } from 'kernel-lib/data/image-set';
import { onEveryEngine } from '../../support/engines';

const images = { shape: [3, 1, 2], data: Uint8Array.of(0, 51, 102, 153, 204, 255) };
const labels = { shape: [3], data: Uint8Array.of(1, 0, 1) };
const classes = ['cat', 'dog'];

describe('imageSetOf', () => {
  it('puts images and labels together', () => {
    const set = imageSetOf(images, labels, classes);
    assert.deepEqual([set.numImages, set.height, set.width, set.channels], [3, 1, 2, 1]);
    assert.deepEqual(
      [...set.labels].map((label) => set.classes[label]),
      ['dog', 'cat', 'dog'],
    );
  });

  it('says what does not fit', () => {
    const refused = (a: object, b: object, message: string): void =>
      assert.throws(() => imageSetOf({ ...images, ...a }, { ...labels, ...b }, classes), {
        message: `imageSetOf: ${message}`,
      });
    refused({ shape: [6] }, {}, 'images must be bytes of shape (N, height, width), got (6)');
    refused({}, { shape: [2] }, 'labels must be bytes of shape (3), got (2)');
    refused({}, { data: Uint8Array.of(0, 2, 0) }, 'labels must be below 2, got 2');
  });
});

onEveryEngine('imageBatch', () => {
  const set = imageSetOf(images, labels, classes);

  it('gives the chosen images from 0 to 1, in the order asked for', () => {
    const before = tf.memory().numTensors;
    const batch = imageBatch(set, [2, 0]);
    assert.equal(tf.memory().numTensors - before, 2);
    assert.deepEqual(batch.images.shape, [2, 1, 2, 1]);
    const expected = Float32Array.of(204 / 255, 1, 0, 51 / 255);
    assert.deepEqual(batch.images.dataSync(), expected);
    assert.deepEqual([batch.labels.dtype, batch.labels.arraySync()], ['int32', [1, 1]]);
    tf.dispose(batch);
  });

  it('says what is wrong', () => {
    assert.throws(() => imageBatch(set, []), {
      message: 'imageBatch: indices must name an image, got none',
    });
    assert.throws(() => imageBatch(set, [3]), {
      message: 'imageBatch: indices must be 0 … 2, got 3',
    });
  });
});
