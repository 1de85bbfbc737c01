import assert from 'node:assert/strict';

import { allClose, crossEntropy, seededRandom, tf } from 'kernel-lib';
import { AttentionEncoder } from 'kernel-lib/models/attention-encoder';
import { BagEncoder } from 'kernel-lib/models/bag-encoder';
import { ConvEncoder } from 'kernel-lib/models/conv-encoder';
import { GRUEncoder } from 'kernel-lib/models/gru-encoder';
import { HopsEncoder } from 'kernel-lib/models/hops-encoder';
import { SentenceClassifier } from 'kernel-lib/models/sentence-classifier';
import { countedTokens, meanOfTokens } from 'kernel-lib/models/sentence-encoder';
import type { SentenceEncoder } from 'kernel-lib/models/sentence-encoder';
import type { Random } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const dim = 8;
const encoders: Record<string, (random: Random) => SentenceEncoder> = {
  bag: () => new BagEncoder({ dim }),
  conv: (random) => new ConvEncoder({ dim, numHiddens: 6, random }),
  gru: (random) => new GRUEncoder({ dim, numHiddens: 6, random }),
  hops: (random) => new HopsEncoder({ dim, numHiddens: 3, numHops: 2, random }),
  attention: (random) => new AttentionEncoder({ dim, numHeads: 2, random }),
  'attention, learned positions': (random) =>
    new AttentionEncoder({ dim, numHeads: 2, positions: 'learned', random }),
  'attention without positions': (random) =>
    new AttentionEncoder({ dim, numHeads: 2, positions: 'none', random }),
};
const isBlindToOrder = ['bag', 'attention without positions'];

const classifier = (encoder: SentenceEncoder, random: Random): SentenceClassifier =>
  new SentenceClassifier({ vocabularySize: 9, dim, encoder, numClasses: 3, hiddenDim: 10, random });
const ids = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');

onEveryEngine('SentenceClassifier', () => {
  for (const [name, make] of Object.entries(encoders)) {
    it(`reads each sentence as if it were alone and not padded: ${name}`, () => {
      tf.tidy(() => {
        const random = seededRandom(2);
        const model = classifier(make(random), random);
        const logits = model.logits({ ids: ids([[3, 4, 5, 6], [7, 8, 1, 1]]), validLens: [4, 2] }); // prettier-ignore
        const [whole, short] = [[[3, 4, 5, 6]], [[7, 8]]].map((rows) =>
          model.logits({ ids: ids(rows) }),
        );
        assert.ok(allClose(logits, tf.concat([whole, short])));
        model.dispose();
      });
    });

    it(`has the gradients that small steps show: ${name}`, () => {
      tf.tidy(() => {
        const random = seededRandom(3);
        const model = classifier(make(random), random);
        const labels = tf.tensor1d([2, 0], 'int32');
        const input = { ids: ids([[3, 4, 5, 6], [7, 8, 0, 0]]), validLens: [4, 2] }; // prettier-ignore
        const loss = (): tf.Scalar => crossEntropy(model.logits(input), labels).mul(10);
        const { grads } = tf.variableGrads(loss);
        for (const [path, parameter] of Object.entries(model.namedParameters())) {
          const before = parameter.clone();
          const direction = random.normalTensor(parameter.shape);
          const at = (step: number): number => {
            parameter.assign(before.add(direction.mul(step)));
            return loss().dataSync()[0];
          };
          const slope = (at(1e-3) - at(-1e-3)) / 2e-3;
          const expected = grads[parameter.name].mul(direction).sum().dataSync()[0];
          const difference = Math.abs(slope - expected);
          assert.ok(difference < 4e-2 * (1 + Math.abs(expected)), `${path}: ${slope} ${expected}`);
          parameter.assign(before);
        }
        model.dispose();
      });
    });
  }
});

describe('SentenceClassifier', () => {
  for (const [name, make] of Object.entries(encoders)) {
    const isBlind = isBlindToOrder.includes(name);
    it(`${isBlind ? 'does not see' : 'sees'} the order of words: ${name}`, () => {
      tf.tidy(() => {
        const random = seededRandom(4);
        const model = classifier(make(random), random);
        const [one, turned] = [[[3, 4, 5, 6]], [[6, 5, 4, 3]]].map((rows) =>
          model.logits({ ids: ids(rows) }),
        );
        assert.equal(allClose(one, turned, 1e-5), isBlind);
        model.dispose();
      });
    });

    it(`leaves one tensor behind, in training too: ${name}`, () => {
      const before = tf.memory().numTensors;
      const random = seededRandom(5);
      const model = classifier(make(random), random);
      const sentences = ids([[3, 4, 5, 6], [7, 8, 0, 0]]); // prettier-ignore
      const labels = tf.tensor1d([2, 0], 'int32');
      const input = { ids: sentences, validLens: [4, 2] };
      assertOwnsOneTensor(() => model.logits(input));
      const optimizer = tf.train.adam(0.02);
      const step = (): number =>
        tf.tidy(() => {
          const loss = (): tf.Scalar => crossEntropy(model.logits(input), labels);
          return optimizer.minimize(loss, true)!.dataSync()[0];
        });
      step();
      const during = tf.memory().numTensors;
      for (let i = 0; i < 60; i++) step();
      assert.equal(tf.memory().numTensors, during);
      assert.ok(step() < 0.1);
      assert.deepEqual(model.classify(input), [2, 0]);
      optimizer.dispose();
      model.dispose();
      tf.dispose([sentences, labels]);
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it('names the parameters of its parts, and says what it expects', () => {
    const random = seededRandom(6);
    const model = classifier(encoders.gru(random), random);
    const names = Object.keys(model.namedParameters());
    assert.deepEqual(names.slice(0, 2), ['embedding.weight', 'encoder.gru.cells.0.inputWeight']);
    const sentences = ids([[3, 4]]);
    assertRefuses(
      () => model.logits({ ids: sentences, validLens: [1, 2] }),
      'SentenceClassifier.embed: validLens must be a tensor of shape (1), got (2)',
    );
    sentences.dispose();
    model.dispose();
    assert.throws(
      () => new AttentionEncoder({ dim, numHeads: 2, positions: 'all' as never, random }),
      { message: "AttentionEncoder: positions must be 'none', 'sinusoidal' or 'learned', got all" },
    );
  });
});

describe('HopsEncoder', () => {
  it('lets other weights be put between its halves', () => {
    tf.tidy(() => {
      const random = seededRandom(7);
      const encoder = new HopsEncoder({ dim, numHiddens: 3, numHops: 2, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 4, dim]);
      const lens = tf.tensor1d([4, 2], 'int32');
      const reading = encoder.read(x, lens);
      assert.ok(allClose(encoder.mix(reading), encoder.forward(x, lens), 0));
      // Equal weights: each hop is the mean of the outputs.
      const weights = countedTokens(lens, 4).squeeze([2]).div(lens.cast('float32').expandDims(1));
      const uniform = weights.expandDims(1).tile([1, 2, 1]) as tf.Tensor3D;
      const mean = meanOfTokens(reading.outputs, lens);
      const mixed = encoder.mix({ outputs: reading.outputs, weights: uniform });
      assert.ok(allClose(mixed, tf.concat([mean, mean], 1)));
    });
  });
});

describe('meanOfTokens', () => {
  it('counts tokens up to the end only, and is 0 where there is none', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([[[1], [2], [6]], [[1], [2], [6]], [[1], [2], [6]]]); // prettier-ignore
      const lens = tf.tensor1d([3, 2, 0], 'int32');
      assert.ok(allClose(meanOfTokens(x, lens), [[3], [1.5], [0]]));
    });
  });
});
