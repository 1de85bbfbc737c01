import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { wantedVariants } from 'kernel-lib/backend/fast/binaries';

const root = path.resolve(__dirname, '../../../..');
const suites = [
  'backend/fast/conv2d.test.ts',
  'backend/fast/mat-mul.test.ts',
  'backend/fast/max-pool.test.ts',
  'backend/gradients.test.ts',
  'backend/gradients/*.test.ts',
  'backend/fused/*.test.ts',
];

describe('the builds of the fast kernels', function () {
  this.timeout(180_000);

  const settings = [
    { ATTEND_SIMD: 'standard', ATTEND_THREADS: '1', ATTEND_BLAS: 'none' },
    { ATTEND_SIMD: 'relaxed', ATTEND_THREADS: '3', ATTEND_BLAS: 'none' },
  ];
  for (const setting of settings) {
    it(`pass the tests of operations and gradients with ${JSON.stringify(setting)}`, () => {
      const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
      const files = suites.map((suite) => `tests/kernel-lib/${suite}`);
      const { status, stdout } = spawnSync(process.execPath, [mocha, '-R', 'dot', ...files], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...setting, ATTEND_BACKEND: '' },
      });
      assert.match(stdout, /\d{3} passing/);
      assert.equal(status, 0, stdout);
    });
  }

  it('are chosen by ATTEND_SIMD', () => {
    assert.deepEqual(wantedVariants(''), ['relaxed', 'standard']);
    assert.deepEqual(wantedVariants('standard'), ['standard']);
    assert.throws(() => wantedVariants('fast'), {
      message: 'ATTEND_SIMD must be relaxed or standard, got fast',
    });
  });
});
