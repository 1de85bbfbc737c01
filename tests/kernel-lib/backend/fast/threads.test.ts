import assert from 'node:assert/strict';

import { inChild } from './in-child';

/** Every kernel that is dealt to threads, forward and backward, on sizes worth it; a hash of all numbers. */
const everything = `
  await ready(kernels);
  const { layerNormOf } = require('kernel-lib/backend/fused/layer-norm');
  const { geluOf } = require('kernel-lib/backend/fused/gelu');
  const { attentionOf } = require('kernel-lib/backend/fused/attention');
  const { denseOf } = require('kernel-lib/backend/fused/dense');
  const { crossEntropyOf } = require('kernel-lib/backend/fused/cross-entropy');
  const { dropoutMaskOf } = require('kernel-lib/backend/fused/dropout-mask');
  const random = seededRandom(1);
  const weight = (...shape) => tf.variable(random.normalTensor(shape, { std: 0.1 }));
  const table = weight(60, 96), w = weight(96, 96), b = weight(96);
  const gain = weight(96), bias = weight(96), head = weight(96, 60);
  const ids = tf.tensor(Array.from({ length: 800 }, () => random.integer(60)), [8, 100], 'int32');
  const open = tf.linalg.bandPart(tf.ones([100, 100]), -1, 0).cast('bool');
  const loss = () => {
    const x = tf.gather(table, ids).mul(dropoutMaskOf([8, 100, 96], 0.1, 3));
    const n = layerNormOf(x, gain, bias);
    const y = attentionOf({ queries: n, keys: n, values: n, numHeads: 4, open, isZeroWhenClosed: true });
    const z = x.add(tf.softmax(geluOf(denseOf(y, w, b))));
    return crossEntropyOf(denseOf(z, head, null), ids);
  };
  const optimizer = tf.train.adam(0.01);
  const hash = require('node:crypto').createHash('sha256');
  for (let step = 0; step < 3; step++) {
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss);
      for (const one of [value, ...Object.values(grads)]) hash.update(one.dataSync());
      optimizer.applyGradients(grads);
    });
  }
  for (const one of [table, w, b, gain, bias, head]) hash.update(one.dataSync());
  console.log(hash.digest('hex'), kernels.numThreads);`;

describe('threads of the fast kernels', function () {
  this.timeout(180_000);

  for (const variant of ['relaxed', 'standard']) {
    it(`give the same bits on one, two and three threads (${variant} SIMD)`, () => {
      const results = ['1', '2', '3'].map((threads) => {
        const env = { ATTEND_THREADS: threads, ATTEND_SIMD: variant };
        const { stdout, stderr, status } = inChild(everything, env);
        assert.equal(stderr, '');
        assert.equal(status, 0);
        const [hash, numThreads] = stdout.trim().split(' ');
        assert.equal(numThreads, threads);
        return hash;
      });
      assert.deepEqual(results, [results[0], results[0], results[0]]);
    });
  }

  it('start with the first work worth it, sleep when there is none, and let the process end', () => {
    const { stdout, stderr, status } = inChild(
      `const { numReady, numSleeping } = kernels.exports;
       tf.matMul(tf.ones([8, 8]), tf.ones([8, 8]));
       await new Promise((resolve) => setTimeout(resolve, 50));
       console.log('before', numReady(kernels.control));
       await ready(kernels);
       while (numSleeping(kernels.control) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
       console.log('asleep', numSleeping(kernels.control));
       tf.matMul(tf.ones([64, 64]), tf.ones([64, 64]));`,
      { ATTEND_THREADS: '3' },
    );
    assert.deepEqual([stdout, stderr, status], ['before 0\nasleep 2\n', '', 0]);
  });

  it('go with the process when it is ended', () => {
    const { status } = inChild('await ready(kernels); process.exit(7);', { ATTEND_THREADS: '2' });
    assert.equal(status, 7);
  });

  it('reach memory that the heap has grown by', () => {
    const { stdout } = inChild(
      `await ready(kernels);
       const before = kernels.heap.memory.buffer.byteLength;
       const big = tf.fill([4096, 4096], 1);
       console.log(kernels.heap.memory.buffer.byteLength > before);
       console.log(tf.matMul(big, tf.ones([4096, 8])).sum().dataSync()[0] === 4096 * 4096 * 8);`,
      { ATTEND_THREADS: '2' },
    );
    assert.equal(stdout, 'true\ntrue\n');
  });

  it('leave one thread that goes on when another breaks down', () => {
    const { stdout, status } = inChild(
      `await ready(kernels);
       try {
         kernels.run('breakDown', 2, 1e6, [0, kernels.workspace]);
       } catch (error) {
         console.log(error.message);
       }
       const product = tf.matMul(tf.ones([200, 200]), tf.ones([200, 200]));
       console.log(kernels.numThreads, product.min().dataSync()[0], product.max().dataSync()[0]);`,
      { ATTEND_THREADS: '2' },
    );
    assert.equal(
      stdout,
      'A thread of the WebAssembly kernels has broken down; what it computed is lost. ' +
        'Run it again: one thread goes on alone.\n1 200 200\n',
    );
    assert.equal(status, 0);
  });
});

describe('the fast kernels without a shared heap', function () {
  this.timeout(60_000);
  const product = `
    const x = tf.matMul(tf.ones([100, 100]), tf.ones([100, 100]));
    console.log(kernels.numThreads, x.min().dataSync()[0], line.includes('1 thread '));`;

  it('compute on one thread where memory cannot be shared', () => {
    const first = `
      const { Memory } = WebAssembly;
      WebAssembly.Memory = function (limits) {
        if (limits.shared) throw new Error('no shared memory here');
        return new Memory(limits);
      };
      WebAssembly.Memory.prototype = Memory.prototype;`;
    const { stdout, stderr } = inChild(product, { ATTEND_THREADS: '4' }, first);
    assert.deepEqual([stdout, stderr], ['1 100 true\n', '']);
  });

  it('compute on one thread when asked to', () => {
    const { stdout } = inChild(product, { ATTEND_THREADS: '1' });
    assert.equal(stdout, '1 100 true\n');
  });
});
