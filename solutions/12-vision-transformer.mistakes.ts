import {
  imagePatches,
  Linear,
  MLP,
  Module,
  tf,
  TransformerEncoder,
} from 'kernel-lib';
import type { Random } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Patchify = (
  images: tf.Tensor4D,
  patchSize: number,
) => tf.Tensor;

/** All six axes at once, in the order given, then joined to (B, M, p). */
const sixAxes =
  (order: number[]): Patchify =>
  (images, patchSize) =>
    tf.tidy(() => {
      const [numBatch, height, width, channels] = images.shape;
      const [rows, columns] = [
        height / patchSize,
        width / patchSize,
      ];
      // B 0, rows 1, P 2, columns 3, P 4, C 5
      return images
        .reshape([
          numBatch,
          rows,
          patchSize,
          columns,
          patchSize,
          channels,
        ])
        .transpose(order)
        .reshape([numBatch, rows * columns, -1]);
    });

/** Squares that begin every `step` pixels, cut out one by one. */
const squaresEvery =
  (stepOf: (patchSize: number) => number): Patchify =>
  (images, patchSize) =>
    tf.tidy(() => {
      const [numBatch, height, width, channels] = images.shape;
      const step = stepOf(patchSize);
      const patches: tf.Tensor[] = [];
      for (let top = 0; top + patchSize <= height; top += step) {
        for (let left = 0; left + patchSize <= width; left += step)
          patches.push(
            images
              .slice(
                [0, top, left, 0],
                [numBatch, patchSize, patchSize, channels],
              )
              .reshape([numBatch, 1, -1]),
          );
      }
      return tf.concat(patches, 1);
    });

type Embed = (
  patches: tf.Tensor3D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D,
  classToken: tf.Tensor1D,
  positions: tf.Tensor2D,
) => tf.Tensor;

interface EmbedParts {
  project: (
    flat: tf.Tensor2D,
    weight: tf.Tensor2D,
    bias: tf.Tensor1D,
  ) => tf.Tensor;
  join: (
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
    positions: tf.Tensor2D,
  ) => tf.Tensor;
}

/** Rows of the positions, from `begin` on. */
const rowsOf = (
  positions: tf.Tensor2D,
  begin: number,
  count: number,
): tf.Tensor2D => positions.slice([begin, 0], [count, -1]);

const embedBy =
  (wrong: Partial<EmbedParts>): Embed =>
  (patches, weight, bias, classToken, positions) =>
    tf.tidy(() => {
      const parts: EmbedParts = {
        project: (flat, w, b) => tf.matMul(flat, w).add(b),
        join: (first, embedded, rows) =>
          tf.concat([first, embedded], 1).add(rows),
        ...wrong,
      };
      const [numBatch, numPatches, size] = patches.shape;
      const [dim] = classToken.shape;
      const embedded: tf.Tensor3D = parts
        .project(patches.reshape([-1, size]), weight, bias)
        .reshape([numBatch, numPatches, dim]);
      const first: tf.Tensor3D = tf
        .zeros([numBatch, 1, dim])
        .add(classToken);
      return parts.join(first, embedded, positions);
    });

type Pooling = 'class' | 'mean';
type Read = (x: tf.Tensor3D, pooling: Pooling) => tf.Tensor;

const rowOf = (x: tf.Tensor3D, row: number): tf.Tensor =>
  x.slice([0, row, 0], [-1, 1, -1]).squeeze([1]);
const patchesOf = (x: tf.Tensor3D): tf.Tensor =>
  x.slice([0, 1, 0], [-1, x.shape[1] - 1, -1]);

const readBy =
  (
    ofClass: (x: tf.Tensor3D) => tf.Tensor,
    ofMean: (x: tf.Tensor3D) => tf.Tensor,
  ): Read =>
  (x, pooling) =>
    tf.tidy(() => (pooling === 'class' ? ofClass(x) : ofMean(x)));

const firstRow = (x: tf.Tensor3D): tf.Tensor => rowOf(x, 0);
const meanOfPatches = (x: tf.Tensor3D): tf.Tensor =>
  patchesOf(x).mean(1);

interface Config {
  imageSize: number;
  patchSize: number;
  dim: number;
  numHeads: number;
  numLayers: number;
  numClasses: number;
  random: Random;
}

/** The right model; each mistake below changes one part. */
class Whole extends Module {
  readonly patchEmbedding: Linear;
  readonly classToken: tf.Variable<tf.Rank.R3>;
  readonly positions: tf.Variable<tf.Rank.R2>;
  readonly encoder: TransformerEncoder;
  readonly readout: MLP;
  readonly patchSize: number;

  constructor(config: Config) {
    super();
    const { imageSize, patchSize, dim, random } = config;
    const numPatches = (imageSize / patchSize) ** 2;
    this.patchEmbedding = new Linear({
      inputDim: patchSize ** 2,
      outputDim: dim,
      random: random,
    });
    this.classToken = tf.tidy(() =>
      tf.variable(
        random.normalTensor<tf.Rank.R3>([1, 1, dim], { std: 0.02 }),
      ),
    );
    this.positions = tf.tidy(() =>
      tf.variable(
        random.normalTensor<tf.Rank.R2>([numPatches + 1, dim], {
          std: 0.02,
        }),
      ),
    );
    this.encoder = new TransformerEncoder({
      ...config,
      hiddenDim: 2 * dim,
      activation: 'gelu',
      ...this.normOptions(),
    });
    this.readout = new MLP({
      dims: [dim, dim, config.numClasses],
      activation: 'gelu',
      random: random,
    });
    this.patchSize = patchSize;
  }

  normOptions(): { norm: 'pre' | 'post'; hasFinalNorm?: boolean } {
    return { norm: 'pre' };
  }

  cut(images: tf.Tensor4D): tf.Tensor3D {
    return imagePatches(images, this.patchSize);
  }

  embed(patches: tf.Tensor3D): tf.Tensor3D {
    const embedded = this.patchEmbedding.forward(patches);
    const [numBatch, , dim] = embedded.shape;
    const first: tf.Tensor3D = tf
      .zeros([numBatch, 1, dim])
      .add(this.classToken);
    return this.join(first, embedded);
  }

  join(first: tf.Tensor3D, embedded: tf.Tensor3D): tf.Tensor3D {
    return tf.concat([first, embedded], 1).add(this.positions);
  }

  pool(h: tf.Tensor3D): tf.Tensor {
    return firstRow(h);
  }

  forward(images: tf.Tensor4D): tf.Tensor {
    return tf.tidy(() => {
      const h = this.encoder.forward(this.embed(this.cut(images)));
      return this.readout.forward(this.pool(h) as tf.Tensor2D);
    });
  }
}

class ReadsLast extends Whole {
  override pool(h: tf.Tensor3D): tf.Tensor {
    return rowOf(h, h.shape[1] - 1);
  }
}

class ReadsMean extends Whole {
  override pool(h: tf.Tensor3D): tf.Tensor {
    return h.mean(1);
  }
}

class WithoutPositions extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    return tf.concat([first, embedded], 1);
  }
}

class PositionsTooEarly extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    const numPatches = embedded.shape[1];
    const rows = rowsOf(this.positions, 0, numPatches);
    return tf.concat([first, embedded.add<tf.Tensor3D>(rows)], 1);
  }
}

class TokenLast extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    return tf.concat([embedded, first], 1).add(this.positions);
  }
}

class PostNorm extends Whole {
  override normOptions() {
    return { norm: 'post' as const, hasFinalNorm: true };
  }
}

class Probabilities extends Whole {
  override forward(images: tf.Tensor4D): tf.Tensor {
    return tf.tidy(() => tf.softmax(super.forward(images)));
  }
}

class ColumnsFirst extends Whole {
  override cut(images: tf.Tensor4D): tf.Tensor3D {
    const turned: tf.Tensor4D = images.transpose([0, 2, 1, 3]);
    return imagePatches(turned, this.patchSize);
  }
}

/** Variants: the patches by a convolution; the class token by tile and gather. */
class Convolving extends Whole {
  override embed(patches: tf.Tensor3D): tf.Tensor3D {
    const [numBatch, numPatches, size] = patches.shape;
    const { weight, bias } = this.patchEmbedding;
    const dim = weight.shape[1];
    const filters = (weight as tf.Tensor2D).reshape<tf.Tensor4D>([
      1,
      1,
      size,
      dim,
    ]);
    const columns = patches.reshape<tf.Tensor4D>([
      numBatch,
      numPatches,
      1,
      size,
    ]);
    const maps = tf.conv2d(columns, filters, 1, 'valid');
    const embedded = maps.reshape<tf.Tensor3D>([
      numBatch,
      numPatches,
      dim,
    ]);
    const first = tf.zeros([numBatch, 1, dim]).add(this.classToken);
    return this.join(
      first as tf.Tensor3D,
      bias === null ? embedded : embedded.add(bias),
    );
  }
}

class Gathering extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    const [numBatch, numPatches] = embedded.shape;
    const places = this.positions as tf.Tensor2D;
    const rows = tf.unstack(places).map((row) => row.expandDims(0));
    const head = first.add(rows[0]);
    const tail = embedded.add(tf.concat(rows.slice(1), 0));
    return numBatch > 0 && numPatches > 0
      ? (tf.concat([head, tail], 1) as tf.Tensor3D)
      : embedded;
  }

  override pool(h: tf.Tensor3D): tf.Tensor {
    return h.gather(tf.tensor1d([0], 'int32'), 1).squeeze([1]);
  }
}

type Rollout = (weights: tf.Tensor4D[]) => tf.Tensor;

interface RolloutParts {
  overHeads: (block: tf.Tensor4D) => tf.Tensor;
  withItself: (mean: tf.Tensor, itself: tf.Tensor) => tf.Tensor;
  product: (sofar: tf.Tensor, block: tf.Tensor) => tf.Tensor;
}

const rolloutBy =
  (wrong: Partial<RolloutParts>): Rollout =>
  (weights) =>
    tf.tidy(() => {
      const parts: RolloutParts = {
        overHeads: (block) => block.mean(1),
        withItself: (mean, itself) =>
          mean.mul(0.5).add(itself.mul(0.5)),
        product: (sofar, block) => tf.matMul(block, sofar),
        ...wrong,
      };
      const itself = tf.eye(weights[0].shape[2]);
      return weights
        .map((block) =>
          parts.withItself(parts.overHeads(block), itself),
        )
        .reduce(parts.product);
    });

type Shares = {
  whole: number;
  without: number;
  shuffled: number;
};
type Worth = (
  tokens: tf.Tensor3D,
  positions: tf.Tensor2D,
  query: tf.Tensor1D,
  readout: tf.Tensor2D,
  labels: tf.Tensor1D,
  order: tf.Tensor1D,
) => Shares;

interface WorthParts {
  scaled: (scores: tf.Tensor, dim: number) => tf.Tensor;
  /** What is mixed, from the tokens and their positions. */
  mixed: (
    tokens: tf.Tensor3D,
    positions: tf.Tensor2D,
  ) => tf.Tensor3D;
  /** What is scored. */
  scored: (
    tokens: tf.Tensor3D,
    positions: tf.Tensor2D,
  ) => tf.Tensor3D;
  shuffle: (
    tokens: tf.Tensor3D,
    positions: tf.Tensor2D,
    order: tf.Tensor1D,
  ) => [tf.Tensor3D, tf.Tensor2D];
  report: (shares: Shares) => Shares;
}

const both = (
  tokens: tf.Tensor3D,
  positions: tf.Tensor2D,
): tf.Tensor3D => tokens.add(positions);

const worthBy =
  (wrong: Partial<WorthParts>): Worth =>
  (tokens, positions, query, readout, labels, order) => {
    const parts: WorthParts = {
      scaled: (scores, dim) => scores.div(Math.sqrt(dim)),
      mixed: both,
      scored: both,
      shuffle: (moved, rows, by) => [tf.gather(moved, by, 1), rows],
      report: (shares) => shares,
      ...wrong,
    };
    const accuracyOf = (
      content: tf.Tensor3D,
      rows: tf.Tensor2D,
    ): number =>
      tf.tidy(() => {
        const dim = content.shape[2];
        const scores = parts
          .scored(content, rows)
          .mul(query)
          .sum(2);
        const weights = tf.softmax(parts.scaled(scores, dim));
        const pooled: tf.Tensor2D = parts
          .mixed(content, rows)
          .mul(weights.expandDims(2))
          .sum(1);
        const best = tf.matMul(pooled, readout).argMax(1);
        return best.equal(labels).toFloat().mean().dataSync()[0];
      });
    return tf.tidy(() =>
      parts.report({
        whole: accuracyOf(tokens, positions),
        without: accuracyOf(tokens, tf.zerosLike(positions)),
        shuffled: accuracyOf(
          ...parts.shuffle(tokens, positions, order),
        ),
      }),
    );
  };

/** The same in plain numbers. */
const worthByLoops: Worth = (
  tokens,
  positions,
  query,
  readout,
  labels,
  order,
) => {
  const [all, rows] = [tokens.arraySync(), positions.arraySync()];
  const [q, W] = [query.arraySync(), readout.arraySync()];
  const [classes, by] = [labels.arraySync(), order.arraySync()];
  const share = (images: number[][][], places: number[][]) => {
    const right = images.filter((patches, n) => {
      const x = patches.map((patch, m) =>
        patch.map((value, d) => value + places[m][d]),
      );
      const powers = x.map((token) =>
        Math.exp(
          token.reduce((sum, value, d) => sum + value * q[d], 0) /
            Math.sqrt(q.length),
        ),
      );
      const logits = W[0].map((_, c) =>
        x.reduce(
          (sum, token, m) =>
            sum +
            powers[m] *
              token.reduce((s, value, d) => s + value * W[d][c], 0),
          0,
        ),
      );
      return logits.indexOf(Math.max(...logits)) === classes[n];
    });
    return right.length / images.length;
  };
  const zeros = rows.map((row) => row.map(() => 0));
  const moved = all.map((patches) => by.map((m) => patches[m]));
  return {
    whole: share(all, rows),
    without: share(all, zeros),
    shuffled: share(moved, rows),
  };
};

export const mistakes: Mistakes = {
  patchify: [
    {
      id: 'no-transpose',
      says: 'the image is only reshaped: each patch is a strip of pixels that follow one another',
      hint: 'Memory runs along whole rows of the image. Something must change places before the last reshape.',
      answer: ((images, patchSize) => {
        const [numBatch, height, width] = images.shape;
        const numPatches = (height * width) / patchSize ** 2;
        return images.reshape([numBatch, numPatches, -1]);
      }) as Patchify,
    },
    {
      id: 'columns-first',
      says: 'the patches go from top to bottom first: column by column',
      hint: 'Which patch is number 1: the one beside the first, or the one below it?',
      answer: sixAxes([0, 3, 1, 2, 4, 5]),
    },
    {
      id: 'turned-inside',
      says: 'inside a patch the pixels go column by column',
      hint: 'The patches are in order. Look at the two axes of a pixel within its patch.',
      answer: sixAxes([0, 1, 3, 4, 2, 5]),
    },
    {
      id: 'channels-first',
      says: 'the channels come before the pixels of a patch: all of the first channel, then all of the second',
      hint: 'With one channel it is right. Which axis should be the last?',
      answer: sixAxes([0, 1, 3, 5, 2, 4]),
    },
    {
      id: 'overlapping',
      says: 'the patches overlap: the next begins one pixel further, not P pixels',
      hint: 'How many patches should a 4 × 4 image have for P = 2?',
      answer: squaresEvery(() => 1),
    },
    {
      id: 'grid-kept',
      says: 'rows and columns of patches are still two axes',
      hint: 'A Transformer reads a sequence: (B, M, p).',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const [numBatch, height, width] = images.shape;
          const right = sixAxes([0, 1, 3, 2, 4, 5]);
          return right(images, patchSize).reshape([
            numBatch,
            height / patchSize,
            width / patchSize,
            -1,
          ]);
        })) as Patchify,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the pixels: they were read out as numbers',
      hint: 'arraySync() ends the tape. Stay with tensors.',
      answer: ((images, patchSize) =>
        sixAxes([0, 1, 3, 2, 4, 5])(
          tf.tensor4d(images.arraySync()),
          patchSize,
        )) as Patchify,
    },
  ],
  embedPatches: [
    {
      id: 'as-given',
      says: 'nothing is repaired yet: the class token is last, and it has no position',
      hint: 'Begin with the order of the two things that are joined.',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat(
            [
              embedded.add<tf.Tensor3D>(
                rowsOf(rows, 0, embedded.shape[1]),
              ),
              first,
            ],
            1,
          ),
      }),
    },
    {
      id: 'positions-too-early',
      says: 'the positions are added before the class token is joined: the token has none, and each patch has that of its neighbour',
      hint: 'Row 0 of the positions belongs to the class token. Who gets it in your code?',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat(
            [
              first,
              embedded.add<tf.Tensor3D>(
                rowsOf(rows, 0, embedded.shape[1]),
              ),
            ],
            1,
          ),
      }),
    },
    {
      id: 'token-last',
      says: 'the class token stands behind the patches',
      hint: 'One error is left. Which row does the readout look at?',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat([embedded, first], 1).add(rows),
      }),
    },
    {
      id: 'no-positions',
      says: 'the positions are missing',
      hint: 'Without them a ViT sees a bag of patches.',
      answer: embedBy({
        join: (first, embedded) => tf.concat([first, embedded], 1),
      }),
    },
    {
      id: 'token-without-position',
      says: 'the class token gets no position',
      hint: 'M + 1 positions for M + 1 tokens.',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat(
            [
              first,
              embedded.add<tf.Tensor3D>(
                rowsOf(rows, 1, embedded.shape[1]),
              ),
            ],
            1,
          ),
      }),
    },
    {
      id: 'no-bias',
      says: 'the bias is missing',
      hint: 'That line was right before.',
      answer: embedBy({
        project: (flat, weight) => tf.matMul(flat, weight),
      }),
    },
  ],
  readOut: [
    {
      id: 'token-in-the-mean',
      says: 'the mean runs over all M + 1 vectors, the class token among them',
      hint: 'Where should the slice for the mean begin?',
      answer: readBy(firstRow, (x) => x.mean(1)),
    },
    {
      id: 'reads-last',
      says: 'the last vector is read instead of the class token',
      hint: 'The class token stands before the patches.',
      answer: readBy(
        (x) => rowOf(x, x.shape[1] - 1),
        meanOfPatches,
      ),
    },
    {
      id: 'reads-first-patch',
      says: 'the first patch is read instead of the class token',
      hint: 'Indices begin at 0.',
      answer: readBy((x) => rowOf(x, 1), meanOfPatches),
    },
    {
      id: 'pooling-ignored',
      says: 'the mean is returned whatever pooling says',
      hint: 'Two cases, two results.',
      answer: readBy(meanOfPatches, meanOfPatches),
    },
    {
      id: 'sum-of-patches',
      says: 'the patches are summed, not averaged',
      hint: 'With one patch it is right. With three?',
      answer: readBy(firstRow, (x) => patchesOf(x).sum(1)),
    },
    {
      id: 'mean-over-entries',
      says: 'the mean runs over the entries of each token, not over the tokens',
      hint: 'Which axis counts the tokens of (B, M + 1, D)?',
      answer: readBy(firstRow, (x) => patchesOf(x).mean(2)),
    },
    {
      id: 'last-patch-lost',
      says: 'the slice for the mean leaves the last patch out, or the first one',
      hint: 'How many rows does your slice have? It should be M.',
      answer: readBy(firstRow, (x) =>
        x.slice([0, 0, 0], [-1, x.shape[1] - 1, -1]).mean(1),
      ),
    },
  ],
  VisionTransformer: [
    {
      id: 'reads-last',
      says: 'the last patch is read out instead of the class token',
      hint: 'The class token is row 0.',
      answer: ReadsLast,
    },
    {
      id: 'reads-mean',
      says: 'the mean of all tokens is read out instead of the class token',
      hint: 'That is a model, too, but another. Read row 0.',
      answer: ReadsMean,
    },
    {
      id: 'no-positions',
      says: 'the positions are not added',
      hint: 'They are a field with weights. Where are they used?',
      answer: WithoutPositions,
    },
    {
      id: 'positions-too-early',
      says: 'the positions are added before the class token is joined',
      hint: 'M + 1 positions: add them to M + 1 tokens.',
      answer: PositionsTooEarly,
    },
    {
      id: 'token-last',
      says: 'the class token is joined behind the patches',
      hint: 'Which end does the readout look at?',
      answer: TokenLast,
    },
    {
      id: 'post-norm',
      says: 'the encoder normalises after its sums, not before its sublayers',
      hint: 'Look at the option norm.',
      answer: PostNorm,
    },
    {
      id: 'probabilities',
      says: 'probabilities are returned, not logits',
      hint: 'The softmax belongs to the loss.',
      answer: Probabilities,
    },
    {
      id: 'turned-image',
      says: 'rows and columns of the image are exchanged before it is cut',
      hint: 'Images are (B, height, width, C).',
      answer: ColumnsFirst,
    },
  ],
  rollout: [
    {
      id: 'no-residual',
      says: 'the identity is missing: the way around the attention is forgotten',
      hint: 'A block gives x + attention(x). How much of a token goes past the attention?',
      answer: rolloutBy({ withItself: (mean) => mean }),
    },
    {
      id: 'not-halved',
      says: 'the identity is added, but the rows are not brought back to a sum of 1',
      hint: 'What do the rows of A + I sum to?',
      answer: rolloutBy({
        withItself: (mean, itself) => mean.add(itself),
      }),
    },
    {
      id: 'wrong-order',
      says: 'the product is in the wrong order: the first block stands on the left',
      hint: 'The last block reads what the block before it gave.',
      answer: rolloutBy({
        product: (sofar, block) => tf.matMul(sofar, block),
      }),
    },
    {
      id: 'max-over-heads',
      says: 'the largest weight among the heads is taken, not their mean',
      hint: 'Do the rows still sum to 1?',
      answer: rolloutBy({ overHeads: (block) => block.max(1) }),
    },
    {
      id: 'last-block-only',
      says: 'only the last block is used',
      hint: 'With one block it is right. Multiply them all.',
      answer: rolloutBy({ product: (_, block) => block }),
    },
    {
      id: 'averaged-blocks',
      says: 'the blocks are averaged, not multiplied',
      hint: 'Blocks come one after the other, heads side by side.',
      answer: ((weights) =>
        tf.tidy(() =>
          rolloutBy({
            product: (sofar, block) => sofar.add(block),
          })(weights).div(weights.length),
        )) as Rollout,
    },
    {
      id: 'columns',
      says: 'rows and columns are exchanged',
      hint: 'Row i says where output i comes from.',
      answer: ((weights) =>
        tf.tidy(() =>
          rolloutBy({})(weights).transpose([0, 2, 1]),
        )) as Rollout,
    },
  ],
  worthOfPositions: [
    {
      id: 'positions-move-too',
      says: 'the positions are shuffled together with the tokens, so nothing changes',
      hint: 'Which of the two stays where it is?',
      answer: worthBy({
        shuffle: (tokens, positions, order) => [
          tf.gather(tokens, order, 1),
          tf.gather(positions, order, 0),
        ],
      }),
    },
    {
      id: 'positions-only-scored',
      says: 'the positions take part in the scores, but not in what is mixed',
      hint: 'x is both: what is scored, and what is mixed.',
      answer: worthBy({ mixed: (tokens) => tokens }),
    },
    {
      id: 'positions-only-mixed',
      says: 'the positions are in what is mixed, but not in the scores',
      hint: 'x is both: what is scored, and what is mixed.',
      answer: worthBy({ scored: (tokens) => tokens }),
    },
    {
      id: 'drops',
      says: 'the losses of accuracy are reported, not the accuracies',
      hint: 'Three accuracies, each a share of the images.',
      answer: worthBy({
        report: ({ whole, without, shuffled }) => ({
          whole: whole,
          without: whole - without,
          shuffled: whole - shuffled,
        }),
      }),
    },
    {
      id: 'shuffled-without',
      says: 'the shuffled images are measured without positions',
      hint: 'When the positions are 0, does the order matter at all?',
      answer: worthBy({
        report: ({ whole, without }) => ({
          whole: whole,
          without: without,
          shuffled: without,
        }),
      }),
    },
    {
      id: 'mean-not-attention',
      says: 'all patches have the same weight: the query is not used',
      hint: 'The weights are a softmax of x · q.',
      answer: worthBy({ scaled: (scores) => scores.mul(0) }),
    },
    {
      id: 'whole-again',
      says: 'the accuracy of whole stands in all three places',
      hint: 'Change x, not only the name.',
      answer: worthBy({
        report: ({ whole }) => ({
          whole: whole,
          without: whole,
          shuffled: whole,
        }),
      }),
    },
    {
      id: 'exchanged',
      says: 'without and shuffled are exchanged',
      hint: 'Which of the two keeps the positions?',
      answer: worthBy({
        report: ({ whole, without, shuffled }) => ({
          whole: whole,
          without: shuffled,
          shuffled: without,
        }),
      }),
    },
  ],
};

export const variants: Variants = {
  patchify: [
    { id: 'six-axes', answer: sixAxes([0, 1, 3, 2, 4, 5]) },
    {
      id: 'cut-out-one-by-one',
      answer: squaresEvery((patchSize) => patchSize),
    },
    {
      id: 'split-and-stack',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const [numBatch, height, width] = images.shape;
          const strips = tf.split(images, height / patchSize, 1);
          const patches = strips.flatMap((strip) =>
            tf
              .split(strip, width / patchSize, 2)
              .map((square) => square.reshape([numBatch, -1])),
          );
          return tf.stack(patches, 1);
        })) as Patchify,
    },
  ],
  embedPatches: [
    {
      id: 'two-slices-of-the-positions',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat(
            [
              first.add<tf.Tensor3D>(rowsOf(rows, 0, 1)),
              embedded.add<tf.Tensor3D>(
                rowsOf(rows, 1, embedded.shape[1]),
              ),
            ],
            1,
          ),
      }),
    },
    {
      id: 'image-by-image',
      answer: ((patches, weight, bias, classToken, positions) =>
        tf.tidy(() => {
          const token = classToken.expandDims(0);
          const rows = tf.unstack(patches).map((image) => {
            const embedded = image.dot(weight).add(bias);
            return tf.concat([token, embedded], 0).add(positions);
          });
          return tf.stack(rows);
        })) as Embed,
    },
  ],
  readOut: [
    {
      id: 'gathered',
      answer: ((x, pooling) =>
        tf.tidy(() => {
          const rows = tf.unstack(x, 1);
          const patches = rows.slice(1);
          const chosen =
            pooling === 'class' ? rows.slice(0, 1) : patches;
          return tf.addN(chosen).div(chosen.length);
        })) as Read,
    },
    {
      id: 'all-less-the-token',
      answer: readBy(
        (x) => tf.split(x, [1, x.shape[1] - 1], 1)[0].squeeze([1]),
        (x) =>
          x
            .sum(1)
            .sub(rowOf(x, 0))
            .div(x.shape[1] - 1),
      ),
    },
  ],
  VisionTransformer: [
    { id: 'convolving', answer: Convolving },
    { id: 'gathering', answer: Gathering },
  ],
  rollout: [
    { id: 'other-order', answer: rolloutBy({}) },
    {
      id: 'head-by-head',
      answer: ((weights) =>
        tf.tidy(() => {
          let rolled: tf.Tensor | null = null;
          for (const block of weights) {
            const heads = tf.unstack(block, 1);
            const mean = tf.addN(heads).div(heads.length);
            const itself = tf
              .eye(block.shape[3])
              .expandDims(0)
              .tile([block.shape[0], 1, 1]);
            const both = tf.addN([mean, itself]).mul(0.5);
            rolled =
              rolled === null ? both : tf.matMul(both, rolled);
          }
          return rolled as tf.Tensor;
        })) as Rollout,
    },
  ],
  worthOfPositions: [
    { id: 'by-products', answer: worthBy({}) },
    { id: 'loops', answer: worthByLoops },
  ],
};
