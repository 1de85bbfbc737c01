import { allClose, seededRandom, tf } from 'kernel-lib';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertGradients } from './with-differences';

const sizes: Record<string, number> = { b: 2, h: 2, q: 3, k: 4, i: 3, j: 4, d: 2, n: 1 };
const shapesOf = (equation: string): number[][] =>
  equation
    .split('->')[0]
    .split(',')
    .map((term) => [...term.trim()].map((letter) => sizes[letter]));

const equations = [
  'ij->ji',
  'ij->i',
  'ij->',
  'bij->bji',
  'i,i->',
  'i,j->ij',
  'ij,j->i',
  'ij,ij->ij',
  'ij,jd->id',
  'bqd,bkd->bqk',
  'bqk,bkd->bqd',
  'bhqd,bhkd->bhqk',
  'bqd,kd->bqk',
  'bqd,kd->kb',
  'ni,nj->ij',
  'ij , dk -> k',
];

/** The definition: for every choice of all letters, add the product of the operands' numbers. */
function byLoops(equation: string, operands: tf.Tensor[]): { shape: number[]; values: number[] } {
  const [left, output] = equation.replace(/ /g, '').split('->');
  const terms = left.split(',');
  const letters = [...new Set(left.replace(/,/g, ''))];
  const numbers = operands.map((operand) => operand.dataSync());
  const shape = [...output].map((letter) => sizes[letter]);
  const values: number[] = Array(tf.util.sizeFromShape(shape)).fill(0);
  const placeOf = (term: string, at: Record<string, number>): number =>
    [...term].reduce((place, letter) => place * sizes[letter] + at[letter], 0);
  const visit = (at: Record<string, number>, [letter, ...rest]: string[]): void => {
    if (letter === undefined) {
      const product = terms.reduce((all, term, i) => all * numbers[i][placeOf(term, at)], 1);
      values[placeOf(output, at)] += product;
      return;
    }
    for (let i = 0; i < sizes[letter]; i++) visit({ ...at, [letter]: i }, rest);
  };
  visit({}, letters);
  return { shape, values };
}

onEveryEngine('einsum', () => {
  it('is matMul for the letters of attention', () => {
    tf.tidy(() => {
      const random = seededRandom(5);
      const [q, k] = [random.normalTensor([2, 3, 4]), random.normalTensor([2, 5, 4])];
      assert.ok(allClose(tf.einsum('bqd,bkd->bqk', q, k), tf.matMul(q, k, false, true)));
    });
  });

  it('sums over every letter that the output has not, as loops do', () => {
    tf.tidy(() => {
      for (const equation of equations) {
        const random = seededRandom(8);
        const operands = shapesOf(equation).map((shape) => random.normalTensor(shape));
        const got = tf.einsum(equation, ...operands);
        const { shape, values } = byLoops(equation, operands);
        assert.deepEqual(got.shape, shape, equation);
        assert.ok(allClose(got.flatten(), values), equation);
      }
    });
  });

  for (const equation of equations) {
    it(`has the gradients of ${equation}`, () =>
      assertGradients(shapesOf(equation), (...operands) => tf.einsum(equation, ...operands)));
  }

  it('can be differentiated twice', () => {
    tf.tidy(() => {
      // f = Σᵢⱼ (xᵢ xⱼ)² = (Σ x²)²; at (1, 2) the gradient is 4 (Σ x²) x = (20, 40), and the gradient of its sum,
      // 4 Σ x² + 8 x Σ x, is (44, 68).
      const f = (x: tf.Tensor): tf.Tensor => tf.einsum('i,j->ij', x, x).square().sum();
      const first = tf.grad(f);
      const at = tf.tensor1d([1, 2]);
      assert.ok(allClose(first(at), [20, 40]));
      assert.ok(allClose(tf.grad((x: tf.Tensor) => first(x).sum())(at), [44, 68]));
    });
  });

  it('refuses letters that stand for two sizes', () => {
    const [a, b] = [tf.ones([2, 3]), tf.ones([4, 5])];
    assert.throws(() => tf.einsum('ij,jk->ik', a, b));
    assert.throws(() => tf.einsum('ijk->i', a));
    tf.dispose([a, b]);
  });
});
