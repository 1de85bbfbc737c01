// Milliseconds of one training step of a small vision Transformer (28 × 28 pixels, patches of 7, width 128,
// 4 blocks of 4 heads, batch 64): the WebAssembly engine as it comes, ours with the same plain code, and ours
// with fused operations. Each in a process of its own, in turn; the losses must agree.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const [batch, patches, width, heads, blocks, hidden, classes] = [64, 17, 128, 4, 4, 256, 10];
const engines = {
  stock: { engine: 'stock', isFused: false },
  'ours, plain code': { engine: 'ours', isFused: false },
  'ours, fused': { engine: 'ours', isFused: true },
};

async function startEngine(engine) {
  if (engine === 'ours') {
    process.env.ATTEND_BACKEND = 'wasm';
    await require('kernel-lib').useBackend();
    return;
  }
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  require(entry).setWasmPaths(join(dirname(entry), '/'));
  await require('kernel-lib').tf.setBackend('wasm');
}

/** The operations of the model in TensorFlow.js, or fused. */
function operations(tf, isFused) {
  const room = 'kernel-lib/backend/fused';
  if (isFused) {
    const { denseOf } = require(`${room}/dense`);
    const { layerNormOf } = require(`${room}/layer-norm`);
    const { geluOf } = require(`${room}/gelu`);
    const { attentionOf } = require(`${room}/attention`);
    const { crossEntropyOf } = require(`${room}/cross-entropy`);
    const attend = (queries, keys, values) =>
      attentionOf({ queries, keys, values, numHeads: heads, open: null, isZeroWhenClosed: false });
    const gelu = (x) => geluOf(x, 'tanh');
    return { dense: denseOf, norm: layerNormOf, gelu, attend, entropy: crossEntropyOf };
  }
  const split = (x) => x.reshape([batch, patches, heads, width / heads]).transpose([0, 2, 1, 3]);
  return {
    dense: (x, w, b) => {
      const rows = x.reshape([-1, w.shape[0]]);
      return tf
        .matMul(rows, w)
        .add(b)
        .reshape([...x.shape.slice(0, -1), w.shape[1]]);
    },
    norm: (x, gain, bias) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(gain).add(bias);
    },
    gelu: (x) =>
      x.mul(0.5).mul(x.add(x.mul(x).mul(x).mul(0.044715)).mul(0.7978845608).tanh().add(1)),
    attend: (q, k, v) => {
      const scores = tf.matMul(split(q), split(k), false, true).div(Math.sqrt(width / heads));
      const mixed = tf.matMul(tf.softmax(scores), split(v));
      return mixed.transpose([0, 2, 1, 3]).reshape([batch, patches, width]);
    },
    entropy: (logits, labels) =>
      tf.oneHot(labels, classes).mul(tf.logSoftmax(logits)).sum(-1).mean().neg(),
  };
}

function model(tf, seededRandom, { dense, norm, gelu, attend, entropy }) {
  const random = seededRandom(1);
  const weight = (...shape) => tf.variable(random.normalTensor(shape, { std: shape[0] ** -0.5 }));
  const layer = (from, to) => [weight(from, to), tf.variable(tf.zeros([to]))];
  const scale = () => [tf.variable(tf.ones([width])), tf.variable(tf.zeros([width]))];
  const body = Array.from({ length: blocks }, () => ({
    norms: [scale(), scale()],
    projections: Array.from({ length: 4 }, () => layer(width, width)),
    feed: [layer(width, hidden), layer(hidden, width)],
  }));
  const [embedding, head, last] = [layer(49, width), layer(width, classes), scale()];
  const images = random.normalTensor([batch, patches, 49]);
  const labels = tf.tensor1d(
    Array.from({ length: batch }, () => random.integer(classes)),
    'int32',
  );
  return () => {
    let x = dense(images, ...embedding);
    for (const { norms, projections, feed } of body) {
      const n = norm(x, ...norms[0]);
      const [q, k, v] = projections.slice(0, 3).map((projection) => dense(n, ...projection));
      x = x.add(dense(attend(q, k, v), ...projections[3]));
      x = x.add(dense(gelu(dense(norm(x, ...norms[1]), ...feed[0])), ...feed[1]));
    }
    const first = x.slice([0, 0, 0], [batch, 1, width]).reshape([batch, width]);
    return entropy(dense(norm(first, ...last), ...head), labels);
  };
}

async function measure({ engine, isFused }, steps) {
  await startEngine(engine);
  const { tf, seededRandom } = require('kernel-lib');
  const loss = model(tf, seededRandom, operations(tf, isFused));
  const optimizer = tf.train.adam(1e-3);
  const [losses, times] = [[], []];
  for (let step = 0; step < steps; step++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const begin = performance.now();
    tf.tidy(() => losses.push(optimizer.minimize(loss, true).dataSync()[0]));
    times.push(performance.now() - begin);
  }
  console.log(JSON.stringify({ losses: losses.slice(0, 4), time: Math.min(...times.slice(1)) }));
}

function compare(rounds) {
  const results = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(engines)) {
      const args = [fileURLToPath(import.meta.url), '--engine', name];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const line = stdout.trim().split('\n').at(-1);
      if (!line?.startsWith('{')) throw new Error(`${name}: ${stderr}`);
      results[name].push(JSON.parse(line));
    }
  }
  const best = (name) => Math.min(...results[name].map(({ time }) => time));
  console.log('| engine | ms a step | times as fast | losses of four steps |\n|---|---|---|---|');
  for (const [name, [{ losses }]] of Object.entries(results)) {
    const ratio = (best('stock') / best(name)).toFixed(1);
    const shown = losses.map((value) => value.toFixed(5)).join(' ');
    console.log(`| ${name} | ${best(name).toFixed(0)} | ${ratio} | ${shown} |`);
    const off = Math.max(...losses.map((value, i) => Math.abs(value - results.stock[0].losses[i])));
    if (!(off <= 1e-4)) throw new Error(`${name}: the losses are off by ${off}`);
  }
}

const at = process.argv.indexOf('--engine');
if (at < 0) compare(Number(process.argv[2] ?? 3));
else await measure(engines[process.argv[at + 1]], process.argv[at + 1] === 'stock' ? 4 : 8);
