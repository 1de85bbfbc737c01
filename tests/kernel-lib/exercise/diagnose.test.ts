import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { values } from 'kernel-lib/exercise/define';
import { diagnosisOf, examine, exerciseOf, right } from './tools';

type Mix = (weights: tf.Tensor3D, items: tf.Tensor3D) => tf.Tensor;
const good = right as Mix;

describe('diagnose: a call that gives no result', () => {
  it('says that there is no answer yet', async () => {
    const { state, cause } = await diagnosisOf(undefined);
    assert.equal(state, 'missing');
    assert.match(cause, /no mix yet/);
  });

  it('tells an answer that is not begun from an error', async () => {
    const stub = (): never => {
      throw new Error('mix: not written yet');
    };
    assert.equal((await diagnosisOf(stub)).state, 'stub');
    assert.equal((await examine(stub)).hint, null);
  });

  it('shows the message of an error', async () => {
    const { state, cause } = await diagnosisOf(() => {
      throw new RangeError('too far');
    });
    assert.equal(state, 'threw');
    assert.equal(cause, 'RangeError: too far');
  });

  it('takes a thrown string', async () => {
    const { state, cause, detail } = await diagnosisOf(() => {
      throw 'oops';
    });
    assert.equal(state, 'threw');
    assert.equal(cause, 'It threw the string "oops"');
    assert.match(detail, /new Error/);
  });

  it('takes thrown nothing', async () => {
    const { cause } = await diagnosisOf(() => {
      throw undefined;
    });
    assert.equal(cause, 'It threw the undefined "undefined"');
  });

  it('recognises a Promise, also one that rejects or never settles', async () => {
    for (const answer of [
      async () => 1,
      async () => Promise.reject(new Error('late')),
      () => new Promise(() => undefined),
    ]) {
      const { state, detail } = await diagnosisOf(answer);
      assert.equal(state, 'promise');
      assert.match(detail, /async/);
    }
  });

  it('gives up on an asynchronous answer that never ends', async () => {
    const { LocalCandidate } = await import('kernel-lib/exercise/candidate');
    const candidate = new LocalCandidate(() => new Promise(() => undefined), {
      async: true,
      timeLimit: 0.05,
    });
    assert.deepEqual(await candidate.call({}), { status: 'timeout', seconds: 0.05 });
  });

  it('recognises a disposed result', async () => {
    const { state, detail } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) => {
      const output = good(weights, items);
      output.dispose();
      return output;
    });
    assert.equal(state, 'disposed');
    assert.match(detail, /tf\.tidy/);
  });

  it('recognises a disposed argument', async () => {
    const { state, cause } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) => {
      const output = good(weights, items);
      items.dispose();
      return output;
    });
    assert.equal(state, 'disposed');
    assert.match(cause, /that it was given/);
  });

  it('explains the use of a disposed tensor', async () => {
    const { state, detail } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) => {
      const output = good(weights, items);
      output.dispose();
      return output.mul(2);
    });
    assert.equal(state, 'threw');
    assert.match(detail, /freed/);
  });

  it('says what came instead of a tensor', async () => {
    assert.match((await diagnosisOf(() => undefined)).cause, /undefined \(is a return missing\?\)/);
    assert.match((await diagnosisOf(() => () => 1)).cause, /a function/);
    assert.match((await diagnosisOf(() => new Map())).cause, /an object of class Map/);
    assert.equal(
      (await diagnosisOf(() => 3)).cause,
      'The result is a number, it should be a tensor',
    );
  });
});

describe('diagnose: a result that is not the expected one', () => {
  it('names the axis that is wrong', async () => {
    const { state, cause } = await diagnosisOf(() => tf.zeros([2, 4, 5]));
    assert.equal(state, 'shape');
    assert.match(cause, /^The second axis \(query\) has length 4, like the third axis of weights/);
  });

  it('compares dtypes', async () => {
    const { state, cause } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) =>
      good(weights, items).toInt(),
    );
    assert.equal(state, 'dtype');
    assert.equal(cause, 'Your tensor has dtype int32, it should have float32');
  });

  it('finds NaN before it compares values, and says what it means here', async () => {
    const { state, cause, detail } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) =>
      good(weights, items).mul(tf.tensor3d([1, NaN], [2, 1, 1])),
    );
    assert.equal(state, 'nan');
    assert.equal(cause, 'Batch 1 divides 0 by 0');
    assert.match(detail, /15 of 30 values are NaN, the first at \[1, 0, 0\]/);
  });

  it('gives the first difference and how many there are', async () => {
    const { failing } = await examine((weights: tf.Tensor3D, items: tf.Tensor3D) => {
      const spoilt = tf.buffer([2, 3, 5]);
      spoilt.set(1, 0, 1, 2);
      spoilt.set(2, 1, 0, 4);
      return good(weights, items).add(spoilt.toTensor());
    });
    const [evidence] = failing?.diagnosis?.evidence ?? [];
    assert.equal(evidence.type, 'comparison');
    // (0, 1, 2) is place 0·15 + 1·5 + 2 of the data.
    assert.equal(evidence.type === 'comparison' && evidence.first, 7);
    assert.equal(evidence.type === 'comparison' && evidence.differing, 2);
  });

  it('names a place in a row of a table by the axes that the row still has', async () => {
    const exercise = exerciseOf([values({ name: 'table', inputs: () => ({}) })], {
      axes: ['query', 'key'],
    });
    const options = { exercise, reference: () => [[1, 0, 0], [0, 1, 0]], known: [] }; // prettier-ignore
    const { cause } = await diagnosisOf(() => [[1, 1, 0], [0, 1, 0]], options); // prettier-ignore
    assert.equal(cause, 'Only key 1 differs, everything else is right');
  });

  it('says where the gradient of an operation is missing, and does not look for plain numbers', async () => {
    const without = tf.customGrad((x) => ({
      value: (x as tf.Tensor).clone(),
      gradFunc: () => {
        throw new Error('gradient function not found for Roll');
      },
    }));
    const { failing, hint } = await examine((weights: tf.Tensor3D, items: tf.Tensor3D) =>
      good(without(weights) as tf.Tensor3D, items),
    );
    assert.equal(failing?.diagnosis?.words, 'no gradient');
    assert.match(hint?.text ?? '', /^Which operation does the message name/);
  });

  it('says that no gradient arrives when part of the work is done outside the tape', async () => {
    const { state, cause, mistake } = await diagnosisOf(
      (weights: tf.Tensor3D, items: tf.Tensor3D) => good(tf.tensor3d(weights.arraySync()), items),
    );
    assert.equal(state, 'gradient');
    assert.equal(cause, 'No gradient reaches weights');
    assert.equal(mistake, null);
  });

  it('is not deceived by a gradient that was made up', async () => {
    const lie = tf.customGrad((x, save) => {
      (save as unknown as (kept: tf.Tensor[]) => void)([x as tf.Tensor]);
      return { value: (x as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => dy.mul(3) };
    });
    const { state, detail } = await diagnosisOf((weights: tf.Tensor3D, items: tf.Tensor3D) =>
      good(lie(weights) as tf.Tensor3D, items),
    );
    assert.equal(state, 'gradient');
    assert.match(detail, /3\.000 times the expected one/);
  });

  it('lets leaked tensors pass with a note, or fails where the case asks for none', async () => {
    const leaky: Mix = (weights, items) => good(weights.mul(1), items);
    const { result, failing } = await examine(leaky);
    assert.equal(failing, null);
    assert.equal(result.leaked, 1);
    const strict = exerciseOf([
      values({
        name: 'one',
        inputs: () => ({ x: { shape: [2], dtype: 'float32', data: [1, 2] } }),
        leaks: true,
      }),
    ]);
    const answer = (x: tf.Tensor): tf.Tensor => x.add(1).sub(1).mul(2);
    const reference = (x: tf.Tensor): tf.Tensor => tf.tidy(() => x.mul(2));
    const { state, cause } = await diagnosisOf(answer, { exercise: strict, reference, known: [] });
    assert.equal(state, 'leak');
    assert.equal(cause, '2 tensors are left in memory after the call');
  });

  it('leaves no tensor behind itself', async () => {
    await examine(good);
    const before = tf.memory().numTensors;
    await examine(good);
    await examine(() => {
      throw new Error('x');
    });
    await examine((weights: tf.Tensor3D, items: tf.Tensor3D) => good(weights.mul(1), items));
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('diagnose: results of several parts and plain values', () => {
  const pair = exerciseOf([values({ name: 'one', inputs: () => ({ n: 3 }) })]);
  const reference = (n: number): unknown => ({ sum: n + 1, list: [n, n * n] });
  const of = (answer: unknown): ReturnType<typeof diagnosisOf> =>
    diagnosisOf(answer, { exercise: pair, reference, known: [] });

  it('names the part', async () => {
    assert.equal((await of(() => ({ sum: 4, list: [3, 9] }))).state, 'passed');
    const { failing } = await examine(() => ({ sum: 4, list: [3, 8] }), {
      exercise: pair,
      reference,
      known: [],
    });
    assert.equal(failing?.diagnosis?.words, 'list: values differ');
    assert.match((await of(() => ({ sum: 4 }))).cause, /list/);
    assert.match((await of(() => 7)).cause, /a number, it should be an object/);
  });

  it('calls an array of one number an array, and an empty one too', async () => {
    const exercise = exerciseOf([values({ name: 'four', inputs: () => ({}) })]);
    const options = { exercise, reference: () => [1, 2, 3, 4] };
    for (const answer of [[1], []]) {
      const { state, cause } = await diagnosisOf(() => answer, options);
      assert.equal(state, 'shape');
      assert.match(cause, new RegExp(`${answer.length}.*4`));
    }
  });
});
