import assert from 'node:assert/strict';

import { Transformer, crossEntropy, maxDifference, seededRandom, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

// The layers are compared with the reference in transformer-decoder.test.ts.
const ids = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');
const model = (options: { norm?: 'pre' | 'post'; dropout?: number } = {}): Transformer =>
  new Transformer({
    ...{ sourceVocabularySize: 9, targetVocabularySize: 7, numPositions: 12 },
    ...{ dim: 8, numHeads: 2, hiddenDim: 16, numLayers: 2, random: seededRandom(5) },
    ...options,
  });
const sourceRows = [[1, 5, 8, 2], [3, 4, 0, 0]]; // prettier-ignore
const sourceLens = [4, 2];
const search = { bos: 1, eos: 2, maxLength: 6 };

describe('Transformer', () => {
  before(() => useBackend());

  it('writes with what it kept as without: the logits agree to 1e-4, the tokens entirely', () => {
    for (const norm of ['pre', 'post'] as const) {
      const transformer = model({ norm });
      const source = ids(sourceRows);
      tf.tidy(() => {
        const target = ids([[1, 3, 4, 6, 2], [1, 6, 6, 0, 5]]); // prettier-ignore
        const whole = transformer.logits({ source, sourceLens, target });
        const writings = [true, false].map((isCached) =>
          transformer.write({ source, sourceLens }, { isCached }),
        );
        const columns = target.transpose().arraySync() as number[][];
        columns.forEach((column, t) => {
          const expected = whole.slice([0, t, 0], [-1, 1, -1]).squeeze([1]);
          for (const writing of writings) {
            const logits = writing.write(column.map((token) => [token]));
            assert.ok(maxDifference(logits, expected) < 1e-4);
          }
        });
        for (const writing of writings) writing.dispose();
      });
      const texts = transformer.translate({ source, sourceLens }, search);
      const uncached = { ...search, isCached: false };
      assert.deepEqual(texts, transformer.translate({ source, sourceLens }, uncached));
      source.dispose();
      transformer.dispose();
    }
  });

  it('does not see what it is to write: the difference is exactly 0', () => {
    const transformer = model();
    tf.tidy(() => {
      const source = ids([[1, 5, 8]]);
      const [one, other] = [[[1, 3, 4, 5]], [[1, 3, 6, 0]]].map((rows) =>
        transformer.logits({ source, target: ids(rows) }),
      );
      const upTo = (logits: tf.Tensor3D): tf.Tensor3D => logits.slice([0, 0, 0], [1, 2, 7]);
      assert.equal(maxDifference(upTo(one), upTo(other)), 0);
      assert.ok(maxDifference(one, other) > 1e-3);
    });
    transformer.dispose();
  });

  it('does not see padding', () => {
    const transformer = model();
    tf.tidy(() => {
      const target = ids([[1, 3]]);
      const short = transformer.logits({ source: ids([[3, 4]]), target });
      const padded = { source: ids([[3, 4, 7, 7]]), sourceLens: [2] };
      assert.ok(maxDifference(transformer.logits({ ...padded, target }), short) < 1e-5);
    });
    transformer.dispose();
  });

  it('knows where words stand', () => {
    const transformer = model();
    tf.tidy(() => {
      const target = ids([[1]]);
      const one = transformer.logits({ source: ids([[3, 4]]), target });
      const other = transformer.logits({ source: ids([[4, 3]]), target });
      assert.ok(maxDifference(one, other) > 1e-3);
    });
    transformer.dispose();
  });

  it('finds with beams a text at least as likely as the greedy one', () => {
    const transformer = model();
    const source = ids([[1, 5, 8, 2]]);
    const byBeams = transformer.translateWithBeams({ source }, { ...search, numBeams: 6, lengthPenalty: 0 }); // prettier-ignore
    const [greedy] = transformer.translateWithBeams({ source }, { ...search, numBeams: 1, lengthPenalty: 0 }); // prettier-ignore
    assert.ok(byBeams[0].logProbability >= greedy.logProbability - 1e-5);
    const again = transformer.translateWithBeams({ source }, { ...search, numBeams: 6, lengthPenalty: 0, isCached: false }); // prettier-ignore
    assert.deepEqual(again.map(({ tokens }) => tokens), byBeams.map(({ tokens }) => tokens)); // prettier-ignore
    source.dispose();
    transformer.dispose();
  });

  it('learns, and its step leaves nothing behind', () => {
    const transformer = model({ dropout: 0.1 }).train();
    const optimizer = tf.train.adam(0.01);
    const [source, target, labels] = [sourceRows, [[1, 3, 4], [1, 5, 0]], [[3, 4, 2], [5, 2, 0]]].map(ids); // prettier-ignore
    const step = (): number =>
      tf.tidy(
        () =>
          optimizer
            .minimize(
              () =>
                crossEntropy(transformer.logits({ source, sourceLens, target }), labels, {
                  ...{ labelSmoothing: 0.1, paddingLabel: 0 },
                }),
              true,
            )!
            .dataSync()[0],
      );
    const first = step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 30; i++) step();
    assert.equal(tf.memory().numTensors, before);
    assert.ok(step() < 0.7 * first);
    optimizer.dispose();
    tf.dispose([source, target, labels]);
    transformer.dispose();
  });

  it('leaves one tensor behind, shows its weights, and says what it expects', () => {
    const before = tf.memory().numTensors;
    const transformer = model();
    const [source, target, other] = [sourceRows, [[1], [1]], [[1]]].map(ids); // prettier-ignore
    assertOwnsOneTensor(() => transformer.logits({ source, sourceLens, target }));
    assertOwnsOneTensor(() => transformer.encode({ source }));
    const weights = transformer.weights({ source, sourceLens, target });
    assert.deepEqual(weights.decoder[1].cross.shape, [2, 2, 1, 4]);
    tf.dispose(weights as unknown as tf.TensorContainer);
    transformer.translate({ source, sourceLens }, search);
    transformer.translateWithBeams({ source: other }, search);
    assertRefuses(
      () => transformer.logits({ source, target: other }),
      'Transformer.logits: target must be a tensor of shape (2, T), got (1, 1)',
    );
    tf.dispose([source, target, other]);
    transformer.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
