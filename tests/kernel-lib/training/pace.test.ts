import assert from 'node:assert/strict';

import { isQuickPace, paced } from 'kernel-lib';

describe('paced', () => {
  const pace = process.env.ATTEND_PACE;
  after(() => {
    if (pace === undefined) delete process.env.ATTEND_PACE;
    else process.env.ATTEND_PACE = pace;
  });

  it('is full unless ATTEND_PACE says quick', () => {
    delete process.env.ATTEND_PACE;
    assert.equal(isQuickPace(), false);
    assert.equal(paced({ full: 500, quick: 60 }), 500);
    process.env.ATTEND_PACE = 'quick';
    assert.equal(isQuickPace(), true);
    assert.equal(paced({ full: 500, quick: 60 }), 60);
  });
});
