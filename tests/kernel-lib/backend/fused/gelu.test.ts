import { allClose, seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { geluOf, type GeluKind } from 'kernel-lib/backend/fused/gelu';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

/** The values and the slopes at some numbers, on wasm. */
async function onWasm(x: number[], kind: GeluKind): Promise<{ y: number[]; slopes: number[] }> {
  await chooseEngine(engineChain, 'wasm');
  return tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((t: tf.Tensor) => geluOf(t, kind))(tf.tensor1d(x));
    const alone = geluOf(tf.tensor1d(x), kind);
    assert.deepEqual([...value.dataSync()], [...alone.dataSync()], 'the same without gradient');
    return { y: [...value.dataSync()], slopes: [...grad.dataSync()] };
  });
}

/** The tanh formula and its derivative in double precision. */
function tanhFormula(x: number): [y: number, slope: number] {
  const scale = 2 * Math.sqrt(2 / Math.PI);
  const inner = scale * (x + 0.044715 * x ** 3);
  const [share, other] = [1 / (1 + Math.exp(-inner)), 1 / (1 + Math.exp(inner))];
  return [x * share, share + x * share * other * scale * (1 + 3 * 0.044715 * x * x)];
}

const density = (x: number): number => Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** x Φ(x) and its derivative, with Φ by its series ½ + φ(x) (x + x³/3 + x⁵/15 + …), good to |x| = 6. */
function exactFormula(x: number): [y: number, slope: number] {
  let [sum, term] = [x, x];
  for (let n = 3; n < 300; n += 2) sum += term *= (x * x) / n;
  const share = 0.5 + density(x) * sum;
  return [x * share, share + x * density(x)];
}

describe('geluOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['gelu', 'elementWise'], () => withGradients([[7]], (x) => geluOf(x))));

  for (const kind of ['erf', 'tanh'] as const) {
    for (const shape of [[1], [3], [4, 5], [2, 3, 7], [0], [3000]]) {
      it(`with ${kind} is on wasm as on cpu for (${shape.join(', ')})`, () =>
        assertSameWithGradients(kind, [shape], (x) => geluOf(x, kind), 3));
    }
  }

  for (const [kind, formula] of [
    ['tanh', tanhFormula],
    ['erf', exactFormula],
  ] as const) {
    it(`with ${kind} is within 5e-7 of its formula, and so is its slope`, async () => {
      const x = Array.from({ length: 12_001 }, (_, i) => Math.fround(i / 1000 - 6));
      const { y, slopes } = await onWasm(x, kind);
      const worst = [0, 0];
      x.forEach((each, i) => {
        const expected = formula(each);
        [y, slopes].forEach((got, k) => {
          const off = Math.abs(got[i] - expected[k]) / Math.max(1, Math.abs(expected[k]));
          if (!(off <= worst[k])) worst[k] = off;
        });
      });
      assert.ok(Math.max(...worst) < 5e-7, `off by ${worst.join(' and ')}`);
    });

    it(`with ${kind} stays finite however far out, small with the smallest, and NaN with NaN`, async () => {
      const far = [7, 10, 13, 13.25, 14, 100, 1e10, 1e20, 1e30];
      const right = await onWasm(far, kind);
      const shares = right.y.map((y, i) => y / far[i]);
      assert.ok(allClose([...shares, ...right.slopes], Array(2 * far.length).fill(1), 1e-6));
      const mirrored = far.map((x) => -x);
      const left = await onWasm(mirrored, kind);
      assert.ok(allClose([...left.y, ...left.slopes], Array(2 * far.length).fill(0), 1e-6));
      const tiny = [1e-40, -1e-40, 0];
      const small = await onWasm(tiny, kind);
      const halves = tiny.map((x) => Math.fround(x / 2));
      assert.deepEqual(small, { y: halves, slopes: [0.5, 0.5, 0.5] });
      const odd = await onWasm([NaN, Infinity, -Infinity, 1, NaN], kind);
      assert.deepEqual(
        [...odd.y, ...odd.slopes].map(Number.isFinite),
        [odd.y, odd.slopes].flatMap(() => [false, false, false, true, false]),
      );
      assert.equal(odd.y[1], Infinity);
      assert.ok(Number.isNaN(odd.y[0]) && Number.isNaN(odd.slopes[0]));
    });
  }

  it('has gradients of gradients, also where the first is taken amid the second', async () => {
    const x = (): tf.Tensor => seededRandom(3).normalTensor([3, 7], { std: 2 });
    await assertSameOnBoth('second gradient', () => {
      const slope = tf.grad((t: tf.Tensor) => geluOf(t).mul(t).sum());
      return tf.grad((t: tf.Tensor) => slope(t).square().sum())(x());
    });
    await assertSameOnBoth('a gradient amid another', () =>
      tf.grad((t: tf.Tensor) => {
        const y = geluOf(t, 'tanh');
        const slope = tf.grad(() => y.square().sum())(t);
        return slope.mul(y).sum();
      })(x()),
    );
  });

  it('gives each use of a tensor its own gradient', () =>
    assertSameWithGradients('used twice', [[9]], (x) => geluOf(x).mul(geluOf(x, 'tanh')).add(x)));
});

onEveryEngine('geluOf', () => {
  it('is x Φ(x): at ±1 a table of Φ gives 0.8413447', () => {
    tf.tidy(() => {
      const y = geluOf(tf.tensor1d([0, 1, -1, 20, -20]));
      assert.ok(allClose(y, [0, 0.8413447, -0.1586553, 20, 0]));
    });
  });

  it('with tanh is 0.8411920 at 1, worked with a calculator', () => {
    tf.tidy(() => {
      const y = geluOf(tf.tensor1d([0, 1, -1, 20, -20]), 'tanh');
      assert.ok(allClose(y, [0, 0.841192, -0.158808, 20, 0]));
    });
  });
});
