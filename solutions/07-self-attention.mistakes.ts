import {
  Linear,
  mergeHeads,
  Module,
  splitHeads,
  tf,
} from 'kernel-lib';
import { lengthMask, type Random } from 'kernel-lib';
import { scaledDotProductAttention } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

/** (B, T, D) x (D, d) -> (B, T, d), with a gradient. */
function project(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor3D {
  const [numBatch, length, dim] = x.shape;
  return tf
    .matMul(x.reshape([-1, dim]), weight)
    .reshape([numBatch, length, weight.shape[1]]);
}

/** A softmax over the second to last axis, the queries. */
function overQueries(scores: tf.Tensor): tf.Tensor {
  const rank = scores.rank;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const swapped = [...axes.slice(0, -2), rank - 1, rank - 2];
  return tf.softmax(scores.transpose(swapped)).transpose(swapped);
}

type OneHead = (
  x: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
) => tf.Tensor;

/** From the projections and raw scores to the result. */
const head =
  (
    mix: (parts: {
      scores: tf.Tensor;
      values: tf.Tensor3D;
      width: number;
    }) => tf.Tensor,
  ): OneHead =>
  (x, queryWeight, keyWeight, valueWeight) =>
    tf.tidy(() => {
      const queries = project(x, queryWeight);
      const keys = project(x, keyWeight);
      return mix({
        scores: tf.matMul(queries, keys, false, true),
        values: project(x, valueWeight),
        width: queryWeight.shape[1],
      });
    });

const mixed = (weights: tf.Tensor, values: tf.Tensor): tf.Tensor =>
  tf.matMul(weights as tf.Tensor3D, values as tf.Tensor3D);

type Split = (x: tf.Tensor3D, numHeads: number) => tf.Tensor;

const splitting =
  (
    cut: (
      x: tf.Tensor3D,
      numHeads: number,
      width: number,
    ) => tf.Tensor,
  ): Split =>
  (x, numHeads) =>
    tf.tidy(() => cut(x, numHeads, x.shape[2] / numHeads));

type MultiHead = (
  x: tf.Tensor3D,
  projections: tf.Tensor3D,
  outputWeight: tf.Tensor2D,
  numHeads: number,
) => tf.Tensor;

interface Steps {
  split?: (x: tf.Tensor3D, numHeads: number) => tf.Tensor4D;
  merge?: (heads: tf.Tensor4D) => tf.Tensor3D;
  weigh?: (
    scores: tf.Tensor,
    width: number,
    dim: number,
  ) => tf.Tensor;
  output?: (merged: tf.Tensor3D, weight: tf.Tensor2D) => tf.Tensor;
  order?: [number, number, number];
}

const scaled = (scores: tf.Tensor, width: number): tf.Tensor =>
  tf.softmax(scores.div(Math.sqrt(width)));
const byModelWidth = (
  scores: tf.Tensor,
  _: number,
  dim: number,
): tf.Tensor => tf.softmax(scores.div(Math.sqrt(dim)));
/** (B, T, D) -> (B, H, T, d) without the transpose. */
function reshapeAlone(
  x: tf.Tensor3D,
  numHeads: number,
): tf.Tensor4D {
  const [numBatch, length, dim] = x.shape;
  return x.reshape([numBatch, numHeads, length, dim / numHeads]);
}
/** (B, H, T, d) -> (B, T, D) without the transpose. */
function mergeByReshape(heads: tf.Tensor4D): tf.Tensor3D {
  const [numBatch, numHeads, length, width] = heads.shape;
  return heads.reshape([numBatch, length, numHeads * width]);
}

const layer =
  ({
    split = splitHeads,
    merge = mergeHeads,
    weigh = scaled,
    output = project,
    order = [0, 1, 2],
  }: Steps): MultiHead =>
  (x, projections, outputWeight, numHeads) =>
    tf.tidy(() => {
      const dim = x.shape[2];
      const weights = projections.unstack() as tf.Tensor2D[];
      const [Q, K, V] = order.map((which) =>
        split(project(x, weights[which]), numHeads),
      );
      const scores = tf.matMul(Q, K, false, true);
      const a = weigh(scores, dim / numHeads, dim);
      return output(
        merge(tf.matMul(a as tf.Tensor4D, V)),
        outputWeight,
      );
    });

type Parameters = (
  dim: number,
  numHeads: number,
  length: number,
  useBias: boolean,
) => number;
const parameters = (count: Parameters): Parameters => count;

type Importance = (
  heads: tf.Tensor3D,
  weight: tf.Tensor2D,
  labels: tf.Tensor1D,
) => number[];

function accuracyOf(
  heads: tf.Tensor,
  weight: tf.Tensor2D,
  labels: tf.Tensor1D,
): number {
  return tf.tidy(() => {
    const flat = heads.reshape([labels.shape[0], -1]);
    const logits = tf.matMul(flat as tf.Tensor2D, weight);
    return logits
      .argMax(1)
      .equal(labels)
      .toFloat()
      .mean()
      .dataSync()[0];
  });
}

/** What is lost: from the accuracy of the whole, without head h, and with it alone. */
const importance =
  (
    lost: (whole: number, without: number, alone: number) => number,
  ): Importance =>
  (heads, weight, labels) =>
    tf.tidy(() => {
      const numHeads = heads.shape[1];
      const whole = accuracyOf(heads, weight, labels);
      return Array.from({ length: numHeads }, (_, h) => {
        const only = tf
          .range(0, numHeads)
          .equal(h)
          .toFloat()
          .reshape([1, numHeads, 1]);
        const without = heads.mul(tf.sub(1, only));
        const alone = heads.mul(only);
        return lost(
          whole,
          accuracyOf(without, weight, labels),
          accuracyOf(alone, weight, labels),
        );
      });
    });

interface Config {
  dim: number;
  numHeads: number;
  random: Random;
}

type Lens = tf.Tensor1D | null;

/** 0 where a key may be attended to, -1e6 elsewhere: (B, 1, T, T). */
function lowWhereClosed(
  validLens: Lens,
  length: number,
): tf.Tensor {
  if (validLens === null) return tf.scalar(0);
  const open = lengthMask(validLens, length, length);
  return open.toFloat().sub(1).mul(1e6).expandDims(1);
}

/** The layer of the exercise, its steps open to change. */
abstract class Layer extends Module {
  readonly queryProjection: Linear;
  readonly keyProjection: Linear;
  readonly valueProjection: Linear;
  readonly outputProjection: Linear;
  readonly numHeads: number;

  constructor({ dim, numHeads, random }: Config) {
    super();
    const sizes = {
      inputDim: dim,
      outputDim: dim,
      useBias: false,
      random,
    };
    this.queryProjection = new Linear(sizes);
    this.keyProjection = new Linear(sizes);
    this.valueProjection = new Linear(sizes);
    this.outputProjection = new Linear(sizes);
    this.numHeads = numHeads;
  }

  forward(x: tf.Tensor3D, validLens: Lens): tf.Tensor {
    return tf.tidy(() => {
      const Q = this.split(this.queryProjection.forward(x));
      const K = this.split(this.keysOf(x));
      const V = this.split(this.valueProjection.forward(x));
      const raw = tf.matMul(Q, K, false, true);
      const low = lowWhereClosed(validLens, x.shape[1]);
      const a = this.weigh(raw, low, x.shape[2]);
      return this.output(
        this.merge(tf.matMul(a as tf.Tensor4D, V)),
      );
    });
  }

  split(x: tf.Tensor3D): tf.Tensor4D {
    return splitHeads(x, this.numHeads);
  }

  merge(heads: tf.Tensor4D): tf.Tensor3D {
    return mergeHeads(heads);
  }

  keysOf(x: tf.Tensor3D): tf.Tensor3D {
    return this.keyProjection.forward(x);
  }

  weigh(raw: tf.Tensor, low: tf.Tensor, dim: number): tf.Tensor {
    const root = Math.sqrt(dim / this.numHeads);
    return tf.softmax(raw.div(root).add(low));
  }

  output(merged: tf.Tensor3D): tf.Tensor {
    return this.outputProjection.forward(merged);
  }
}

class ScaledByModelWidth extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    return tf.softmax(raw.div(Math.sqrt(dim)).add(low));
  }
}

class NotScaled extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor) {
    return tf.softmax(raw.add(low));
  }
}

class NotMasked extends Layer {
  override weigh(raw: tf.Tensor, _: tf.Tensor, dim: number) {
    return super.weigh(raw, tf.scalar(0), dim);
  }
}

class MaskedAfterSoftmax extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    const open = low.div(1e6).add(1);
    return super.weigh(raw, tf.scalar(0), dim).mul(open);
  }
}

class MaskMeetsHeads extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    const flat = low.rank === 4 ? low.squeeze([1]) : low;
    return super.weigh(raw, flat, dim);
  }
}

class MaskInverted extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    const open = low.rank === 4 ? low.add(1e6).neg() : low;
    return super.weigh(raw, open, dim);
  }
}

class OverQueries extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    const root = Math.sqrt(dim / this.numHeads);
    return overQueries(raw.div(root).add(low));
  }
}

class WithoutOutput extends Layer {
  override output(merged: tf.Tensor3D) {
    return merged.clone();
  }
}

class SplitByReshape extends Layer {
  override split(x: tf.Tensor3D) {
    return reshapeAlone(x, this.numHeads);
  }
}

class MergedByReshape extends Layer {
  override merge(heads: tf.Tensor4D) {
    return mergeByReshape(heads);
  }
}

class KeysAreQueries extends Layer {
  override keysOf(x: tf.Tensor3D) {
    return this.queryProjection.forward(x);
  }
}

class KnowsPlaces extends Layer {
  override weigh(raw: tf.Tensor, low: tf.Tensor, dim: number) {
    const places = tf.range(0, raw.shape[3] ?? 1).mul(0.3);
    return super.weigh(raw.add(places), low, dim);
  }
}

/** Each head by itself, in a loop. */
class LoopOfHeads extends Layer {
  override forward(x: tf.Tensor3D, validLens: Lens): tf.Tensor {
    return tf.tidy(() => {
      const width = x.shape[2] / this.numHeads;
      const all = [
        this.queryProjection,
        this.keyProjection,
        this.valueProjection,
      ].map((layer) => layer.forward(x));
      const heads = Array.from(
        { length: this.numHeads },
        (_, h) => {
          const [queries, keys, values] = all.map((one) =>
            one.slice([0, 0, h * width], [-1, -1, width]),
          );
          return scaledDotProductAttention({
            queries,
            keys,
            values,
            validLens,
          });
        },
      );
      return this.outputProjection.forward(tf.concat(heads, 2));
    });
  }
}

/** Heads in the axis of the batch, as some libraries do it. */
class HeadsInBatch extends Layer {
  override forward(x: tf.Tensor3D, validLens: Lens): tf.Tensor {
    return tf.tidy(() => {
      const [numBatch, length, dim] = x.shape;
      const width = dim / this.numHeads;
      const fold = (layer: Linear): tf.Tensor3D =>
        splitHeads(layer.forward(x), this.numHeads).reshape([
          -1,
          length,
          width,
        ]);
      const lens =
        validLens &&
        (validLens
          .expandDims(1)
          .tile([1, this.numHeads])
          .flatten() as tf.Tensor1D);
      const heads = scaledDotProductAttention({
        queries: fold(this.queryProjection),
        keys: fold(this.keyProjection),
        values: fold(this.valueProjection),
        validLens: lens,
      });
      return this.outputProjection.forward(
        mergeHeads(
          heads.reshape([numBatch, this.numHeads, length, width]),
        ),
      );
    });
  }
}

export const mistakes: Mistakes = {
  oneHead: [
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'How large is the variance of a dot product of d terms?',
      answer: head(({ scores, values }) =>
        mixed(tf.softmax(scores), values),
      ),
    },
    {
      id: 'scaled-by-model-width',
      says: 'the scores are divided by the root of the width of a token instead of that of a query',
      hint: 'Which axis does the dot product of a query and a key sum over, and how long is it?',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        head(({ scores, values }) =>
          mixed(
            tf.softmax(scores.div(Math.sqrt(x.shape[2]))),
            values,
          ),
        )(x, queryWeight, keyWeight, valueWeight)) as OneHead,
    },
    {
      id: 'scaled-by-length',
      says: 'the scores are divided by the root of the number of tokens',
      hint: 'How many terms has the dot product of a query and a key? Not one for each token.',
      answer: head(({ scores, values }) =>
        mixed(
          tf.softmax(scores.div(Math.sqrt(values.shape[1]))),
          values,
        ),
      ),
    },
    {
      id: 'scaled-after-softmax',
      says: 'the division by √d comes after the softmax',
      hint: 'Do your weights still sum to 1?',
      answer: head(({ scores, values, width }) =>
        mixed(tf.softmax(scores).div(Math.sqrt(width)), values),
      ),
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'Each token, as a query, has one unit of weight to give. Sum your rows.',
      answer: head(({ scores, values, width }) =>
        mixed(overQueries(scores.div(Math.sqrt(width))), values),
      ),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights: the softmax is missing',
      hint: 'Do your weights sum to 1?',
      answer: head(({ scores, values, width }) =>
        mixed(scores.div(Math.sqrt(width)), values),
      ),
    },
    {
      id: 'keys-are-queries',
      says: 'the keys are projected with the weight of the queries',
      hint: 'Your scores are symmetric. Which matrix was never used?',
      answer: ((x, queryWeight, _, valueWeight) =>
        head(({ scores, values, width }) =>
          mixed(tf.softmax(scores.div(Math.sqrt(width))), values),
        )(x, queryWeight, queryWeight, valueWeight)) as OneHead,
    },
    {
      id: 'roles-exchanged',
      says: 'queries and keys are exchanged',
      hint: 'Row i of the scores belongs to the query of token i. Which of the two is transposed?',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        head(({ scores, values, width }) =>
          mixed(tf.softmax(scores.div(Math.sqrt(width))), values),
        )(x, keyWeight, queryWeight, valueWeight)) as OneHead,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the value weight: it was read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const kept = tf.tensor2d(valueWeight.arraySync());
          return scaledDotProductAttention({
            queries: project(x, queryWeight),
            keys: project(x, keyWeight),
            values: project(x, kept),
          });
        })) as OneHead,
    },
    {
      id: 'knows-places',
      says: 'the scores also depend on the place of a key',
      hint: 'Nothing in the formula counts the tokens.',
      answer: head(({ scores, values, width }) => {
        const places = tf.range(0, scores.shape[2] ?? 1).mul(0.3);
        const moved = scores.div(Math.sqrt(width)).add(places);
        return mixed(tf.softmax(moved), values);
      }),
    },
  ],
  splitIntoHeads: [
    {
      id: 'reshape-without-transpose',
      says: 'the tokens are reshaped to (B, H, T, d) without a transpose',
      hint: 'The shape is right, the content is not: head 0 has both strips of the first tokens. Keep the axis of tokens in place while you cut.',
      answer: splitting((x, numHeads) => reshapeAlone(x, numHeads)),
    },
    {
      id: 'interleaved',
      says: 'head h takes every H-th number instead of a strip of neighbours',
      hint: 'The heads lie side by side: which of the two new axes, heads or entries, varies faster?',
      answer: splitting((x, numHeads, width) =>
        x
          .reshape([x.shape[0], x.shape[1], width, numHeads])
          .transpose([0, 3, 1, 2]),
      ),
    },
    {
      id: 'not-transposed',
      says: 'the result is still (B, T, H, d)',
      hint: 'Which axis must stand before the tokens?',
      answer: splitting((x, numHeads, width) =>
        x.reshape([x.shape[0], x.shape[1], numHeads, width]),
      ),
    },
    {
      id: 'entries-before-tokens',
      says: 'tokens and entries are exchanged: (B, H, d, T)',
      hint: 'A head holds one row for each token.',
      answer: splitting((x, numHeads, width) =>
        x
          .reshape([x.shape[0], x.shape[1], numHeads, width])
          .transpose([0, 2, 3, 1]),
      ),
    },
    {
      id: 'heads-reversed',
      says: 'the heads are in the reverse order',
      hint: 'Head 0 has the first strip.',
      answer: splitting((x, numHeads) =>
        splitHeads(x, numHeads).reverse(1),
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient comes back: they were read out as numbers',
      hint: 'reshape and transpose are enough; arraySync() ends the tape.',
      answer: splitting((x, numHeads) =>
        splitHeads(tf.tensor3d(x.arraySync()), numHeads),
      ),
    },
  ],
  multiHead: [
    {
      id: 'both-errors',
      says: 'both errors are still there',
      hint: 'With one head both errors vanish. What is the same then, and different with two?',
      answer: layer({ weigh: byModelWidth, merge: mergeByReshape }),
    },
    {
      id: 'scaled-by-model-width',
      says: 'the scores are divided by the root of the model width instead of that of a head',
      hint: 'How many terms has the dot product of one head?',
      answer: layer({ weigh: byModelWidth }),
    },
    {
      id: 'merged-by-reshape',
      says: 'the heads are merged by reshape, without a transpose',
      hint: 'Before the reshape, a token must have its strips next to each other.',
      answer: layer({ merge: mergeByReshape }),
    },
    {
      id: 'without-output',
      says: 'the output weight is missing',
      hint: 'Who mixes the heads?',
      answer: layer({ output: (merged) => merged.clone() }),
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'It was right before: each query shares one unit of weight among the keys.',
      answer: layer({
        weigh: (scores, width) =>
          overQueries(scores.div(Math.sqrt(width))),
      }),
    },
    {
      id: 'split-by-reshape',
      says: 'the heads are split by reshape, without a transpose',
      hint: 'splitHeads was right. Only merging was not.',
      answer: layer({ split: reshapeAlone }),
    },
    {
      id: 'divided-by-width',
      says: 'the scores are divided by the width of a head instead of its root',
      hint: 'A variance of d is a size of √d.',
      answer: layer({
        weigh: (scores, width) => tf.softmax(scores.div(width)),
      }),
    },
    {
      id: 'output-transposed',
      says: 'the output weight is transposed',
      hint: 'It was right before: rows of the output weight belong to what goes in.',
      answer: layer({
        output: (merged, weight) =>
          project(merged, weight.transpose()),
      }),
    },
    {
      id: 'knows-places',
      says: 'the scores also depend on the place of a key',
      hint: 'Nothing in the formula counts the tokens.',
      answer: layer({
        weigh: (scores, width) =>
          scaled(
            scores.add(tf.range(0, scores.shape[3] ?? 1).mul(0.3)),
            width,
          ),
      }),
    },
  ],
  attentionParameters: [
    {
      id: 'times-heads',
      says: 'the projections are counted once for each head at full width',
      hint: 'A head has matrices of shape (D, D/H). How many numbers have all H of them together?',
      answer: parameters(
        (dim, numHeads, _, useBias) =>
          4 * numHeads * (dim * dim + (useBias ? dim : 0)),
      ),
    },
    {
      id: 'times-length',
      says: 'the parameters are counted once for each position',
      hint: 'Is there one W_Q for the first token and another for the second?',
      answer: parameters(
        (dim, _, length, useBias) =>
          4 * length * (dim * dim + (useBias ? dim : 0)),
      ),
    },
    {
      id: 'pairs-added',
      says: 'the attention weights are counted as parameters',
      hint: 'Attention weights are computed from each sentence. Are they learned?',
      answer: parameters(
        (dim, numHeads, length, useBias) =>
          4 * (dim * dim + (useBias ? dim : 0)) +
          numHeads * length * length,
      ),
    },
    {
      id: 'without-output',
      says: 'the output projection is missing',
      hint: 'Queries, keys, values, and what mixes the heads.',
      answer: parameters(
        (dim, _, __, useBias) =>
          3 * (dim * dim + (useBias ? dim : 0)),
      ),
    },
    {
      id: 'without-biases',
      says: 'the biases are never counted',
      hint: 'What does useBias add to each projection?',
      answer: parameters((dim) => 4 * dim * dim),
    },
    {
      id: 'always-biases',
      says: 'the biases are always counted',
      hint: 'What is useBias in the example?',
      answer: parameters((dim) => 4 * (dim * dim + dim)),
    },
    {
      id: 'one-head-only',
      says: 'the matrices of one head are counted instead of all',
      hint: 'There are H heads, each with matrices of shape (D, D/H).',
      answer: parameters(
        (dim, numHeads, _, useBias) =>
          (3 * dim * dim) / numHeads +
          dim * dim +
          (useBias ? 4 * dim : 0),
      ),
    },
  ],
  headImportance: [
    {
      id: 'kept-instead-of-pruned',
      says: 'head h alone is kept, and all others are set to zero',
      hint: 'Which heads stay when head h is pruned?',
      answer: importance((whole, _, alone) => whole - alone),
    },
    {
      id: 'alone',
      says: 'the accuracy of each head alone is returned',
      hint: 'Asked for is what is lost without it.',
      answer: importance((_, __, alone) => alone),
    },
    {
      id: 'not-compared',
      says: 'the accuracy without the head is returned, and not what is lost',
      hint: 'Take it from the accuracy of the whole.',
      answer: importance((_, without) => without),
    },
    {
      id: 'sign',
      says: 'the sign is turned round: what is gained without the head',
      hint: 'A head that is needed has a positive importance.',
      answer: importance((whole, without) => without - whole),
    },
    {
      id: 'never-negative',
      says: 'a head that does harm gets 0 instead of a negative importance',
      hint: 'Without a bad head the accuracy may rise. Report it.',
      answer: importance((whole, without) =>
        Math.abs(whole - without),
      ),
    },
    {
      id: 'one-after-the-other',
      says: 'the heads that were pruned before stay pruned',
      hint: 'Each head is missing alone. Begin with the whole again for every h.',
      answer: ((heads, weight, labels) =>
        tf.tidy(() => {
          const numHeads = heads.shape[1];
          const whole = accuracyOf(heads, weight, labels);
          return Array.from({ length: numHeads }, (_, h) => {
            const kept = tf.range(0, numHeads).greater(h).toFloat();
            const pruned = heads.mul(
              kept.reshape([1, numHeads, 1]),
            );
            return whole - accuracyOf(pruned, weight, labels);
          });
        })) as Importance,
    },
    {
      id: 'mean-instead-of-zero',
      says: 'a pruned head gives its mean over the sentences instead of zeros',
      hint: 'Other papers prune so. Here what the head gives is replaced by zeros.',
      answer: ((heads, weight, labels) =>
        tf.tidy(() => {
          const numHeads = heads.shape[1];
          const whole = accuracyOf(heads, weight, labels);
          return Array.from({ length: numHeads }, (_, h) => {
            const only = tf
              .range(0, numHeads)
              .equal(h)
              .toFloat()
              .reshape([1, numHeads, 1]);
            const mean = heads.mean(0, true).sub(heads);
            const pruned = heads.add(mean.mul(only));
            return whole - accuracyOf(pruned, weight, labels);
          });
        })) as Importance,
    },
    {
      id: 'share-of-whole',
      says: 'the loss is divided by the accuracy of the whole',
      hint: 'Asked for is a difference of two accuracies, not a ratio.',
      answer: importance(
        (whole, without) => (whole - without) / whole,
      ),
    },
    {
      id: 'interleaved-entries',
      says: 'every H-th entry is set to zero instead of the strip of head h',
      hint: 'After the join, head h has the entries h·d to h·d + d - 1.',
      answer: ((heads, weight, labels) =>
        tf.tidy(() => {
          const [numSentences, numHeads, width] = heads.shape;
          const whole = accuracyOf(heads, weight, labels);
          const flat = heads.reshape([numSentences, -1]);
          return Array.from({ length: numHeads }, (_, h) => {
            const keep = Array.from(
              { length: numHeads * width },
              (__, at) => Number(at % numHeads !== h),
            );
            const pruned = flat.mul(tf.tensor1d(keep));
            return whole - accuracyOf(pruned, weight, labels);
          });
        })) as Importance,
    },
  ],
  SelfAttention: [
    {
      id: 'scaled-by-model-width',
      says: 'the scores are divided by the root of the model width instead of that of a head',
      hint: 'How many terms has the dot product of one head?',
      answer: ScaledByModelWidth,
    },
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'How large is the variance of a dot product of d terms?',
      answer: NotScaled,
    },
    {
      id: 'not-masked',
      says: 'the valid lengths are not used',
      hint: 'Change a token of the padding. Does the output of a real token change?',
      answer: NotMasked,
    },
    {
      id: 'masked-after-softmax',
      says: 'the weights of the padding are set to 0 after the softmax',
      hint: 'Do the weights of a row still sum to 1? Mask the scores.',
      answer: MaskedAfterSoftmax,
    },
    {
      id: 'mask-meets-heads',
      says: 'the mask (B, T, T) meets the scores without an axis for the heads: the mask of a sentence falls on a head',
      hint: 'Broadcasting lines axes up from the right. With as many heads as sentences nothing complains: expandDims(1).',
      answer: MaskMeetsHeads,
    },
    {
      id: 'mask-inverted',
      says: 'the real tokens are closed and the padding is open',
      hint: 'lengthMask is true where a key may be attended to. Where belongs the -1e6?',
      answer: MaskInverted,
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'Scores are (B, H, T, T), queries before keys. Which axis is the last?',
      answer: OverQueries,
    },
    {
      id: 'without-output',
      says: 'the output projection is never used',
      hint: 'A weight without a gradient is a weight that nobody reads. Who mixes the heads?',
      answer: WithoutOutput,
    },
    {
      id: 'split-by-reshape',
      says: 'the heads are split by reshape, without a transpose',
      hint: 'Keep the axis of tokens in place while you cut.',
      answer: SplitByReshape,
    },
    {
      id: 'merged-by-reshape',
      says: 'the heads are merged by reshape, without a transpose',
      hint: 'Before the reshape, a token must have its strips next to each other.',
      answer: MergedByReshape,
    },
    {
      id: 'keys-are-queries',
      says: 'the keys come from the query projection',
      hint: 'Your scores are symmetric. Which projection gets no gradient?',
      answer: KeysAreQueries,
    },
    {
      id: 'knows-places',
      says: 'the scores also depend on the place of a key',
      hint: 'Nothing in the formula counts the tokens.',
      answer: KnowsPlaces,
    },
  ],
};

export const variants: Variants = {
  oneHead: [
    {
      id: 'library',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() =>
          scaledDotProductAttention({
            queries: project(x, queryWeight),
            keys: project(x, keyWeight),
            values: project(x, valueWeight),
          }),
        )) as OneHead,
    },
    {
      id: 'einsum',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const into = 'btd,de->bte';
          const q = tf.einsum(into, x, queryWeight);
          const k = tf.einsum(into, x, keyWeight);
          const scores = tf
            .einsum('bqe,bke->bqk', q, k)
            .div(Math.sqrt(queryWeight.shape[1]));
          const v = tf.einsum(into, x, valueWeight);
          return tf.einsum('bqk,bke->bqe', tf.softmax(scores), v);
        })) as OneHead,
    },
    {
      id: 'products-with-a-matrix',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() =>
          scaledDotProductAttention({
            queries: tf.matMul(x, queryWeight),
            keys: tf.matMul(x, keyWeight),
            values: tf.matMul(x, valueWeight),
          }),
        )) as OneHead,
    },
    {
      id: 'weights-multiplied-first',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const meeting = tf
            .matMul(queryWeight, keyWeight, false, true)
            .div(Math.sqrt(queryWeight.shape[1])) as tf.Tensor2D;
          const contexts = tf.unstack(x).map((tokens) => {
            const words = tokens as tf.Tensor2D;
            const asked = words.matMul<tf.Tensor2D>(meeting);
            const scores = asked.matMul(words, false, true);
            const weights = tf.softmax(scores) as tf.Tensor2D;
            return weights.matMul(words.matMul(valueWeight));
          });
          return tf.stack(contexts);
        })) as OneHead,
    },
    {
      id: 'values-last',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const q = project(x, queryWeight).div(
            Math.sqrt(queryWeight.shape[1]),
          ) as tf.Tensor3D;
          const scores = tf.matMul(
            q,
            project(x, keyWeight),
            false,
            true,
          );
          const mean = tf.matMul(tf.softmax(scores), x);
          return project(mean as tf.Tensor3D, valueWeight);
        })) as OneHead,
    },
  ],
  splitIntoHeads: [
    {
      id: 'slices',
      answer: splitting((x, numHeads, width) =>
        tf.stack(
          Array.from({ length: numHeads }, (_, h) =>
            x.slice([0, 0, h * width], [-1, -1, width]),
          ),
          1,
        ),
      ),
    },
    {
      id: 'split-and-stack',
      answer: splitting((x, numHeads) =>
        tf.stack(tf.split(x, numHeads, 2), 1),
      ),
    },
  ],
  multiHead: [
    {
      id: 'loop-of-heads',
      answer: ((x, projections, outputWeight, numHeads) =>
        tf.tidy(() => {
          const weights = projections.unstack() as tf.Tensor2D[];
          const width = x.shape[2] / numHeads;
          const heads = Array.from({ length: numHeads }, (_, h) => {
            const [queries, keys, values] = weights.map((weight) =>
              project(x, weight.slice([0, h * width], [-1, width])),
            );
            return scaledDotProductAttention({
              queries,
              keys,
              values,
            });
          });
          return project(
            tf.concat(heads, 2) as tf.Tensor3D,
            outputWeight,
          );
        })) as MultiHead,
    },
    {
      id: 'sum-over-heads',
      answer: ((x, projections, outputWeight, numHeads) =>
        tf.tidy(() => {
          const weights = projections.unstack() as tf.Tensor2D[];
          const width = x.shape[2] / numHeads;
          const parts = Array.from({ length: numHeads }, (_, h) => {
            const [queries, keys, values] = weights.map((weight) =>
              project(x, weight.slice([0, h * width], [-1, width])),
            );
            const one = scaledDotProductAttention({
              queries,
              keys,
              values,
            });
            const rows = outputWeight.slice(
              [h * width, 0],
              [width, -1],
            );
            return project(one, rows);
          });
          return tf.addN(parts);
        })) as MultiHead,
    },
  ],
  attentionParameters: [
    {
      id: 'one-by-one',
      answer: parameters((dim, numHeads, _, useBias) => {
        const width = dim / numHeads;
        const perHead = 3 * (dim * width + (useBias ? width : 0));
        return numHeads * perHead + dim * dim + (useBias ? dim : 0);
      }),
    },
    {
      id: 'expanded',
      answer: parameters(
        (dim, _, __, useBias) =>
          4 * dim ** 2 + 4 * dim * Number(useBias),
      ),
    },
  ],
  headImportance: [
    {
      id: 'rows-of-the-weight',
      answer: ((heads, weight, labels) =>
        tf.tidy(() => {
          const [, numHeads, width] = heads.shape;
          const whole = accuracyOf(heads, weight, labels);
          return Array.from({ length: numHeads }, (_, h) => {
            const keep = tf.tensor2d(
              Array.from({ length: numHeads * width }, (__, at) =>
                Number(Math.floor(at / width) !== h),
              ),
              [numHeads * width, 1],
            );
            const pruned: tf.Tensor2D = weight.mul(keep);
            return whole - accuracyOf(heads, pruned, labels);
          });
        })) as Importance,
    },
    {
      id: 'counted-in-loops',
      answer: ((heads, weight, labels) => {
        const [h, w] = [heads.arraySync(), weight.arraySync()];
        const truth = Array.from(labels.dataSync());
        const accuracy = (pruned: number): number => {
          const right = h.filter((sentence, n) => {
            const flat = sentence.flatMap((entries, at) =>
              entries.map((x) => (at === pruned ? 0 : x)),
            );
            const logits = w[0].map((_, c) =>
              flat.reduce((sum, x, i) => sum + x * w[i][c], 0),
            );
            return logits.indexOf(Math.max(...logits)) === truth[n];
          });
          return right.length / truth.length;
        };
        return h[0].map((_, at) => accuracy(-1) - accuracy(at));
      }) as Importance,
    },
  ],
  SelfAttention: [
    { id: 'loop-of-heads', answer: LoopOfHeads },
    { id: 'heads-in-batch', answer: HeadsInBatch },
  ],
};
