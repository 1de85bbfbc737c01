import assert from 'node:assert/strict';

import {
  GPT,
  allClose,
  crossEntropy,
  gptWeightsFrom,
  maxDifference,
  seededRandom,
  tf,
  useBackend,
  type GPTOptions,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { goldenModel } from '../../support/golden-model';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const ids = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');
const sizes = { vocabularySize: 7, numPositions: 8, dim: 8, numHeads: 2, numLayers: 2 };
const model = (options: Partial<GPTOptions> = {}): GPT =>
  new GPT({ ...sizes, random: seededRandom(3), ...options });

/** The GPT-2 of the reference; everything in a tidy but the model itself. */
function withReference(check: (gpt: GPT, golden: ReturnType<typeof goldenModel>) => void): void {
  tf.tidy(() => {
    const golden = goldenModel('gpt2');
    const reference = { vocabularySize: 96, numPositions: 32, dim: 32, numHeads: 4, numLayers: 2 };
    const gpt = new GPT({ ...reference, random: seededRandom(1) });
    gpt.setParameters(gptWeightsFrom(golden.weights));
    check(gpt, golden);
    gpt.dispose();
  });
}

onEveryEngine('GPT', () => {
  it('agrees with the reference: logits, loss and weights of attention', () => {
    withReference((gpt, { inputs, outputs }) => {
      const input = inputs.input_ids as tf.Tensor2D;
      const logits = gpt.logits(input);
      assert.ok(allClose(logits, outputs.logits, 5e-5));
      gpt.weights(input).forEach((weights, i) => {
        assert.ok(allClose(weights, outputs[`attentions.${i}`], 5e-5));
      });
      const before = logits.slice([0, 0, 0], [-1, 6, -1]);
      const labels = input.slice([0, 1], [-1, 6]);
      assert.ok(allClose(crossEntropy(before, labels), outputs.loss, 5e-5));
    });
  });

  it('agrees with the reference: what it keeps, and each step of writing', () => {
    withReference((gpt, { inputs, outputs, options }) => {
      const prompt = (inputs.prompt.arraySync() as number[][])[0];
      const generated = (outputs.generated.arraySync() as number[][])[0];
      const steps = outputs.stepLogits.arraySync() as number[][];
      for (const isCached of [true, false]) {
        const writing = gpt.write({ isCached });
        let logits = writing.write([prompt]);
        steps.forEach((expected, i) => {
          assert.ok(allClose(logits, [expected], 5e-5), `step ${i}`);
          logits = writing.write([[generated[prompt.length + i]]]);
        });
        writing.dispose();
        const maxNewTokens = options.maxNewTokens as number;
        const text = gpt.generate(prompt, { maxNewTokens, temperature: 0, isCached });
        assert.deepEqual(text, generated.slice(prompt.length));
      }
    });
  });
});

describe('GPT', () => {
  before(() => useBackend());

  it('does not see what it is to predict: the difference is exactly 0', () => {
    const gpt = model();
    tf.tidy(() => {
      const [one, other] = [[[1, 2, 3, 4]], [[1, 2, 5, 6]]].map((rows) => gpt.logits(ids(rows)));
      const upTo = (logits: tf.Tensor3D): tf.Tensor3D => logits.slice([0, 0, 0], [1, 2, 7]);
      assert.equal(maxDifference(upTo(one), upTo(other)), 0);
      assert.ok(maxDifference(one, other) > 1e-3);
    });
    gpt.dispose();
  });

  it('ties its logits to its embeddings, or has a head of its own', () => {
    const [tied, own] = [model(), model({ isTied: false })];
    assert.equal(tied.head, null);
    assert.equal(own.numParameters() - tied.numParameters(), 8 * 7);
    tied.dispose();
    own.dispose();
  });

  it('goes on beyond what it sees at a time from the last part of the text', () => {
    const gpt = model({ isTied: false });
    const places = seededRandom(8).normalTensor<tf.Rank.R2>([8, 8]);
    gpt.positions.weight.assign(places);
    places.dispose();
    const prompt = [1, 2, 3, 4, 5, 6, 0, 1, 2, 3];
    const options = { maxNewTokens: 5, temperature: 0 };
    const long = gpt.generate(prompt, options);
    assert.equal(long.length, 5);
    assert.ok(new Set(long).size > 1);
    assert.deepEqual(long, gpt.generate(prompt, { ...options, isCached: false }));
    long.forEach((token, i) => {
      const seen = [...prompt, ...long.slice(0, i)].slice(-8);
      assert.deepEqual(gpt.generate(seen, { ...options, maxNewTokens: 1 }), [token]);
    });
    gpt.dispose();
  });

  it('draws the same text from the same seed, and stops where it is told', () => {
    const gpt = model();
    const draw = (seed: number): number[] =>
      gpt.generate([1], { maxNewTokens: 20, temperature: 2, random: seededRandom(seed) });
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    const whole = gpt.generate([1], { maxNewTokens: 6, temperature: 0 });
    const stopped = gpt.generate([1], { maxNewTokens: 6, temperature: 0, stop: whole[2] });
    assert.deepEqual(stopped, whole.slice(0, whole.indexOf(whole[2])));
    gpt.dispose();
  });

  it('leaves one tensor behind, a step of training none, and says what it expects', () => {
    const before = tf.memory().numTensors;
    const gpt = model({ dropout: 0.1, attentionDropout: 0.1 }).train();
    const [input, long, far] = [[[1, 2, 3]], [[1, 2, 3, 4, 5, 6, 0, 1, 2]], [[7]]].map(ids);
    assertOwnsOneTensor(() => gpt.logits(input));
    const optimizer = tf.train.sgd(0.1);
    const step = (): void =>
      tf.tidy(() => void optimizer.minimize(() => crossEntropy(gpt.logits(input), input)));
    step();
    const trained = tf.memory().numTensors;
    step();
    assert.equal(tf.memory().numTensors, trained);
    optimizer.dispose();
    tf.dispose(gpt.weights(input));
    gpt.generate([1], { maxNewTokens: 3, temperature: 0 });
    assertRefuses(
      () => gpt.logits(long),
      'LearnedPositions.forward: x must end at position 7 or before, got 8',
    );
    assertRefuses(() => gpt.logits(far), 'Embedding.forward: ids must be from 0 to 6, got 7');
    assertRefuses(
      () => gpt.generate([1], { maxNewTokens: 1 }),
      'generate: random must be given unless temperature is 0, got undefined',
    );
    assertRefuses(
      () => gpt.generate([], { maxNewTokens: 1, temperature: 0 }),
      'generate: prompt must have at least one token, got none',
    );
    assertRefuses(() => model({ outputSize: 5 }), 'GPT: outputSize must be 7 when tied, got 5');
    tf.dispose([input, long, far]);
    gpt.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
