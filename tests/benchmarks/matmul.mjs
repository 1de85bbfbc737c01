// GFLOP/s of products of matrices: our kernel beside the one that comes with TensorFlow.js, in turn.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { tf, useBackend, seededRandom } = require('kernel-lib');
require('@tensorflow/tfjs-backend-wasm');

const stock = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;
process.env.ATTEND_BACKEND = 'wasm';
await useBackend();
const ours = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;

/** m, n, k of square products and of those that the course's models make. */
const sizes = [
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
  [1280, 256, 256],
  [256, 256, 1280],
  [128, 128, 32],
];
const transposes = { 'A B': [0, 0], 'Aᵀ B': [1, 0], 'A Bᵀ': [0, 1] };
const rounds = Number(process.argv[2] ?? 7);

function milliseconds(kernelFunc, inputs, attrs) {
  const begin = performance.now();
  const output = kernelFunc({ inputs, attrs, backend: tf.backend() });
  const time = performance.now() - begin;
  tf.backend().disposeData(output.dataId, true);
  return time;
}

const random = seededRandom(1);
console.log('| m × n × k | | ours GFLOP/s | stock GFLOP/s | ratio |\n|---|---|---|---|---|');
for (const [m, n, k] of sizes) {
  for (const [name, [transposeA, transposeB]] of Object.entries(transposes)) {
    const attrs = { transposeA: Boolean(transposeA), transposeB: Boolean(transposeB) };
    const a = random.normalTensor(transposeA ? [1, k, m] : [1, m, k]);
    const b = random.normalTensor(transposeB ? [1, n, k] : [1, k, n]);
    const best = { ours: Infinity, stock: Infinity };
    for (let round = 0; round < rounds; round++) {
      best.ours = Math.min(best.ours, milliseconds(ours, { a, b }, attrs));
      best.stock = Math.min(best.stock, milliseconds(stock, { a, b }, attrs));
    }
    const speed = (time) => ((2 * m * n * k) / time / 1e6).toFixed(1);
    const ratio = (best.stock / best.ours).toFixed(1);
    console.log(
      `| ${m} × ${n} × ${k} | ${name} | ${speed(best.ours)} | ${speed(best.stock)} | ${ratio} |`,
    );
    tf.dispose([a, b]);
  }
}
