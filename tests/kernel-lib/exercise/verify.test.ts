import assert from 'node:assert/strict';
import { tf, useBackend } from 'kernel-lib';
import { property, values } from 'kernel-lib/exercise/define';
import { holds } from 'kernel-lib/exercise/properties';
import { verifyExercise, type Material } from 'kernel-lib/exercise/verify';
import { exerciseOf, mistakes, mix, right } from './tools';

const stub = (): never => {
  throw new Error('mix: not written yet');
};
const sound: Material = {
  exercise: mix,
  reference: right,
  stub,
  mistakes,
  variants: [
    { id: 'same', answer: right },
    {
      id: 'transposed',
      answer: (weights: tf.Tensor3D, items: tf.Tensor3D) =>
        tf.tidy(() => tf.matMul(weights, items.transpose([0, 2, 1]), false, true)),
    },
  ],
};

async function problems(change: Partial<Material>, seeds = 2): Promise<string> {
  return (await verifyExercise({ ...sound, ...change }, seeds)).problems.join('\n');
}

describe('verifyExercise', () => {
  before(useBackend);

  it('finds nothing wrong with a sound exercise', async () => {
    const verdict = await verifyExercise(sound, 3);
    assert.deepEqual(verdict.problems, []);
    assert.deepEqual([verdict.cases, verdict.mistakes, verdict.variants], [2, 2, 2]);
  });

  it('finds a mistake that passes', async () => {
    const passing = { id: 'harmless', says: 'a', hint: 'b', answer: right };
    const found = await problems({ mistakes: [...mistakes, passing] });
    assert.match(found, /^mistake harmless passes \(2 seeds\)$/m);
  });

  it('finds two mistakes that cannot be told apart', async () => {
    const twin = { ...mistakes[0], id: 'twin' };
    assert.match(await problems({ mistakes: [...mistakes, twin] }), /mistake twin is not named/);
  });

  it('finds a right answer that is refused', async () => {
    const variants = [...sound.variants, { id: 'wrong', answer: mistakes[0].answer }];
    assert.match(await problems({ variants }), /variant wrong fails case 1/);
  });

  it('finds a stub that scores', async () => {
    assert.match(await problems({ stub: right }), /the stub scores 4 points/);
  });

  it('finds a case that no mistake fails', async () => {
    const [doubled, copied] = mistakes;
    const found = await problems({ mistakes: [doubled, { ...doubled, id: 'copy' }] });
    assert.doesNotMatch(found, /failed by no mistake/);
    assert.match(
      await problems({ mistakes: [copied, copied] }),
      /case 1 \(forward\) is failed by no mistake/,
    );
  });

  it('finds what is missing', async () => {
    assert.match(await problems({ mistakes: [mistakes[0]] }), /fewer than two known mistakes/);
    assert.match(await problems({ variants: [] }), /fewer than two right answers in another style/);
    const mute = [{ ...mistakes[0], hint: ' ' }, mistakes[1]];
    assert.match(await problems({ mistakes: mute }), /mistake doubled has no words or no hint/);
  });

  it('finds a reference that does not pass its own claims', async () => {
    const exercise = exerciseOf([
      property({
        name: 'never',
        property: holds('x', async ({ call }) => ((await call({})) ? { message: 'no' } : null)),
      }),
    ]);
    const found = await problems({ exercise, reference: () => 1, mistakes: [], variants: [] });
    assert.match(found, /the reference fails case 1 \(2 seeds\): no/);
  });

  it('finds a reference with a wrong gradient, in 32 and in 64 bits', async () => {
    const exercise = exerciseOf([
      values({
        name: 'square',
        inputs: () => ({ x: { shape: [2], dtype: 'float32', data: [1, 2] } }),
        gradients: ['x'],
      }),
    ]);
    const square = (x: tf.Tensor): tf.Tensor => tf.tidy(() => x.square());
    const half = tf.customGrad((x, save) => {
      (save as unknown as (kept: tf.Tensor[]) => void)([x as tf.Tensor]);
      return { value: (x as tf.Tensor).square(), gradFunc: (dy, [saved]) => dy.mul(saved) };
    });
    const plain = ((x: number[]) => x.map((value) => value * value)) as never;
    const material = { exercise, mistakes: [], variants: [] };
    assert.doesNotMatch(await problems({ ...material, reference: square }), /central/);
    assert.doesNotMatch(await problems({ ...material, reference: square, plain }), /central/);
    const wrong = (x: tf.Tensor): tf.Tensor => tf.tidy(() => half(x) as tf.Tensor);
    assert.match(
      await problems({ ...material, reference: wrong }),
      /with respect to x is not that/,
    );
    assert.match(await problems({ ...material, reference: wrong, plain }), /off by 0\.50/);
  });
});
