import assert from 'node:assert/strict';

import {
  ViT,
  allClose,
  crossEntropy,
  imagePatches,
  maxDifference,
  seededRandom,
  tf,
  useBackend,
  vitWeightsFrom,
  type ViTOptions,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { goldenModel } from '../../support/golden-model';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const sizes = { imageSize: 4, patchSize: 2, numClasses: 3, dim: 8, numHeads: 2, numLayers: 2 };
const model = (options: Partial<ViTOptions> = {}): ViT =>
  new ViT({ ...sizes, random: seededRandom(3), ...options });

onEveryEngine('ViT', () => {
  it('agrees with the reference', () => {
    tf.tidy(() => {
      const { weights, inputs, outputs } = goldenModel('vit');
      const reference = { imageSize: 8, patchSize: 4, numChannels: 3, numClasses: 5, dim: 32 };
      const more = { numHeads: 4, hiddenDim: 48, numLayers: 2, epsilon: 1e-12 };
      const vit = new ViT({ ...reference, ...more, random: seededRandom(1) });
      vit.setParameters(vitWeightsFrom(weights));
      const images = inputs.pixel_values.transpose<tf.Tensor4D>([0, 2, 3, 1]);
      const logits = vit.logits(images);
      assert.ok(allClose(logits, outputs.logits, 5e-5));
      assert.ok(allClose(crossEntropy(logits, inputs.labels), outputs.loss, 5e-5));
      assert.ok(allClose(vit.embed(images), outputs['hiddenStates.0'], 5e-5));
      vit.weights(images).forEach((block, i) => {
        assert.ok(allClose(block, outputs[`attentions.${i}`], 5e-5));
      });
      vit.dispose();
    });
  });

  for (const goldenCase of goldenCases('vit_patch_embedding')) {
    const { embeddings, patchEmbeddings } = goldenCase.outputs;
    it(`embeds patches as the reference: ${goldenCase.name}`, () => {
      const wanted = { ...goldenCase, outputs: { embeddings, patchEmbeddings } };
      checkGolden(wanted, ({ image, cls, pos, ...weights }, { patchSize }) => {
        const size = patchSize as number;
        const [, numChannels, imageSize] = image.shape as number[];
        const dim = cls.shape[2]!;
        const vit = new ViT({
          ...{ imageSize, numChannels, patchSize: size, dim, numClasses: 2 },
          ...{ numHeads: 1, numLayers: 1, random: seededRandom(1) },
        });
        const parameters = vit.parameters();
        const kernel = weights['proj.weight'].transpose([2, 3, 1, 0]); // (p, p, C, D)
        Object.assign(vit, { classToken: cls });
        Object.assign(vit.positions!, { weight: pos.squeeze([0]) });
        Object.assign(vit.patchEmbedding, {
          ...{ weight: kernel.reshape([-1, dim]), bias: weights['proj.bias'] },
        });
        const images = image.transpose<tf.Tensor4D>([0, 2, 3, 1]);
        const patches = vit.patchEmbedding.forward(imagePatches(images, size));
        const results = { embeddings: vit.embed(images), patchEmbeddings: patches };
        tf.dispose(parameters);
        return results;
      });
    });
  }
});

describe('ViT', () => {
  before(() => useBackend());

  it('without positions does not know the order of patches', () => {
    for (const hasPositions of [true, false]) {
      const vit = model({ hasPositions });
      tf.tidy(() => {
        const image = seededRandom(4).uniformTensor<tf.Rank.R4>([1, 4, 4, 1]);
        const swapped = tf.concat([image.slice([0, 2, 0, 0], [1, 2, 4, 1]), image.slice([0, 0, 0, 0], [1, 2, 4, 1])], 1); // prettier-ignore
        const distance = maxDifference(vit.logits(image), vit.logits(swapped as tf.Tensor4D));
        assert.equal(distance > 1e-4, hasPositions);
      });
      vit.dispose();
    }
  });

  it('reads out the class token or the mean of the patches, by as many layers as asked', () => {
    const [plain, deep] = [model(), model({ pooling: 'mean', readoutDims: [5, 6] })];
    assert.equal(deep.readout.layers.length, 3);
    tf.tidy(() => {
      const images = tf.ones([2, 4, 4, 1]) as tf.Tensor4D;
      assert.deepEqual(plain.logits(images).shape, [2, 3]);
      assert.deepEqual(deep.logits(images).shape, [2, 3]);
      const mean = model({ pooling: 'mean' });
      assert.ok(maxDifference(mean.logits(images), plain.logits(images)) > 1e-4);
      mean.dispose();
    });
    plain.dispose();
    deep.dispose();
  });

  it('leaves one tensor behind, a step of training none, and says what it expects', () => {
    const before = tf.memory().numTensors;
    const vit = model({ dropout: 0.1 }).train();
    const images = tf.ones([2, 4, 4, 1]) as tf.Tensor4D;
    const small = tf.ones([2, 3, 4, 1]) as tf.Tensor4D;
    const labels = tf.tensor1d([0, 2], 'int32');
    assertOwnsOneTensor(() => vit.logits(images));
    assertOwnsOneTensor(() => vit.embed(images));
    const optimizer = tf.train.sgd(0.1);
    const trained = tf.memory().numTensors;
    tf.tidy(() => void optimizer.minimize(() => crossEntropy(vit.logits(images), labels)));
    assert.equal(tf.memory().numTensors, trained);
    optimizer.dispose();
    tf.dispose(vit.weights(images));
    assertRefuses(
      () => vit.logits(small),
      'ViT.logits: images must be a tensor of shape (B, 4, 4, 1), got (2, 3, 4, 1)',
    );
    assertRefuses(() => model({ patchSize: 3 }), 'ViT: patchSize must divide 4, got 3');
    tf.dispose([images, small, labels]);
    vit.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
