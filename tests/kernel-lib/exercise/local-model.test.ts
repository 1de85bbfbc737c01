import assert from 'node:assert/strict';
import { Linear, Module, seededRandom, tf, useBackend, type Random } from 'kernel-lib';
import {
  drawNormal,
  model,
  property,
  type Wire,
  type WireTensor,
} from 'kernel-lib/exercise/define';
import { drawnWeights } from 'kernel-lib/exercise/drawn-model';
import { localCandidate } from 'kernel-lib/exercise/expectations';
import { holds } from 'kernel-lib/exercise/properties';
import { verifyExercise } from 'kernel-lib/exercise/verify';
import { diagnosisOf, exerciseOf } from './tools';

interface Config {
  dim: number;
  random: Random;
}

/** x + tanh(x W + b), (B, D) -> (B, D). */
class Right extends Module {
  readonly inner: Linear;
  constructor({ dim, random }: Config) {
    super();
    this.inner = new Linear({ inputDim: dim, outputDim: dim, random });
  }
  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => x.add(this.inner.forward(x).tanh()));
  }
}

class WithoutSkip extends Right {
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.inner.forward(x).tanh());
  }
}

class Frozen extends Right {
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    const { weight, bias } = this.inner;
    return tf.tidy(() => {
      const copy = tf.tensor2d(weight.arraySync());
      return x.add(tf.matMul(x, copy).add(bias!).tanh());
    });
  }
}

class WithoutPath extends Right {
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => super.forward(tf.tensor2d(x.arraySync())));
  }
}

class WithoutBias extends Module {
  readonly inner: Linear;
  constructor({ dim, random }: Config) {
    super();
    this.inner = new Linear({ inputDim: dim, outputDim: dim, useBias: false, random });
  }
  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => x.add(this.inner.forward(x).tanh()));
  }
}

class Wide extends Module {
  readonly inner: Linear;
  constructor({ dim, random }: Config) {
    super();
    this.inner = new Linear({ inputDim: dim, outputDim: 2 * dim, random });
  }
  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => x.add(this.inner.forward(x).slice([0, 0], [-1, x.shape[1]])));
  }
}

const norm = (value: Wire): number => Math.hypot(...(value as WireTensor).data);
const exercise = exerciseOf([
  model({
    name: 'forward and backward',
    config: () => ({ dim: 3 }),
    inputs: (random) => ({ x: drawNormal(random, [2, 3]) }),
  }),
  property({
    name: 'the skip path',
    config: () => ({ dim: 3 }),
    inputs: (random) => ({ x: drawNormal(random, [2, 3], { std: 100 }) }),
    property: holds('a long x stays long', async ({ inputs, call }) =>
      norm(await call(inputs)) > 20 ? null : { message: 'x is gone', cause: 'Where does x go on?' },
    ),
  }),
]);
const known = [
  { id: 'without-skip', says: 'no x', hint: 'Where is x?', answer: WithoutSkip },
  { id: 'frozen', says: 'a copied weight', hint: 'Which line leaves the tape?', answer: Frozen },
];
const look = (answer: unknown): ReturnType<typeof diagnosisOf> =>
  diagnosisOf(answer, { exercise, reference: Right, known });

describe('an answer that is a class', () => {
  before(useBackend);

  it('passes when weights, values and gradients are right', async () => {
    assert.equal((await look(Right)).state, 'passed');
  });

  it('passes in another style, with the same weights', async () => {
    class Other extends Module {
      readonly inner: { weight: tf.Variable; bias: tf.Variable } & Module;
      constructor({ dim, random }: Config) {
        super();
        this.inner = new Linear({ inputDim: dim, outputDim: dim, random }) as never;
      }
      forward(x: tf.Tensor2D): tf.Tensor {
        const { weight, bias } = this.inner;
        return tf.einsum('bd,de->be', x, weight).add(bias).tanh().add(x);
      }
    }
    assert.equal((await look(Other)).state, 'passed');
  });

  it('names a known mistake by values and by gradients', async () => {
    assert.deepEqual((await look(WithoutSkip)).mistake, 'without-skip');
    const frozen = await look(Frozen);
    assert.deepEqual([frozen.state, frozen.mistake], ['gradient', 'frozen']);
    assert.match(frozen.detail + frozen.cause, /inner\.weight/);
  });

  it('wants a path back to the inputs, too', async () => {
    const cut = await look(WithoutPath);
    assert.deepEqual([cut.state, cut.cause], ['gradient', 'No gradient reaches x']);
  });

  it('says which weight is missing, or has another shape', async () => {
    const bias = await look(WithoutBias);
    assert.deepEqual([bias.state, bias.cause], ['weights', 'There is no weight inner.bias']);
    const wide = await look(Wide);
    assert.equal(wide.cause, 'The weight inner.weight has shape (3, 6), expected (3, 3)');
    class Extra extends Right {
      readonly more = new Linear({
        inputDim: 1,
        outputDim: 1,
        useBias: false,
        random: {} as never,
      });
    }
    assert.equal((await look(Extra)).state, 'threw');
  });

  it('says what is not a class, what has no weights, and what throws', async () => {
    assert.match((await look(() => 1)).cause, /not a class/);
    assert.match((await look(class {})).cause, /does it extend Module/);
    class Stub extends Module {
      constructor() {
        super();
        throw new Error('answer: not written yet');
      }
    }
    assert.equal((await look(Stub)).state, 'stub');
    class Mute extends Module {
      readonly inner = new Linear({ inputDim: 3, outputDim: 3, random: seededRandom(1) });
    }
    assert.match((await look(Mute)).cause, /has no method forward/);
    assert.equal((await look(undefined)).state, 'missing');
  });

  it('takes the rounding of a slope that is 0 for 0', async () => {
    class Shifted extends Module {
      readonly inner: Linear;
      constructor({ dim, random }: Config) {
        super();
        this.inner = new Linear({ inputDim: dim, outputDim: 1, random });
      }
      /** A softmax does not see what is added to all of its scores: the slope of the bias is 0. */
      forward(x: tf.Tensor2D): tf.Tensor {
        return tf.tidy(() => tf.softmax(this.inner.forward(x).transpose()));
      }
    }
    class Other extends Shifted {
      override forward(x: tf.Tensor2D): tf.Tensor {
        return tf.tidy(() => {
          const powers = this.inner.forward(x).exp();
          return powers.div(powers.sum()).transpose();
        });
      }
    }
    const shifted = exerciseOf([
      model({
        name: 'weights of ten keys',
        config: () => ({ dim: 6 }),
        inputs: (random) => ({ x: drawNormal(random, [10, 6]) }),
      }),
    ]);
    const options = { exercise: shifted, reference: Shifted, known: [] };
    assert.equal((await diagnosisOf(Other, options)).state, 'passed');
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    for (const answer of [Right, WithoutSkip, Frozen, WithoutBias]) await look(answer);
    assert.equal(tf.memory().numTensors, before);
  });

  it('has its gradients compared with central differences by verify', async () => {
    const material = { exercise, reference: Right, stub: undefined, mistakes: known };
    const variants = [Right, Right].map((answer, i) => ({ id: `v${i}`, answer }));
    assert.deepEqual((await verifyExercise({ ...material, variants }, 3)).problems, []);
    const found = await verifyExercise({ ...material, reference: Frozen, variants: [] }, 1);
    assert.match(found.problems.join(), /with respect to inner\.weight is not that/);
  });

  it('draws other weights for another name, however long', () => {
    const names = ['attention.queryProjection.weight', 'attention.keyProjection.weight'];
    const drawn = drawnWeights({ [names[0]]: [4, 4], [names[1]]: [4, 4] }, 3);
    assert.notDeepEqual(drawn[names[0]].data, drawn[names[1]].data);
  });

  it('gives the same drawn weights for the same names', async () => {
    const candidate = localCandidate(exercise, Right);
    const twice = [await candidate.create({ dim: 3 }), await candidate.create({ dim: 3 })];
    for (const made of twice) {
      assert.ok(made.status === 'created');
      assert.deepEqual(made.model.weights, { 'inner.weight': [3, 3], 'inner.bias': [3] });
      await made.model.dispose();
    }
  });
});
