import { tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { fastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { inChild } from './in-child';

describe('the wasm engine without the fast kernels', function () {
  this.timeout(60_000);

  it('computes with TensorFlow.js’s own, and says why', () => {
    const notThere = `
      const fs = require('node:fs');
      const { existsSync } = fs;
      fs.existsSync = (file) => !/(relaxed|standard)\\.wasm$/.test(file) && existsSync(file);`;
    const { stdout, stderr } = inChild(
      `const { geluOf } = require('kernel-lib/backend/fused/gelu');
       console.log(kernels, line.split(' · ')[0]);
       console.log(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0], geluOf(tf.scalar(0)).dataSync()[0]);`,
      {},
      notThere,
    );
    assert.equal(
      stdout,
      'null Computing with wasm: WebAssembly with SIMD, ' +
        'without the course’s fast kernels (standard.wasm was not built (npm run build))\n11 0\n',
    );
    assert.equal(stderr, '');
  });
});

describe('the heap of the fast kernels', () => {
  it('refuses what has no room, and goes on', async () => {
    await chooseEngine(engineChain, 'wasm');
    const kernels = fastKernels();
    assert.ok(kernels);
    const before = tf.memory();
    // More than is left, exactly 4 GB, and more than 32 bits can say.
    for (const size of [2 ** 30 - 10, 2 ** 30, 2 ** 30 + 5]) {
      assert.throws(
        () => kernels.heap.output([size]),
        /^Error: The WebAssembly heap \(4 GB\) has no room for 429\d\.\d MB more: \d+ tensors hold \d+ MB\./,
      );
    }
    assert.equal(tf.memory().numTensors, before.numTensors);
    tf.tidy(() => assert.equal(tf.ones([10, 10]).sum().dataSync()[0], 100));
  });
});
