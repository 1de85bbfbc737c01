import assert from 'node:assert/strict';

import {
  progressView,
  setProgressView,
  type Progress,
  type ProgressViewFactory,
} from 'kernel-lib/training/progress';

const state = (step: number, status: Progress['status'] = 'running'): Progress => ({
  label: 'x',
  totalSteps: 9,
  step,
  steps: [],
  losses: [],
  learningRate: null,
  elapsedSeconds: 0,
  status,
});

describe('progressView', () => {
  const silent: ProgressViewFactory = () => () => {};
  let usual: ProgressViewFactory;
  before(() => {
    usual = setProgressView(silent);
  });
  after(() => {
    setProgressView(usual);
  });

  it('lets through the first state, one each 100 ms, and the last', () => {
    const seen: number[] = [];
    setProgressView(() => (progress) => seen.push(progress.step));
    let now = 0;
    const show = progressView(() => now);
    for (let step = 0; step < 8; step++) {
      show(state(step));
      now += 40;
    }
    show(state(8, 'done'));
    // At 0 ms, 120 ms, 240 ms, and the end.
    assert.deepEqual(seen, [0, 3, 6, 8]);
  });

  it('makes a view for each run', () => {
    let made = 0;
    setProgressView(() => {
      made++;
      return () => {};
    });
    progressView();
    progressView();
    assert.equal(made, 2);
  });
});
