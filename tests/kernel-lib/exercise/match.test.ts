import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { values } from 'kernel-lib/exercise/define';
import { diagnosisOf, exerciseOf, mistakes, right } from './tools';

type Mix = (weights: tf.Tensor3D, items: tf.Tensor3D) => tf.Tensor;
const good = right as Mix;

describe('matchMistake', () => {
  it('names the known mistake whose numbers these are, with its own hint', async () => {
    const twice: Mix = (weights, items) => good(weights, items).mul(2);
    const { mistake, cause, detail } = await diagnosisOf(twice);
    assert.equal(mistake, 'doubled');
    assert.equal(cause, 'Looks like weights that are used twice');
    assert.equal(detail, 'Your 30 values equal this known mistake exactly.');
  });

  it('names a mistake that shows in the gradient only', async () => {
    const { mistake, state } = await diagnosisOf(mistakes[1].answer);
    assert.equal(state, 'gradient');
    assert.equal(mistake, 'off-tape');
  });

  it('does not name a mistake whose numbers are only near', async () => {
    const near: Mix = (weights, items) => good(weights, items).mul(2.001);
    const { mistake, cause } = await diagnosisOf(near);
    assert.equal(mistake, null);
    assert.equal(cause, 'Every value is 2.001 times the expected one');
  });

  const doubling = exerciseOf([
    values({ name: 'two', inputs: () => ({ n: 2 }) }),
    values({ name: 'three', inputs: () => ({ n: 3 }) }),
  ]);
  const square = { id: 'square', says: 'a square', hint: 'h', answer: (n: number) => n * n };
  const four = { id: 'four', says: 'a constant', hint: 'h', answer: () => 4 };
  const same = { id: 'same', says: 'a square, too', hint: 'h', answer: (n: number) => n ** 2 };
  const options = { exercise: doubling, reference: (n: number): number => n + 1 };

  it('tells mistakes that agree in one case apart by the others', async () => {
    const known = [square, four];
    assert.equal((await diagnosisOf(square.answer, { ...options, known })).mistake, 'square');
    assert.equal((await diagnosisOf(four.answer, { ...options, known })).mistake, 'four');
  });

  it('names none when several fit everywhere', async () => {
    const { mistake, cause } = await diagnosisOf(square.answer, {
      ...options,
      known: [square, same],
    });
    assert.equal(mistake, null);
    assert.equal(cause, 'The number is another one');
  });

  it('does not name a mistake that fails where the answer is right', async () => {
    const halfWrong = (n: number): number => (n === 2 ? 4 : n + 1);
    const known = [square, { ...four, answer: () => 5 }];
    const { mistake, state } = await diagnosisOf(halfWrong, { ...options, known });
    assert.equal(state, 'values');
    assert.equal(mistake, null);
  });
});
