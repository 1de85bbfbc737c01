import { tf } from 'kernel-lib';
import { kindOf, requireFloats, requireShape, requireWhole } from 'kernel-lib/tensor/require';
import assert from 'node:assert/strict';

import { assertRefuses } from '../../support/memory';

describe('requireShape', () => {
  it('lets pass what fits, sizes and free letters', () => {
    const tensor = tf.zeros([2, 3]);
    requireShape('f', 'x', tensor, [2, 'K']);
    requireFloats('f', 'x', tensor, ['Q', 3]);
    tensor.dispose();
  });

  it('names function, argument, expected and got', () => {
    const tensor = tf.zeros([2, 3], 'int32');
    const expected = 'f: x must be a tensor of shape';
    assertRefuses(() => requireShape('f', 'x', tensor, [2, 4]), `${expected} (2, 4), got (2, 3)`);
    assertRefuses(() => requireShape('f', 'x', tensor, ['Q']), `${expected} (Q), got (2, 3)`);
    assertRefuses(() => requireShape('f', 'x', undefined, []), `${expected} (), got undefined`);
    assertRefuses(() => requireShape('f', 'x', 7, ['Q']), `${expected} (Q), got a number`);
    assertRefuses(
      () => requireFloats('f', 'x', tensor, [2, 3]),
      'f: x must have dtype float32, got int32',
    );
    tensor.dispose();
    assertRefuses(
      () => requireShape('f', 'x', tensor, [2, 3]),
      `${expected} (2, 3), got one that was disposed`,
    );
  });
});

describe('kindOf', () => {
  it('has a word for everything', () => {
    const words = [null, undefined, [], {}, 1, 'a', Promise.resolve(), () => 0].map(kindOf);
    assert.deepEqual(words, [
      'null',
      'undefined',
      'an array',
      'an object',
      'a number',
      'a string',
      'a Promise',
      'a function',
    ]);
  });
});

describe('requireWhole', () => {
  it('lets whole numbers pass from the least on', () => {
    requireWhole('f', 'n', 2, 2);
    const message = (got: string): string => `f: n must be a whole number from 2 on, got ${got}`;
    assertRefuses(() => requireWhole('f', 'n', 1, 2), message('1'));
    assertRefuses(() => requireWhole('f', 'n', 2.5, 2), message('2.5'));
    assertRefuses(() => requireWhole('f', 'n', NaN, 2), message('NaN'));
  });
});
