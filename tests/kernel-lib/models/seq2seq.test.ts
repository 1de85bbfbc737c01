import assert from 'node:assert/strict';

import { allClose, crossEntropy, maxDifference, seededRandom, tf, useBackend } from 'kernel-lib';
import type { AdditiveAttention } from 'kernel-lib';
import { beamSearch } from 'kernel-lib/models/beam-search';
import { Seq2Seq, type Seq2SeqOptions } from 'kernel-lib/models/seq2seq';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const kinds = ['none', 'additive', 'scaledDot'] as const;
const ids = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');
const model = (options: Partial<Seq2SeqOptions> = {}): Seq2Seq =>
  new Seq2Seq({
    ...{ sourceVocabularySize: 9, targetVocabularySize: 7, dim: 4, numHiddens: 6 },
    ...{ attention: 'additive', random: seededRandom(5), ...options },
  });
const sourceRows = [[3, 5, 8, 2], [6, 2, 0, 0]]; // prettier-ignore
const sourceLens = [4, 2];
const targetRows = [[1, 3, 4], [1, 6, 5]]; // prettier-ignore
const search = { bos: 1, eos: 2, maxLength: 6 };

/** The decoder as the paper has it, one text and one step at a time, from the public layers. */
function byHand({ encoder, decoder }: Seq2Seq, source: number[], target: number[]): tf.Tensor {
  const { outputs, summary } = encoder.forward(ids([source]), null);
  let state = decoder.firstState(summary);
  const rows = target.map((token) => {
    const queries = state.expandDims<tf.Tensor3D>(1);
    const attention = decoder.attention as AdditiveAttention | null;
    const keys = attention?.projectKeys(outputs);
    const context = attention
      ? attention.attend({ queries, keys: keys!, values: outputs }).squeeze([1])
      : summary;
    const embedded = decoder.embedding.forward(tf.tensor1d([token], 'int32')).mul(2); // √D
    state = decoder.cell.forward(tf.concat([embedded, context], 1) as tf.Tensor2D, state);
    return decoder.output.forward(tf.concat([state, context], 1) as tf.Tensor2D);
  });
  return tf.stack(rows, 1); // (1, T, V)
}

onEveryEngine('Seq2Seq', () => {
  for (const attention of kinds) {
    for (const isBidirectional of [true, false]) {
      it(`is the formula, step by step: ${attention}, ${isBidirectional ? 'two ways' : 'one way'}`, () => {
        tf.tidy(() => {
          const seq2seq = model({ attention, isBidirectional });
          const [source, target] = [sourceRows, targetRows].map(ids);
          const logits = seq2seq.logits({ source, sourceLens, target });
          const expected = sourceRows.map((row, b) =>
            byHand(seq2seq, row.slice(0, sourceLens[b]), targetRows[b]),
          );
          assert.ok(allClose(logits, tf.concat(expected)));
          seq2seq.dispose();
        });
      });
    }

    it(`has the gradients that small steps show: ${attention}`, () => {
      tf.tidy(() => {
        const seq2seq = model({ attention });
        const [source, target, labels] = [sourceRows, targetRows, [[3, 4, 2], [6, 5, 2]]].map(ids); // prettier-ignore
        const loss = (): tf.Scalar =>
          crossEntropy(seq2seq.logits({ source, sourceLens, target }), labels).mul(10);
        const { grads } = tf.variableGrads(loss);
        const random = seededRandom(1);
        for (const [name, parameter] of Object.entries(seq2seq.namedParameters())) {
          const before = parameter.clone();
          const direction = random.normalTensor(parameter.shape);
          const at = (step: number): number => {
            parameter.assign(before.add(direction.mul(step)));
            return loss().dataSync()[0];
          };
          const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
          const expected = grads[parameter.name].mul(direction).sum().dataSync()[0];
          const difference = Math.abs(slope - expected);
          assert.ok(difference < 2e-2 * (1 + Math.abs(expected)), `${name}: ${slope} ${expected}`);
          parameter.assign(before);
        }
        seq2seq.dispose();
      });
    });
  }
});

describe('Seq2Seq', () => {
  before(useBackend);

  for (const attention of kinds) {
    it(`writes token by token what it says of the whole: ${attention}`, () => {
      const seq2seq = model({ attention });
      tf.tidy(() => {
        const [source, target] = [sourceRows, targetRows].map(ids);
        const whole = seq2seq.logits({ source, sourceLens, target });
        const writing = seq2seq.write({ source, sourceLens });
        for (let t = 0; t < 3; t++) {
          const logits = writing.write(targetRows.map((row) => [row[t]]));
          const expected = whole.slice([0, t, 0], [-1, 1, -1]).squeeze([1]);
          assert.ok(maxDifference(logits, expected) < 1e-5);
        }
        writing.dispose();
      });
      seq2seq.dispose();
    });
  }

  it('does not see what it is to write: the difference is exactly 0', () => {
    const seq2seq = model();
    tf.tidy(() => {
      const source = ids([[3, 5, 8]]);
      const [one, other] = [[[1, 3, 4, 5]], [[1, 3, 6, 0]]].map((rows) =>
        seq2seq.logits({ source, target: ids(rows) }),
      );
      const upTo = (logits: tf.Tensor3D): tf.Tensor3D => logits.slice([0, 0, 0], [1, 2, 7]);
      assert.equal(maxDifference(upTo(one), upTo(other)), 0);
      assert.ok(maxDifference(one, other) > 1e-4);
    });
    seq2seq.dispose();
  });

  it('aligns each token with the text: rows sum to 1, nothing beyond the end', () => {
    const seq2seq = model();
    tf.tidy(() => {
      const [source, target] = [sourceRows, targetRows].map(ids);
      const alignment = seq2seq.alignment({ source, sourceLens, target });
      assert.deepEqual(alignment.shape, [2, 3, 4]);
      assert.ok(allClose(alignment.sum(2), tf.ones([2, 3])));
      assert.equal(alignment.slice([1, 0, 2], [1, 3, 2]).max().dataSync()[0], 0);
      // The first row is what the first state asks for.
      const { encoder, decoder } = seq2seq;
      const { outputs, summary } = encoder.forward(source, sourceLens);
      const queries = decoder.firstState(summary).expandDims<tf.Tensor3D>(1);
      const first = decoder.attention!.weights({ queries, keys: outputs, validLens: sourceLens });
      assert.ok(allClose(alignment.slice([0, 0, 0], [2, 1, 4]), first));
    });
    seq2seq.dispose();
  });

  it('learns to turn a text round, and its step leaves nothing behind', function () {
    this.timeout(300_000); // the JavaScript engine is slow
    const random = seededRandom(7);
    const seq2seq = model({ dim: 16, numHiddens: 32, random }).train();
    const optimizer = tf.train.adam(0.01);
    const texts = Array.from({ length: 64 }, () =>
      Array.from({ length: 4 }, () => 3 + random.integer(4)),
    );
    const source = ids(texts);
    const turned = texts.map((text) => [...text].reverse());
    const [target, labels] = [
      turned.map((text) => [1, ...text]),
      turned.map((text) => [...text, 2]),
    ].map(ids);
    const step = (): void =>
      tf.tidy(() => {
        optimizer.minimize(() => crossEntropy(seq2seq.logits({ source, target }), labels));
      });
    step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 120; i++) step();
    assert.equal(tf.memory().numTensors, before);
    seq2seq.train(false);
    const written = seq2seq.translate({ source }, search);
    const numRight = written.filter((text, i) => text.join() === turned[i].join()).length;
    assert.ok(numRight > 55, `${numRight} of 64`);
    tf.dispose([source, target, labels]);
    optimizer.dispose();
    seq2seq.dispose();
  });

  it('drops embeddings in training only', () => {
    const seq2seq = model({ dropout: 0.5 });
    tf.tidy(() => {
      const [source, target] = [sourceRows, targetRows].map(ids);
      const run = (): tf.Tensor => seq2seq.logits({ source, target });
      assert.ok(allClose(run(), run(), 0));
      seq2seq.train();
      assert.ok(!allClose(run(), run()));
    });
    seq2seq.dispose();
  });

  it('can be searched with beams', () => {
    const seq2seq = model();
    const source = ids([sourceRows[0]]);
    const best = (numBeams: number): number => {
      const writing = seq2seq.write({ source });
      const [first] = beamSearch(writing, { ...search, numBeams, lengthPenalty: 0 });
      writing.dispose();
      return first.logProbability;
    };
    assert.ok(best(4) >= best(1) - 1e-5);
    source.dispose();
    seq2seq.dispose();
  });

  it('leaves one tensor behind, and says what it expects', () => {
    const before = tf.memory().numTensors;
    const [seq2seq, blind] = [model(), model({ attention: 'none' })];
    const [source, target, other] = [sourceRows, targetRows, [[1]]].map(ids);
    assertOwnsOneTensor(() => seq2seq.logits({ source, sourceLens, target }));
    assertOwnsOneTensor(() => seq2seq.alignment({ source, sourceLens, target }));
    seq2seq.translate({ source, sourceLens }, search);
    assertRefuses(
      () => seq2seq.logits({ source, target: other }),
      'Seq2Seq.logits: target must be a tensor of shape (2, T), got (1, 1)',
    );
    assertRefuses(
      () => blind.alignment({ source, target }),
      'Seq2Seq.alignment: the model must have attention',
    );
    assertRefuses(
      () => seq2seq.logits({ source, sourceLens: [1, 2, 3], target }),
      'BidirectionalGRU.forward: validLens must be a tensor of shape (2), got (3)',
    );
    tf.dispose([source, target, other]);
    seq2seq.dispose();
    blind.dispose();
    assert.equal(tf.memory().numTensors, before);
    assert.throws(() => model({ attention: 'dot' as never }), {
      message: "Seq2Seq: attention must be 'none', 'additive' or 'scaledDot', got dot",
    });
  });
});
