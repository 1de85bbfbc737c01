import { wantedThreads } from 'kernel-lib/backend/fast/num-threads';
import assert from 'node:assert/strict';
import os from 'node:os';

describe('wantedThreads', () => {
  it('is what ATTEND_THREADS says', () => {
    assert.equal(wantedThreads('1'), 1);
    assert.equal(wantedThreads('12'), 12);
  });

  it('is at most eight and no more than the processor has, unless said', () => {
    for (const setting of [undefined, '']) {
      const count = wantedThreads(setting);
      assert.ok(Number.isInteger(count) && count >= 1, `${count}`);
      assert.ok(count <= Math.min(8, os.availableParallelism()), `${count}`);
    }
  });

  it('refuses what is no number of threads', () => {
    for (const setting of ['0', '-2', '1.5', 'many', '65']) {
      assert.throws(() => wantedThreads(setting), {
        message: `ATTEND_THREADS must be a whole number from 1 to 64, got ${setting}`,
      });
    }
  });
});
