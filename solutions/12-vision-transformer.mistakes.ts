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

/** Height and width cut into the axes given; these brought into the order given, and joined. */
const cutInto =
  (
    order: number[],
    axes: (rows: number, columns: number, P: number) => number[],
  ): Patchify =>
  (images, patchSize) =>
    tf.tidy(() => {
      const [numBatch, height, width, channels] = images.shape;
      const rows = height / patchSize;
      const columns = width / patchSize;
      return images
        .reshape([
          numBatch,
          ...axes(rows, columns, patchSize),
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

/** Whatever has length 1 is lost: right unless there is one image, or one dimension. */
const withoutOnes = (rows: tf.Tensor): tf.Tensor =>
  rows.expandDims(0).squeeze();

interface Config {
  imageSize: number;
  patchSize: number;
  dim: number;
  numHeads: number;
  numLayers: number;
  numClasses: number;
  random: Random;
}

interface EncoderOptions {
  norm: 'pre' | 'post';
  hasFinalNorm?: boolean;
  activation: 'gelu' | 'relu';
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
      ...this.encoderOptions(),
    });
    this.readout = new MLP({
      dims: [dim, dim, config.numClasses],
      activation: this.readoutActivation(),
      random: random,
    });
    this.patchSize = patchSize;
  }

  encoderOptions(): EncoderOptions {
    return { norm: 'pre', activation: 'gelu' };
  }

  readoutActivation(): 'gelu' | 'relu' {
    return 'gelu';
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
  override encoderOptions(): EncoderOptions {
    return { norm: 'post', hasFinalNorm: true, activation: 'gelu' };
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

class OneHead extends Whole {
  constructor(config: Config) {
    super({ ...config, numHeads: 1 });
  }
}

class SizesBuiltIn extends Whole {
  constructor(config: Config) {
    super({ ...config, numClasses: 3, dim: 4 });
  }
}

class ReluInside extends Whole {
  override encoderOptions(): EncoderOptions {
    return { norm: 'pre', activation: 'relu' };
  }
}

class NoFinalNorm extends Whole {
  override encoderOptions(): EncoderOptions {
    return { norm: 'pre', hasFinalNorm: false, activation: 'gelu' };
  }
}

class ReluReadout extends Whole {
  override readoutActivation() {
    return 'relu' as const;
  }
}

class OneToken extends Whole {
  override embed(patches: tf.Tensor3D): tf.Tensor3D {
    const embedded = this.patchEmbedding.forward(patches);
    return this.join(this.classToken as tf.Tensor3D, embedded);
  }
}

class ReadsPatches extends Whole {
  override pool(h: tf.Tensor3D): tf.Tensor {
    return meanOfPatches(h);
  }
}

class OnlyReshaped extends Whole {
  override cut(images: tf.Tensor4D): tf.Tensor3D {
    const size = this.patchSize ** 2;
    return images.reshape([images.shape[0], -1, size]);
  }
}

class TokenWithoutPosition extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    const rows = rowsOf(this.positions, 1, embedded.shape[1]);
    return tf.concat([first, embedded.add<tf.Tensor3D>(rows)], 1);
  }
}

class PositionsAsNumbers extends Whole {
  override join(
    first: tf.Tensor3D,
    embedded: tf.Tensor3D,
  ): tf.Tensor3D {
    const rows = tf.tensor(this.positions.arraySync());
    return tf.concat([first, embedded], 1).add(rows);
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

class OtherOrder extends Module {
  readonly readout: MLP;
  readonly encoder: TransformerEncoder;
  readonly positions: tf.Variable<tf.Rank.R2>;
  readonly classToken: tf.Variable<tf.Rank.R3>;
  readonly patchEmbedding: Linear;
  readonly options: Config;

  constructor(config: Config) {
    super();
    const { readout, encoder, positions, ...others } = new Whole(
      config,
    );
    this.readout = readout;
    this.encoder = encoder;
    this.positions = positions;
    this.classToken = others.classToken;
    this.patchEmbedding = others.patchEmbedding;
    this.options = config;
  }

  forward(images: tf.Tensor4D): tf.Tensor {
    return tf.tidy(() => {
      const patches = imagePatches(images, this.options.patchSize);
      const embedded = this.patchEmbedding.forward(patches);
      const token = this.classToken.tile([images.shape[0], 1, 1]);
      const x: tf.Tensor3D = tf
        .concat([token, embedded], 1)
        .add(this.positions);
      const rows = this.readout.forward(this.encoder.forward(x));
      return tf.unstack(rows, 1)[0];
    });
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
      id: 'cut-the-other-way',
      says: 'the height is cut into P × rows, not into rows × P, and the width likewise',
      hint: 'A reshape cuts the outer from the inner: does the image have P blocks of rows, or rows of P lines each?',
      answer: cutInto([0, 1, 3, 2, 4, 5], (rows, columns, P) => [
        P,
        rows,
        P,
        columns,
      ]),
    },
    {
      id: 'every-nth-pixel',
      says: 'a patch takes pixels from all over the image, not neighbours',
      hint: 'Two pixels side by side in the image: are they side by side in your patch?',
      answer: cutInto([0, 2, 4, 1, 3, 5], (rows, columns, P) => [
        P,
        rows,
        P,
        columns,
      ]),
    },
    {
      id: 'rows-for-columns',
      says: 'the height is cut into as many pieces as the width should be, and the other way round',
      hint: 'For square images it is right. Which of the two numbers belongs to the height?',
      answer: cutInto([0, 1, 3, 2, 4, 5], (rows, columns, P) => [
        columns,
        P,
        rows,
        P,
      ]),
    },
    {
      id: 'square-only',
      says: 'the image is taken for a square',
      hint: 'Count the rows of patches and the columns, each from its own side.',
      answer: cutInto([0, 1, 3, 2, 4, 5], (rows, _columns, P) => [
        rows,
        P,
        rows,
        P,
      ]),
    },
    {
      id: 'one-channel',
      says: 'the channels are forgotten: each pixel is taken for one number',
      hint: 'A grey image passes. Where do the C numbers of a pixel go in your reshape?',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const [numBatch, height, width] = images.shape;
          const rows = height / patchSize;
          const columns = width / patchSize;
          return images
            .reshape([
              numBatch,
              rows,
              patchSize,
              columns,
              patchSize,
            ])
            .transpose([0, 1, 3, 2, 4])
            .reshape([numBatch, rows * columns, -1]);
        })) as Patchify,
    },
    {
      id: 'images-mixed',
      says: 'patches of different images stand in one row: the first patch of every image, then the second',
      hint: 'With one image it is right. Which axis comes first in memory before your last reshape: the image or the patch?',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const right = sixAxes([0, 1, 3, 2, 4, 5]);
          const patches = right(images, patchSize);
          return patches
            .transpose([1, 0, 2])
            .reshape(patches.shape);
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
    {
      id: 'token-not-repeated',
      says: 'there is one class token for all images together',
      hint: 'With one image it is right. Every image needs its own copy in front.',
      answer: ((patches, weight, bias, classToken, positions) =>
        tf.tidy(() => {
          const [numBatch, numPatches, size] = patches.shape;
          const embedded = tf
            .matMul(patches.reshape([-1, size]), weight)
            .add(bias)
            .reshape([numBatch, numPatches, -1]);
          const first = classToken.reshape([1, 1, -1]);
          return tf.concat([first, embedded], 1).add(positions);
        })) as Embed,
    },
    {
      id: 'token-on-every-patch',
      says: 'the class token is added to every patch, too',
      hint: 'The token is a token of its own. The patches get their positions, nothing else.',
      answer: embedBy({
        join: (first, embedded, rows) =>
          tf.concat([first, embedded.add(first)], 1).add(rows),
      }),
    },
    {
      id: 'bias-on-the-token',
      says: 'the bias is added to the class token, too',
      hint: 'The bias belongs to the product with the weight. Does the class token go through it?',
      answer: ((patches, weight, bias, classToken, positions) =>
        embedBy({})(
          patches,
          weight,
          bias,
          classToken.add(bias),
          positions,
        )) as Embed,
    },
    {
      id: 'images-mixed',
      says: 'patches of different images have changed places',
      hint: 'With one image it is right. In which order do the rows of the product stand: image by image, or patch by patch?',
      answer: ((patches, weight, bias, classToken, positions) =>
        tf.tidy(() => {
          const [numBatch, numPatches, size] = patches.shape;
          const mixed: tf.Tensor3D = patches
            .reshape([numPatches, numBatch, size])
            .transpose([1, 0, 2]);
          return embedBy({})(
            mixed,
            weight,
            bias,
            classToken,
            positions,
          );
        })) as Embed,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the patches: they were read out as numbers',
      hint: 'arraySync() ends the tape. Stay with tensors.',
      answer: ((patches, weight, bias, classToken, positions) =>
        embedBy({})(
          tf.tensor3d(patches.arraySync()),
          weight,
          bias,
          classToken,
          positions,
        )) as Embed,
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
    {
      id: 'exchanged',
      says: "'class' gives the mean, and 'mean' the class token",
      hint: 'Both results are right, each in the place of the other.',
      answer: readBy(meanOfPatches, firstRow),
    },
    {
      id: 'class-only',
      says: 'the class token is returned whatever pooling says',
      hint: "Which line of yours runs when pooling is 'mean'?",
      answer: readBy(firstRow, firstRow),
    },
    {
      id: 'divided-by-all',
      says: 'the sum over the patches is divided by the number of all tokens, the class token among them',
      hint: 'M patches, M + 1 tokens.',
      answer: readBy(firstRow, (x) =>
        patchesOf(x).sum(1).div(x.shape[1]),
      ),
    },
    {
      id: 'largest',
      says: 'the largest entry among the patches is taken, not their mean',
      hint: 'Two patches with 1 and 3: what should come out?',
      answer: readBy(firstRow, (x) => patchesOf(x).max(1)),
    },
    {
      id: 'all-ones-squeezed',
      says: 'every axis of length 1 is dropped, and with one image that is the axis of the images, too',
      hint: 'squeeze() without an axis drops more than you think. Name the axis.',
      answer: readBy(
        (x) => withoutOnes(firstRow(x)),
        (x) => withoutOnes(meanOfPatches(x)),
      ),
    },
    {
      id: 'size-built-in',
      says: 'the width of a vector is written into the code as a number',
      hint: 'Take the sizes from x.shape.',
      answer: readBy(
        (x) => x.slice([0, 0, 0], [-1, 1, 3]).reshape([-1, 3]),
        meanOfPatches,
      ),
    },
    {
      id: 'batch-built-in',
      says: 'the number of images is written into the code',
      hint: 'Take the sizes from x.shape.',
      answer: readBy(
        (x) => x.slice([0, 0, 0], [2, 1, -1]).squeeze([1]),
        meanOfPatches,
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
    {
      id: 'one-head',
      says: 'the encoder has one head, whatever numHeads says',
      hint: 'The weights have the same shapes for any number of heads. Which option do you not hand on?',
      answer: OneHead,
    },
    {
      id: 'sizes-built-in',
      says: 'the width and the number of classes are written into the code as numbers',
      hint: 'dim and numClasses are options. Where do you need them?',
      answer: SizesBuiltIn,
    },
    {
      id: 'relu-in-the-encoder',
      says: 'the blocks use relu, not gelu',
      hint: 'Look at the option activation of the encoder.',
      answer: ReluInside,
    },
    {
      id: 'relu-in-the-readout',
      says: 'the readout uses relu, not gelu',
      hint: 'Look at the option activation of the MLP.',
      answer: ReluReadout,
    },
    {
      id: 'no-final-norm',
      says: 'the encoder does not normalise what leaves its last block',
      hint: "With norm: 'pre' the encoder has a last norm unless you say otherwise.",
      answer: NoFinalNorm,
    },
    {
      id: 'token-not-repeated',
      says: 'there is one class token for all images together',
      hint: 'The field is (1, 1, D). Every image needs its own copy in front: (B, 1, D).',
      answer: OneToken,
    },
    {
      id: 'reads-patches',
      says: 'the mean of the patches is read out instead of the class token',
      hint: 'That is a model, too, but another. Read row 0.',
      answer: ReadsPatches,
    },
    {
      id: 'only-reshaped',
      says: 'the image is only reshaped: each patch is a strip of pixels, not a square',
      hint: 'imagePatches cuts squares, and so does your function of 12.1.',
      answer: OnlyReshaped,
    },
    {
      id: 'token-without-position',
      says: 'the class token gets no position',
      hint: 'M + 1 positions for M + 1 tokens.',
      answer: TokenWithoutPosition,
    },
    {
      id: 'positions-outside-the-tape',
      says: 'the values are right, but no gradient reaches the positions: they were read out as numbers',
      hint: 'Add the variable itself.',
      answer: PositionsAsNumbers,
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
    {
      id: 'sum-over-heads',
      says: 'the heads are summed, not averaged',
      hint: 'With one head it is right. What do the rows sum to with three?',
      answer: rolloutBy({ overHeads: (block) => block.sum(1) }),
    },
    {
      id: 'first-head-only',
      says: 'only the first head is used',
      hint: 'With one head it is right. Average over all of them.',
      answer: rolloutBy({
        overHeads: (block) => tf.unstack(block, 1)[0],
      }),
    },
    {
      id: 'head-by-head',
      says: 'each head is multiplied through all blocks by itself, and the mean is taken at the end',
      hint: 'What leaves a block has passed all of its heads. When do they meet: after each block, or after the last?',
      answer: ((weights) =>
        tf.tidy(() => {
          const perHead = tf.unstack(weights[0], 1).map((_, head) =>
            rolloutBy({
              overHeads: (block) => tf.unstack(block, 1)[head],
            })(weights),
          );
          return tf.addN(perHead).div(perHead.length);
        })) as Rollout,
    },
    {
      id: 'one-way-around',
      says: 'the identity is mixed in once, after the product, not in every block',
      hint: 'With one block it is right. Each of several has its own way around.',
      answer: ((weights) =>
        tf.tidy(() =>
          rolloutBy({ withItself: (mean) => mean })(weights)
            .add(tf.eye(weights[0].shape[2]))
            .div(2),
        )) as Rollout,
    },
    {
      id: 'entry-by-entry',
      says: 'the blocks are multiplied entry by entry, not as matrices',
      hint: 'With one block it is right. Which product sums over what stands between two blocks?',
      answer: rolloutBy({
        product: (sofar, block) => sofar.mul(block),
      }),
    },
    {
      id: 'first-image-for-all',
      says: 'the blocks of the first image are taken for every image',
      hint: 'With one image it is right.',
      answer: rolloutBy({
        product: (sofar, block) => {
          const one = sofar.slice([0, 0, 0], [1, -1, -1]);
          const all = one.tile([sofar.shape[0], 1, 1]);
          return tf.matMul(block, all);
        },
      }),
    },
    {
      id: 'reversed-in-place',
      says: 'the list that you were given is turned round itself',
      hint: 'weights.reverse() changes the argument. [...weights].reverse() makes a new list.',
      answer: ((weights) =>
        rolloutBy({
          product: (sofar, block) => tf.matMul(sofar, block),
        })(weights.reverse())) as Rollout,
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
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √D',
      hint: 'Lesson 03: what happens to the softmax when scores are large?',
      answer: worthBy({ scaled: (scores) => scores }),
    },
    {
      id: 'times-the-root',
      says: 'the scores are multiplied by √D, not divided by it',
      hint: 'Should the softmax be sharper for wide vectors, or as sharp as for narrow ones?',
      answer: worthBy({
        scaled: (scores, dim) => scores.mul(Math.sqrt(dim)),
      }),
    },
    {
      id: 'divided-by-d',
      says: 'the scores are divided by D, not by √D',
      hint: 'Lesson 03: by how much does the spread of a sum of D products grow?',
      answer: worthBy({ scaled: (scores, dim) => scores.div(dim) }),
    },
    {
      id: 'all-or-nothing',
      says: 'the patch with the largest score gets all the weight',
      hint: 'A softmax shares its weight. Which patch it likes best is not the question.',
      answer: worthBy({ scaled: (scores) => scores.mul(1e4) }),
    },
    {
      id: 'softmax-over-images',
      says: 'the softmax runs over the images, not over the patches',
      hint: 'The weights of one image should sum to 1.',
      answer: worthBy({
        scaled: (scores, dim) =>
          tf
            .logSoftmax(scores.div(Math.sqrt(dim)).transpose())
            .transpose(),
      }),
    },
    {
      id: 'shuffled-back',
      says: 'the positions are shuffled, and the tokens stay: that is the opposite order',
      hint: 'Which of the two stays where it is? The tokens move.',
      answer: worthBy({
        shuffle: (tokens, positions, order) => [
          tokens,
          tf.gather(positions, order, 0),
        ],
      }),
    },
    {
      id: 'ones-for-zeros',
      says: 'without positions, every position is 1, not 0',
      hint: 'What does adding 1 to every entry do to the logits?',
      answer: ((tokens, positions, ...others) => ({
        ...worthBy({})(tokens, positions, ...others),
        without: tf.tidy(
          () =>
            worthBy({})(tokens, tf.onesLike(positions), ...others)
              .whole,
        ),
      })) as Worth,
    },
    {
      id: 'mean-for-zeros',
      says: 'without positions, every patch gets the mean of the positions, not 0',
      hint: 'That is an ablation, too, but another: the text asks for 0.',
      answer: ((tokens, positions, ...others) => ({
        ...worthBy({})(tokens, positions, ...others),
        without: tf.tidy(
          () =>
            worthBy({})(
              tokens,
              tf.zerosLike(positions).add(positions.mean(0)),
              ...others,
            ).whole,
        ),
      })) as Worth,
    },
    {
      id: 'errors',
      says: 'the shares of errors are reported, not the accuracies',
      hint: 'An accuracy is the share that is right.',
      answer: worthBy({
        report: ({ whole, without, shuffled }) => ({
          whole: 1 - whole,
          without: 1 - without,
          shuffled: 1 - shuffled,
        }),
      }),
    },
    {
      id: 'per-cent',
      says: 'the accuracies are given in per cent',
      hint: 'A share lies between 0 and 1.',
      answer: worthBy({
        report: ({ whole, without, shuffled }) => ({
          whole: 100 * whole,
          without: 100 * without,
          shuffled: 100 * shuffled,
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
    {
      id: 'unit-filters',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const [numBatch, , , channels] = images.shape;
          const size = patchSize ** 2 * channels;
          const filters: tf.Tensor4D = tf
            .eye(size)
            .reshape([patchSize, patchSize, channels, size]);
          return tf
            .conv2d(images, filters, patchSize, 'valid')
            .reshape([numBatch, -1, size]);
        })) as Patchify,
    },
    {
      id: 'space-to-batch',
      answer: ((images, patchSize) =>
        tf.tidy(() => {
          const [numBatch, , , channels] = images.shape;
          const size = patchSize ** 2;
          return tf
            .spaceToBatchND(
              images,
              [patchSize, patchSize],
              [
                [0, 0],
                [0, 0],
              ],
            )
            .reshape([size, numBatch, -1, channels])
            .transpose([1, 2, 0, 3])
            .reshape([numBatch, -1, size * channels]);
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
    {
      id: 'padded',
      answer: ((patches, weight, bias, classToken, positions) =>
        tf.tidy(() => {
          const embedded = tf
            .einsum('bmp,pd->bmd', patches, weight)
            .add(bias);
          const behind = tf.pad(embedded, [
            [0, 0],
            [1, 0],
            [0, 0],
          ]);
          const numPatches = patches.shape[1];
          const inFront = tf.pad(classToken.expandDims(0), [
            [0, numPatches],
            [0, 0],
          ]);
          return behind.add(inFront).add(positions);
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
    {
      id: 'weighted-sum',
      answer: ((x, pooling) =>
        tf.tidy(() => {
          const length = x.shape[1];
          const each = pooling === 'mean' ? 1 / (length - 1) : 0;
          const weights = Array.from({ length: length }, (_, t) =>
            t > 0 ? each : 1 - Math.sign(each),
          );
          return tf.einsum('btd,t->bd', x, tf.tensor1d(weights));
        })) as Read,
    },
  ],
  VisionTransformer: [
    { id: 'convolving', answer: Convolving },
    { id: 'gathering', answer: Gathering },
    { id: 'other-order-of-fields', answer: OtherOrder },
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
    {
      id: 'block-by-block',
      answer: ((weights) =>
        tf.tidy(() => {
          const [numBatch, , length] = weights[0].shape;
          let x: tf.Tensor = tf
            .eye(length)
            .expandDims(0)
            .tile([numBatch, 1, 1]);
          for (const block of weights)
            x = x.add(tf.matMul(block.mean(1), x)).div(2);
          return x;
        })) as Rollout,
    },
    {
      id: 'sums-of-rows',
      answer: ((weights) =>
        tf.tidy(() => {
          const product = rolloutBy({
            withItself: (mean, itself) => mean.add(itself),
          })(weights);
          return product.div(product.sum(2, true));
        })) as Rollout,
    },
    {
      id: 'from-the-right',
      answer: ((weights) =>
        [...weights]
          .reverse()
          .map((block) =>
            block.mean(1).add(tf.eye(block.shape[2])).div(2),
          )
          .reduce((left, block) => left.matMul(block))) as Rollout,
    },
  ],
  worthOfPositions: [
    { id: 'by-products', answer: worthBy({}) },
    { id: 'loops', answer: worthByLoops },
  ],
};
