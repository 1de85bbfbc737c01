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
       console.log(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0], geluOf(tf.scalar(0)).dataSync()[0]);
       const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
       const filter = tf.tensor4d([1, 10], [1, 2, 1, 1]);
       const pooled = (x, f) => tf.maxPool(tf.conv2d(x, f, 1, 'valid'), [2, 1], 1, 'valid');
       console.log(tf.grads(pooled)([image, filter]).map((x) => x.dataSync().join()).join(' '));`,
      {},
      notThere,
    );
    assert.equal(
      stdout,
      'null Computing with wasm: WebAssembly with SIMD, ' +
        'without the course’s fast kernels (standard.wasm was not built (npm run build))\n11 0\n' +
        // The largest are 4 + 50 and 5 + 60, in the lower row.
        '0,0,0,1,11,10 9,11\n',
    );
    assert.equal(stderr, '');
  });
});

describe('the chain without WebAssembly', function () {
  this.timeout(60_000);

  it('goes on to plain JavaScript where nothing compiles, and says why', () => {
    // Node itself compiles something small to fetch a file.
    const nothing = `
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (code, imports) => {
        if (code.byteLength > 200_000) throw new Error('nothing compiles here');
        return instantiate(code, imports);
      };`;
    const { stdout, status } = inChild(
      'await tf.ready(); console.log(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0], line);',
      { ATTEND_BACKEND: '' },
      nothing,
    );
    assert.match(
      stdout,
      /^11 Computing with cpu: .*\nwasm is not used: WebAssembly does not start: nothing compiles here\n$/,
    );
    assert.equal(status, 0);
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

  it('keeps what it holds when it is full, and has room again when something is disposed', function () {
    this.timeout(60_000);
    const { stdout, status } = inChild(
      `const kept = tf.range(0, 1000);
       const filling = [];
       let message = '';
       // Room that nobody writes to costs no memory.
       for (let size = 2 ** 28; size >= 2 ** 14; size /= 4) {
         try { for (;;) filling.push(kernels.heap.tensor([size / 4])); }
         catch (error) { message = error.message; }
       }
       console.log(message);
       try { tf.ones([300, 300]).matMul(tf.ones([300, 300])); } catch (error) { console.log(error.message); }
       console.log(kept.sum().dataSync()[0]);
       tf.dispose(filling);
       console.log(tf.ones([300, 300]).matMul(tf.ones([300, 300])).sum().dataSync()[0]);`,
      { ATTEND_THREADS: '2' },
    );
    const [first, second, ...rest] = stdout.trim().split('\n');
    const full =
      /^The WebAssembly heap \(4 GB\) has no room for 0\.\d MB more: \d+ tensors hold 4\d\d\d MB\./;
    assert.match(first, full);
    assert.match(second, full);
    assert.deepEqual(rest, ['499500', '27000000']);
    assert.equal(status, 0);
  });
});
