import assert from 'node:assert/strict';

import { FeedForward, maxDifference, seededRandom, tf, type Activation } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { bindWeights, linearWeights } from '../../support/weights';

onEveryEngine('FeedForward', () => {
  for (const goldenCase of goldenCases('ffn')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ x, ...weights }, options) => {
        const name = options.activation as string;
        const activation = (name === 'gelu_tanh' ? 'geluTanh' : name) as Activation;
        const [hiddenDim, dim] = weights['fc1.weight'].shape;
        const outputDim = weights['fc2.weight'].shape[0];
        const random = seededRandom(1);
        const network = new FeedForward({ dim, hiddenDim, outputDim, activation, random });
        const bound = bindWeights(network, {
          ...linearWeights('hidden', weights['fc1.weight'], weights['fc1.bias']),
          ...linearWeights('output', weights['fc2.weight'], weights['fc2.bias']),
        });
        return { y: bound.forward(x) };
      });
    });
  }
});

describe('FeedForward', () => {
  const network = (activation: Activation, dropout = 0): FeedForward =>
    new FeedForward({ dim: 1, hiddenDim: 1, activation, dropout, random: seededRandom(1) });

  it('knows the quick GELU: 1 · σ(1.702) = 0.845796', () => {
    const quick = network('quickGelu');
    quick.setParameters({
      'hidden.weight': [[1]],
      'hidden.bias': [0],
      'output.weight': [[1]],
      'output.bias': [0],
    });
    tf.tidy(() => {
      assert.ok(maxDifference(quick.forward(tf.tensor2d([[1]])), [[0.845796]]) < 1e-5);
    });
    quick.dispose();
  });

  it('treats each position by itself', () => {
    const wide = new FeedForward({ dim: 3, hiddenDim: 5, random: seededRandom(2) });
    tf.tidy(() => {
      const x = seededRandom(3).normalTensor<tf.Rank.R3>([2, 4, 3]);
      const alone = wide.forward(x.slice([1, 2], [1, 1]));
      assert.ok(maxDifference(wide.forward(x).slice([1, 2], [1, 1]), alone) < 1e-6);
    });
    wide.dispose();
  });

  it('leaves one tensor behind, drops only in training, and knows its activations', () => {
    const before = tf.memory().numTensors;
    const dropping = network('relu', 0.9);
    const x = tf.ones([50, 1]);
    assertOwnsOneTensor(() => dropping.forward(x));
    const steady = tf.tidy(() => maxDifference(dropping.forward(x), dropping.forward(x)));
    assert.equal(steady, 0);
    dropping.train();
    assertOwnsOneTensor(() => dropping.forward(x));
    dropping.dispose();
    x.dispose();
    assertRefuses(
      () => network('swish' as Activation),
      'FeedForward: activation must be one of relu, gelu, geluTanh, quickGelu, got swish',
    );
    assert.equal(tf.memory().numTensors, before);
  });
});
