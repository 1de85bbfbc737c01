import assert from 'node:assert/strict';

import { shapeText } from 'kernel-lib';

describe('shapeText', () => {
  it('writes shapes as the course does', () => {
    assert.equal(shapeText([2, 3]), '(2, 3)');
    assert.equal(shapeText([4]), '(4)');
    assert.equal(shapeText([]), '()');
  });
});
