import assert from 'node:assert/strict';

import { everyKernel } from './every-kernel';
import { inChild } from './in-child';

describe('threads of the fast kernels', function () {
  this.timeout(180_000);

  for (const variant of ['relaxed', 'standard']) {
    it(`give the same bits on one, two and three threads (${variant} SIMD)`, () => {
      const results = ['1', '2', '3'].map((threads) => {
        const env = { ATTEND_THREADS: threads, ATTEND_SIMD: variant, ATTEND_BLAS: 'none' };
        const { stdout, stderr, status } = inChild(everyKernel, env);
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

  it('leave one thread that goes on when another is killed in the middle of its work', () => {
    const { stdout, status } = inChild(
      `await ready(kernels);
       const { control, exports, threads } = kernels;
       const stays = exports['Operation.breakDown'].value;
       kernels.words.set([0, kernels.workspace, 1]);
       exports.offer(control, stays, 2);
       while (kernels.words[0] === 0) await new Promise((resolve) => setTimeout(resolve, 1));
       void threads.helpers[0].worker.terminate();
       try {
         kernels.finish(exports.wait(control, 0));
       } catch (error) {
         console.log(error.message.split(';')[0]);
       }
       const product = tf.matMul(tf.ones([200, 200]), tf.ones([200, 200]));
       console.log(kernels.numThreads, product.min().dataSync()[0], product.max().dataSync()[0]);`,
      { ATTEND_THREADS: '2' },
    );
    const text = 'A thread of the WebAssembly kernels has broken down\n1 200 200\n';
    assert.deepEqual([stdout, status], [text, 0]);
  });

  it('compute rightly when one is killed while it sleeps', () => {
    const { stdout, status } = inChild(
      `await ready(kernels);
       await kernels.threads.helpers[0].worker.terminate();
       const product = tf.matMul(tf.ones([200, 200]), tf.ones([200, 200]));
       console.log(product.min().dataSync()[0], product.max().dataSync()[0]);`,
      { ATTEND_THREADS: '3' },
    );
    assert.deepEqual([stdout, status], ['200 200\n', 0]);
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
    console.log(kernels.numThreads, x.min().dataSync()[0], /1 thread[ ,]/.test(line));`;

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
