import { blasCandidates } from 'kernel-lib/backend/blas/candidates';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { skip } from '../../../support/skip';
import { everyKernel } from '../fast/every-kernel';
import { inChild } from '../fast/in-child';
import { compileBlas, findCompiler } from './fake-blas';

const product = `
  const { backendInUse } = require('kernel-lib');
  let calls = 0;
  if (kernels.blas) {
    const { sgemm } = kernels.blas;
    kernels.blas.sgemm = (...given) => { calls++; sgemm(...given); };
  }
  const x = tf.matMul(tf.ones([50, 70]), tf.ones([70, 90]));
  const small = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
  console.log([backendInUse().blas ?? 'own', calls, x.min().dataSync()[0], x.max().dataSync()[0]].join());
  console.log(line);`;

describe('a native BLAS', function () {
  this.timeout(120_000);

  describe('made for the test', () => {
    let compiler: string;
    const libraries: string[] = [];
    const compile = (result?: string, name?: string): string => {
      libraries.push(compileBlas(compiler, result, name));
      return libraries.at(-1)!;
    };
    before(function () {
      const found = findCompiler();
      if (found === null) skip(this, 'there is no compiler for C here');
      compiler = found;
    });
    after(() => libraries.forEach((file) => fs.rmSync(path.dirname(file), { recursive: true })));

    for (const name of ['cblas_sgemm', 'scipy_cblas_sgemm']) {
      it(`computes the larger products as ${name} when it is right, and is announced`, () => {
        const { stdout, stderr } = inChild(product, { ATTEND_BLAS: compile(undefined, name) });
        assert.match(
          stdout,
          /^libfake\.so,1,70,70\nComputing with wasm: .* SIMD, \d+ threads?, libfake\.so · /,
        );
        assert.equal(stderr, '');
      });
    }

    const wrong = {
      'adds one to a corner': 'sum + (turnA == 112 && i == 32 && j == 16)',
      'adds to what was there': 'beta * c[i * ldc + j] + alpha * sum',
    };
    for (const [mistake, result] of Object.entries(wrong)) {
      it(`is refused when it ${mistake}, with one reason, and our own kernel multiplies`, () => {
        const { stdout } = inChild(product, { ATTEND_BLAS: compile(result) });
        const [numbers, , refusal, ...rest] = stdout.trim().split('\n');
        assert.equal(numbers, 'own,0,70,70');
        assert.match(
          refusal,
          /^libfake\.so is not used: a product of .* and \(.*\) gave \S+ instead of \S+ \(.*libfake\.so\)$/,
        );
        assert.deepEqual(rest, []);
      });
    }

    it('is refused when it holds no product', () => {
      const { stdout } = inChild(product, { ATTEND_BLAS: compile(undefined, 'something_else') });
      assert.match(stdout, /^own,0,70,70\n.*\nlibfake\.so is not used: it holds no cblas_sgemm$/m);
    });

    it('computes on a heap that is not shared, and has moved', () => {
      const { stdout } = inChild(
        `${product}
         const before = kernels.heap.memory.buffer;
         const big = tf.fill([3000, 3000], 1);
         console.log(before !== kernels.heap.memory.buffer, kernels.heap.isShared);
         console.log(tf.matMul(big, tf.ones([3000, 4])).sum().dataSync()[0]);`,
        { ATTEND_BLAS: compile(), ATTEND_THREADS: '1' },
      );
      assert.match(stdout, /^libfake\.so,1,70,70\n.*\ntrue false\n36000000\n$/);
    });
  });

  it('is not missed where it is not wanted, not there, or cannot be called', () => {
    const noKoffi = `
      const Module = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (name === 'koffi') throw new Error('no koffi here');
        return load(name, ...rest);
      };`;
    for (const [blas, first] of [
      ['none', ''],
      ['', noKoffi],
    ]) {
      // prettier-ignore
      const { stdout } = inChild(product, { ATTEND_BLAS: blas }, first);
      assert.match(stdout, /^own,0,70,70\nComputing with wasm: .* SIMD, \d+ threads? · .*\n$/);
    }
    const { stdout } = inChild(product, { ATTEND_BLAS: '/nowhere/libblas.so' });
    assert.match(stdout, /^own,0,70,70\n.*\nlibblas\.so is not used: .*\n$/);
  });

  describe('that this machine has', () => {
    before(function () {
      const [first] = blasCandidates('');
      if (!first || !fs.existsSync(first.file)) skip(this, 'no scipy-openblas32 is installed');
    });

    it('gives the same bits on one, two, three and five threads, in every kernel and slice', () => {
      const slices = `
        const sums = require('node:crypto').createHash('sha256');
        for (const [m, n, k] of [[1100, 300, 200], [300, 1100, 200], [200, 300, 1100], [130, 513, 129]]) {
          const [a, b] = [seededRandom(1).normalTensor([m, k]), seededRandom(2).normalTensor([k, n])];
          const [at, bt] = [a.transpose(), b.transpose()];
          for (const [x, y, s, t] of [[a, b, false, false], [at, b, true, false], [a, bt, false, true]])
            sums.update(tf.matMul(x, y, s, t).dataSync());
        }
        console.log(sums.digest('hex'), kernels.blas !== null);`;
      const results = ['1', '2', '3', '5'].map((threads) => {
        const { stdout, stderr, status } = inChild(`${everyKernel}${slices}`, {
          ATTEND_THREADS: threads,
          ATTEND_BLAS: '',
        });
        assert.deepEqual([stderr, status], ['', 0]);
        return stdout.replace(` ${threads}\n`, '\n');
      });
      assert.match(results[0], /^\w{64}\n\w{64} true\n$/);
      assert.deepEqual(results, Array(4).fill(results[0]));
    });

    it('starts no threads of its own, and leaves the environment as it was', () => {
      const { stdout } = inChild(
        `const fs = require('node:fs');
         const x = tf.matMul(tf.ones([900, 900]), tf.ones([900, 900]));
         console.log(x.max().dataSync()[0], process.env.OPENBLAS_NUM_THREADS, process.env.MKL_NUM_THREADS);`,
        { ATTEND_BLAS: '', ATTEND_THREADS: '1', MKL_NUM_THREADS: '3' },
      );
      assert.equal(stdout, '900 undefined 3\n');
    });
  });
});
