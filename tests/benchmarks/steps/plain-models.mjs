// The same models in the operations of TensorFlow.js alone, as its own examples write them; the weights go by the
// names that the library gives them.

/** @returns the loss of a workload from data, with weights by name. */
export function plainLoss(tf, workload, sizes, weights) {
  const { heads, layers, dim } = sizes;
  const last = (x) => x.shape[x.shape.length - 1];
  const dense = (name, x) => {
    const [weight, bias] = [weights[`${name}.weight`], weights[`${name}.bias`]];
    const products = tf.matMul(x.reshape([-1, last(x)]), weight);
    const y = bias ? products.add(bias) : products;
    return y.reshape([...x.shape.slice(0, -1), weight.shape[1]]);
  };
  const norm = (name, x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const scaled = x.sub(mean).mul(variance.add(1e-5).rsqrt());
    return scaled.mul(weights[`${name}.gain`]).add(weights[`${name}.bias`]);
  };
  const gelu = (x) => {
    const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(0.5).mul(inner.tanh().add(1));
  };
  const split = (x) =>
    x.reshape([x.shape[0], x.shape[1], heads, dim / heads]).transpose([0, 2, 1, 3]);
  const attend = (name, queries, memory, mask) => {
    const q = split(dense(`${name}.queryProjection`, queries));
    const k = split(dense(`${name}.keyProjection`, memory));
    const v = split(dense(`${name}.valueProjection`, memory));
    const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dim / heads));
    const mixed = tf.matMul(tf.softmax(mask ? scores.add(mask) : scores), v);
    return dense(`${name}.outputProjection`, mixed.transpose([0, 2, 1, 3]).reshape(queries.shape));
  };
  const feed = (name, x, activation) =>
    dense(`${name}.output`, activation(dense(`${name}.hidden`, x)));
  const causal = (length) => {
    const hides = (i) => (i % length > Math.floor(i / length) ? -1e9 : 0);
    return tf.tensor(Float32Array.from({ length: length * length }, (_, i) => hides(i)), [1, 1, length, length]); // prettier-ignore
  };
  const entropy = (logits, labels) => {
    const size = last(logits);
    const logs = tf.logSoftmax(logits.reshape([-1, size]));
    return tf
      .oneHot(labels.reshape([-1]), size)
      .mul(logs)
      .sum(-1)
      .mean()
      .neg();
  };

  const preNormBlocks = (name, x, mask) => {
    for (let i = 0; i < layers; i++) {
      const block = `${name}.blocks.${i}`;
      const h = norm(`${block}.attentionResidual.norm`, x);
      x = x.add(attend(`${block}.attention`, h, h, mask));
      const g = norm(`${block}.feedForwardResidual.norm`, x);
      x = x.add(feed(`${block}.feedForward`, g, gelu));
    }
    return norm(`${name}.finalNorm`, x);
  };

  const translation = ({ source, target, labels }) => {
    const embed = (name, ids) =>
      tf.gather(weights[`${name}.weight`], ids).mul(Math.sqrt(dim)).add(weights['positions.table']);
    const mask = causal(target.shape[1]);
    let x = embed('sourceEmbedding', source);
    for (let i = 0; i < layers; i++) {
      const block = `encoder.blocks.${i}`;
      x = norm(`${block}.attentionResidual.norm`, x.add(attend(`${block}.attention`, x, x)));
      const fed = feed(`${block}.feedForward`, x, tf.relu);
      x = norm(`${block}.feedForwardResidual.norm`, x.add(fed));
    }
    let y = embed('targetEmbedding', target);
    for (let i = 0; i < layers; i++) {
      const block = `decoder.blocks.${i}`;
      y = norm(`${block}.selfResidual.norm`, y.add(attend(`${block}.selfAttention`, y, y, mask)));
      y = norm(`${block}.crossResidual.norm`, y.add(attend(`${block}.crossAttention`, y, x)));
      const fed = feed(`${block}.feedForward`, y, tf.relu);
      y = norm(`${block}.feedForwardResidual.norm`, y.add(fed));
    }
    return entropy(dense('output', y), labels);
  };

  const images = ({ images: pixels, labels }) => {
    const { batch, image, patch } = sizes;
    const side = image / patch;
    const patches = pixels
      .reshape([batch, side, patch, side, patch])
      .transpose([0, 1, 3, 2, 4])
      .reshape([batch, side * side, patch * patch]);
    const first = tf.tile(weights.classToken, [batch, 1, 1]);
    const tokens = tf.concat([first, dense('patchEmbedding', patches)], 1);
    const x = preNormBlocks('encoder', tokens.add(weights['positions.weight']));
    const read = x.slice([0, 0, 0], [-1, 1, -1]).reshape([batch, dim]);
    return entropy(dense('readout.layers.0', read), labels);
  };

  const text = ({ target, labels }) => {
    const x = tf.gather(weights['embedding.weight'], target).add(weights['positions.weight']);
    return entropy(dense('head', preNormBlocks('body', x, causal(target.shape[1]))), labels);
  };

  return { a: translation, b: images, c: text }[workload];
}
