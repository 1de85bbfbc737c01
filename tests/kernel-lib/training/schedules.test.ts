import assert from 'node:assert/strict';

import {
  cosineSchedule,
  linearSchedule,
  noamSchedule,
  warmupSchedule,
  type Schedule,
} from 'kernel-lib';

import { goldenCases, type GoldenCase } from '../../support/golden';

interface Options {
  kind: 'noam' | 'cosine' | 'linear';
  dModel: number;
  warmup: number;
  factor: number;
  total: number;
  baseLr: number;
}

/** The schedule of a case, counted from the case's own first step. */
function scheduleOf({ options }: GoldenCase): Schedule {
  const { kind, dModel, warmup, factor, total, baseLr } = options as unknown as Options;
  const noam = (step: number): number => noamSchedule({ dim: dModel, warmup, factor })(step - 1);
  if (kind === 'noam') return noam;
  const make = kind === 'cosine' ? cosineSchedule : linearSchedule;
  return make({ rate: baseLr, warmup, steps: total });
}

describe('schedules', () => {
  for (const goldenCase of goldenCases('lr_schedules')) {
    it(`give the rates of the reference: ${goldenCase.name}`, () => {
      const rate = scheduleOf(goldenCase);
      goldenCase.inputs.steps.data.forEach((step, i) => {
        const expected = goldenCase.outputs.lr.data[i];
        // The reference was rounded to float32.
        assert.ok(Math.abs(rate(step) - expected) <= 1e-7 * expected + 1e-15, `step ${step}`);
      });
    });
  }

  it('rise and stay, or begin at the top', () => {
    const rising = warmupSchedule({ rate: 0.8, warmup: 4 });
    assert.deepEqual([0, 1, 4, 5, 1000].map(rising), [0, 0.2, 0.8, 0.8, 0.8]);
    assert.equal(warmupSchedule({ rate: 0.8 })(0), 0.8);
    assert.equal(linearSchedule({ rate: 0.8, steps: 4 })(1), 0.6000000000000001);
    assert.equal(cosineSchedule({ rate: 0.8, steps: 4 })(2), 0.4);
  });

  it('refuse options out of range', () => {
    const refuses = (make: () => Schedule, message: string): void =>
      assert.throws(make, { message });
    refuses(
      () => noamSchedule({ dim: 0, warmup: 1 }),
      'noamSchedule: dim must be a whole number from 1 on, got 0',
    );
    refuses(
      () => noamSchedule({ dim: 8, warmup: 0 }),
      'noamSchedule: warmup must be a whole number from 1 on, got 0',
    );
    refuses(
      () => cosineSchedule({ rate: -1, steps: 9 }),
      'cosineSchedule: rate must be a number above 0, got -1',
    );
    refuses(
      () => linearSchedule({ rate: 1, warmup: 9, steps: 9 }),
      'linearSchedule: steps must be a whole number from 10 on, got 9',
    );
    refuses(
      () => warmupSchedule({ rate: 1, warmup: 0.5 }),
      'warmupSchedule: warmup must be a whole number from 0 on, got 0.5',
    );
  });
});
