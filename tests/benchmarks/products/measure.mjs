// The least milliseconds of each product on one engine, in a process of its own; the last line is the result.
import { createRequire } from 'node:module';
import path from 'node:path';

import { sizes, transposes } from './sizes.mjs';

const require = createRequire(import.meta.url);
const [kind] = process.argv.slice(2);
/** How long each product is repeated, in milliseconds. */
const patience = 60;

async function startEngine() {
  if (kind === 'stock') {
    const tf = require('@tensorflow/tfjs');
    const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
    require(entry).setWasmPaths(path.join(path.dirname(entry), '/'));
    await tf.setBackend('wasm');
    return { tf, blas: null };
  }
  process.env.ATTEND_BACKEND = 'wasm';
  const { backendInUse, tf, useBackend } = require('kernel-lib');
  await useBackend();
  return { tf, blas: backendInUse().blas ?? null };
}

function leastTime(tf, [m, n, k], { transposeA, transposeB }) {
  const numbers = (count) => Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 101) / 50 - 1); // prettier-ignore
  const a = tf.tensor(numbers(m * k), transposeA ? [k, m] : [m, k]);
  const b = tf.tensor(numbers(n * k), transposeB ? [n, k] : [k, n]);
  let least = Infinity;
  const begin = performance.now();
  for (let i = 0; i < 3 || performance.now() - begin < patience; i++) {
    const started = performance.now();
    const product = tf.matMul(a, b, transposeA, transposeB);
    least = Math.min(least, performance.now() - started);
    product.dispose();
  }
  tf.dispose([a, b]);
  return least;
}

const { tf, blas } = await startEngine();
const times =
  kind === 'probe' ? [] : sizes.map((size) => transposes.map((how) => leastTime(tf, size, how)));
console.log(`\n${JSON.stringify({ blas, times })}`);
