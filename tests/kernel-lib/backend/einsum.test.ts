import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { einsumOf } from 'kernel-lib/backend/gradients/einsum';

import { onEveryEngine } from '../../support/engines';

const random = seededRandom(5);
const draw = (shape: number[]): tf.Tensor => tf.tensor(random.normalArray(size(shape)), shape);
const size = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);

/** An equation, the shapes of its operands, and the same without einsum. */
const cases: [string, number[][], (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
  ['ij,jk->ik', [[2, 3], [3, 4]], (a, b) => tf.matMul(a, b)],
  ['ij,jk->ki', [[2, 3], [3, 4]], (a, b) => tf.matMul(a, b).transpose()],
  ['bqd,bkd->bqk', [[2, 3, 4], [2, 5, 4]], (a, b) => tf.matMul(a, b, false, true)],
  ['bqd, dh -> bqh', [[2, 3, 4], [4, 5]], (a, b) => tf.matMul(a.reshape([6, 4]), b).reshape([2, 3, 5])],
  ['i,j->ij', [[3], [4]], (a, b) => a.expandDims(1).mul(b)],
  ['i,i->', [[4], [4]], (a, b) => a.mul(b).sum()],
  ['ij,jk->k', [[2, 3], [3, 4]], (a, b) => tf.matMul(a, b).sum(0)],
  ['ij->ji', [[2, 3]], (a) => a.transpose()],
  ['ij->i', [[2, 3]], (a) => a.sum(1)],
  ['ij->ij', [[2, 3]], (a) => a.mul(1)],
]; // prettier-ignore

onEveryEngine('tf.einsum', () => {
  for (const [equation, shapes, plain] of cases) {
    it(`gives ${equation} and its gradients, and leaves nothing in memory`, () => {
      const tensors = shapes.map(draw);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const ours = (...x: tf.Tensor[]): tf.Tensor => tf.einsum(equation, ...x);
        const theirs = (...x: tf.Tensor[]): tf.Tensor => plain(x[0], x[1]);
        assert.ok(allClose(ours(...tensors), theirs(...tensors)), 'values');
        const dy = draw(theirs(...tensors).shape);
        const got = tf.grads(ours)(tensors, dy);
        const expected = tf.grads(theirs)(tensors, dy);
        got.forEach((gradient, i) => {
          assert.deepEqual(gradient.shape, shapes[i]);
          assert.ok(allClose(gradient, expected[i]), `gradient ${i}`);
        });
      });
      assert.equal(tf.memory().numTensors, before);
      tf.dispose(tensors);
    });
  }

  it('keeps the operand when nothing changes', () => {
    const a = tf.tensor1d([1, 2]);
    tf.einsum('i->i', a).dispose();
    assert.deepEqual(Array.from(a.dataSync()), [1, 2]);
    a.dispose();
  });

  it('refuses sizes that do not fit', () => {
    tf.tidy(() => {
      assert.throws(() => einsumOf('ij,jk->ik', [tf.ones([2, 3]), tf.ones([2, 3])]), /dimension/);
    });
  });
});
