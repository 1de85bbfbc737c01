/**
 * A program for `inChild`: every kernel that is dealt to threads, forward and backward, on sizes worth it. It
 * prints a hash of all numbers and the number of threads.
 */
export const everyKernel = `
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
  const filter = weight(3, 3, 10, 10), narrow = weight(3, 1, 10, 10);
  const see = (x) => {
    const seen = tf.conv2d(x.reshape([8, 20, 48, 10]), filter, 1, 'same');
    const half = tf.maxPool(tf.conv2d(seen, narrow, [2, 1], 'same'), 2, 1, 'same');
    return tf.concat([half, seen.slice([0, 0, 0, 0], [8, 10, 48, 10])], 1).reshape(x.shape);
  };
  const loss = () => {
    const embedded = tf.gather(table, ids).mul(dropoutMaskOf([8, 100, 96], 0.1, 3));
    const x = embedded.add(see(embedded));
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
  for (const one of [table, w, b, gain, bias, head, filter, narrow]) hash.update(one.dataSync());
  console.log(hash.digest('hex'), kernels.numThreads);`;
