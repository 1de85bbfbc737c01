import assert from 'node:assert/strict';

import { ImageGPT, allClose, gptWeightsFrom, seededRandom, tf, useBackend } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { goldenModel } from '../../support/golden-model';
import { assertOwnsOneTensor } from '../../support/memory';

const sizes = { numColours: 3, numPixels: 4, dim: 8, numHeads: 2, numLayers: 1 };
const model = (): ImageGPT => new ImageGPT({ ...sizes, random: seededRandom(2) });

onEveryEngine('ImageGPT', () => {
  it('agrees with the reference: logits, and an image token for token', () => {
    tf.tidy(() => {
      const { weights, inputs, outputs, options } = goldenModel('imagegpt');
      const reference = { numColours: 16, numPixels: 16, dim: 32, numHeads: 4, numLayers: 2 };
      const imageGpt = new ImageGPT({ ...reference, random: seededRandom(1) });
      imageGpt.gpt.setParameters(gptWeightsFrom(weights));
      const ids = inputs.input_ids as tf.Tensor2D;
      assert.ok(allClose(imageGpt.gpt.logits(ids), outputs.logits, 5e-5));
      // What is read is the start token and all pixels but the last.
      const pixels = tf.concat([ids.slice([0, 1], [-1, -1]), tf.zeros([ids.shape[0], 1], 'int32')], 1); // prettier-ignore
      assert.ok(allClose(imageGpt.logits(pixels as tf.Tensor2D), outputs.logits, 5e-5));
      const [generated] = outputs.generated.arraySync() as number[][];
      const maxNewTokens = (options.maxNewTokens as number) ?? generated.length - 1;
      for (const isCached of [true, false]) {
        const text = imageGpt.gpt.generate([16], { maxNewTokens, temperature: 0, isCached });
        assert.deepEqual([16, ...text], generated);
      }
      imageGpt.dispose();
    });
  });
});

describe('ImageGPT', () => {
  before(() => useBackend());

  it('costs log₂ of the colours where it knows nothing', () => {
    const imageGpt = model();
    imageGpt.gpt.head!.weight.assign(tf.tidy(() => tf.zeros([8, 3])));
    tf.tidy(() => {
      const pixels = tf.tensor2d([[0, 1, 2, 0]], undefined, 'int32');
      assert.ok(Math.abs(imageGpt.bitsPerPixel(pixels) - Math.log2(3)) < 1e-5);
    });
    imageGpt.dispose();
  });

  it('completes images to their full number of pixels, with colours only', () => {
    const imageGpt = model();
    const image = imageGpt.complete([2, 1], { temperature: 5, random: seededRandom(1) });
    assert.equal(image.length, 4);
    assert.deepEqual(image.slice(0, 2), [2, 1]);
    assert.ok(image.every((colour) => colour >= 0 && colour < 3));
    assert.equal(imageGpt.complete([], { temperature: 0 }).length, 4);
    imageGpt.dispose();
  });

  it('leaves one tensor behind', () => {
    const before = tf.memory().numTensors;
    const imageGpt = model();
    const pixels = tf.tensor2d([[0, 1, 2, 0]], undefined, 'int32');
    assertOwnsOneTensor(() => imageGpt.logits(pixels));
    imageGpt.bitsPerPixel(pixels);
    imageGpt.complete([], { temperature: 0 });
    pixels.dispose();
    imageGpt.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
