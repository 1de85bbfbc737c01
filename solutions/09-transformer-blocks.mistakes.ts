import { FeedForward, LayerNorm, Module, tf } from 'kernel-lib';
import { MultiHeadAttention, type Random } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Layer = (
  x: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
) => tf.Tensor;

const layer =
  (compute: Layer): Layer =>
  (...inputs) =>
    tf.tidy(() => compute(...inputs));

/** LayerNorm whose mean and variance run over some axes. */
const over = (axes: number[]): Layer =>
  layer((x, gain, bias, epsilon) => {
    const centred = x.sub(x.mean(axes, true));
    const spread = centred.square().mean(axes, true);
    return centred
      .div(spread.add(epsilon).sqrt())
      .mul(gain)
      .add(bias);
  });

const norm = over([2]);

const centre = (x: tf.Tensor): tf.Tensor => x.sub(x.mean(2, true));

const spreadOf = (x: tf.Tensor): tf.Tensor =>
  centre(x).square().mean(2, true);

type Network = (
  x: tf.Tensor3D,
  hiddenWeight: tf.Tensor2D,
  hiddenBias: tf.Tensor1D,
  outputWeight: tf.Tensor2D,
  outputBias: tf.Tensor1D,
) => tf.Tensor;

const network =
  (compute: Network): Network =>
  (...inputs) =>
    tf.tidy(() => compute(...inputs));

/** (…, D) x (D, E) -> (…, E), with a gradient. */
function dense(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const rows = x.reshape([-1, weight.shape[0]]) as tf.Tensor2D;
  return tf
    .matMul(rows, weight as tf.Tensor2D)
    .reshape([...x.shape.slice(0, -1), weight.shape[1]!]);
}

type Adding = (
  x: tf.Tensor3D,
  y: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
) => tf.Tensor;

/** An answer made of sums and of a norm. */
const adding =
  (
    compute: (
      x: tf.Tensor,
      y: tf.Tensor,
      normed: (h: tf.Tensor) => tf.Tensor,
    ) => tf.Tensor,
  ): Adding =>
  (x, y, gain, bias) =>
    tf.tidy(() =>
      compute(x, y, (h) =>
        norm(h as tf.Tensor3D, gain, bias, 1e-5),
      ),
    );

type Step = (
  x: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  weight: tf.Tensor2D,
  place: string,
) => tf.Tensor;

type Around = (
  x: tf.Tensor,
  normed: (h: tf.Tensor) => tf.Tensor,
  sublayer: (h: tf.Tensor) => tf.Tensor,
) => tf.Tensor;

const rightPre: Around = (x, normed, sublayer) =>
  x.add(sublayer(normed(x)));
const rightPost: Around = (x, normed, sublayer) =>
  normed(x.add(sublayer(x)));

/** A step from what it does in the two places. */
const stepping =
  (pre: Around, post: Around): Step =>
  (x, gain, bias, weight, place) =>
    tf.tidy(() =>
      (place === 'pre' ? pre : post)(
        x,
        (h) => norm(h as tf.Tensor3D, gain, bias, 1e-5),
        (h) => dense(h, weight),
      ),
    );

interface Config {
  dim: number;
  numHeads: number;
  hiddenDim: number;
  random: Random;
}

/** The block of the exercise, its steps open to change. */
abstract class Block extends Module {
  readonly attentionNorm: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly networkNorm: LayerNorm;
  readonly network: FeedForward;

  constructor(config: Config) {
    super();
    this.attentionNorm = new LayerNorm(config);
    this.attention = new MultiHeadAttention({
      ...config,
      useBias: false,
    });
    this.networkNorm = new LayerNorm(config);
    this.network = new FeedForward(config);
  }

  forward(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor {
    return tf.tidy(() => this.second(this.first(x, memory)));
  }

  first(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
    return x.add(
      this.attend(this.attentionNorm.forward(x), memory, memory),
    );
  }

  second(h: tf.Tensor3D): tf.Tensor3D {
    return h.add(this.network.forward(this.networkNorm.forward(h)));
  }

  attend(
    queries: tf.Tensor3D,
    keys: tf.Tensor3D,
    values: tf.Tensor3D,
  ): tf.Tensor3D {
    return this.attention.forward({ queries, keys, values });
  }
}

class LooksAtItself extends Block {
  override first(x: tf.Tensor3D) {
    const h = this.attentionNorm.forward(x);
    return x.add<tf.Tensor3D>(this.attend(h, h, h));
  }
}

class RawItself extends Block {
  override first(x: tf.Tensor3D) {
    const h = this.attentionNorm.forward(x);
    return x.add<tf.Tensor3D>(this.attend(h, x, x));
  }
}

class MemoryAsks extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    const h = this.attentionNorm.forward(x);
    const attended = this.attend(memory, h, h);
    const [numBatch, length, dim] = x.shape;
    return attended.shape[1] >= length
      ? x.add<tf.Tensor3D>(
          attended.slice([0, 0, 0], [numBatch, length, dim]),
        )
      : attended;
  }
}

class NotNormed extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    return x.add<tf.Tensor3D>(this.attend(x, memory, memory));
  }
}

class NormedMemory extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    return super.first(x, this.attentionNorm.forward(memory));
  }
}

class PostNormed extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    return this.attentionNorm.forward(
      x.add<tf.Tensor3D>(this.attend(x, memory, memory)),
    );
  }
  override second(h: tf.Tensor3D) {
    return this.networkNorm.forward(
      h.add<tf.Tensor3D>(this.network.forward(h)),
    );
  }
}

class FromNormed extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    const h = this.attentionNorm.forward(x);
    return h.add<tf.Tensor3D>(this.attend(h, memory, memory));
  }
  override second(h: tf.Tensor3D) {
    const normed = this.networkNorm.forward(h);
    return normed.add<tf.Tensor3D>(this.network.forward(normed));
  }
}

class WithoutResidual extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    const h = this.attentionNorm.forward(x);
    return this.attend(h, memory, memory);
  }
}

class XForNetwork extends Block {
  override forward(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor {
    return tf.tidy(() => {
      const h = this.first(x, memory);
      const normed = this.networkNorm.forward(h);
      return x.add(this.network.forward(normed));
    });
  }
}

class NormsSwapped extends Block {
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    const h = this.networkNorm.forward(x);
    return x.add<tf.Tensor3D>(this.attend(h, memory, memory));
  }
  override second(h: tf.Tensor3D) {
    const normed = this.attentionNorm.forward(h);
    return h.add<tf.Tensor3D>(this.network.forward(normed));
  }
}

class OneNorm extends Block {
  override second(h: tf.Tensor3D) {
    const normed = this.attentionNorm.forward(h);
    return h.add<tf.Tensor3D>(this.network.forward(normed));
  }
}

class NetworkNotNormed extends Block {
  override second(h: tf.Tensor3D) {
    return h.add<tf.Tensor3D>(this.network.forward(h));
  }
}

class WithoutSecondResidual extends Block {
  override second(h: tf.Tensor3D) {
    return this.network.forward(this.networkNorm.forward(h));
  }
}

class Straight extends Block {
  override forward(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor {
    return tf.tidy(() => {
      const queries = this.attentionNorm.forward(x);
      const both = { keys: memory, values: memory };
      const found = this.attention.forward({ queries, ...both });
      const h: tf.Tensor3D = tf.add(found, x);
      return tf.addN([
        this.network.forward(this.networkNorm.forward(h)),
        h,
      ]);
    });
  }
}

class ByHand extends Block {
  private normed(x: tf.Tensor3D, by: LayerNorm): tf.Tensor3D {
    const { gain, bias, epsilon } = by;
    return norm(
      x,
      gain as tf.Tensor1D,
      bias as tf.Tensor1D,
      epsilon,
    ) as tf.Tensor3D;
  }
  override first(x: tf.Tensor3D, memory: tf.Tensor3D) {
    const projected = this.attention.project({
      keys: memory,
      values: memory,
    });
    const queries = this.normed(x, this.attentionNorm);
    return this.attention
      .attend(queries, projected)
      .add<tf.Tensor3D>(x);
  }
  override second(h: tf.Tensor3D) {
    const { hidden, output } = this.network;
    const normed = this.normed(h, this.networkNorm);
    const inside = tf.relu(
      dense(normed, hidden.weight).add(hidden.bias!),
    );
    return dense(inside, output.weight)
      .add(output.bias!)
      .add<tf.Tensor3D>(h);
  }
}

type Count = (
  numLayers: number,
  dim: number,
  hiddenDim: number,
  numHeads: number,
) => { block: number; total: number };

/** A count from its three kinds of parts. */
const counting =
  ({
    attention = (d) => 4 * (d * d + d),
    network: ofNetwork = (d, f) => 2 * d * f + f + d,
    numNorms = 2,
    last = (d) => 2 * d,
  }: {
    attention?: (dim: number, numHeads: number) => number;
    network?: (dim: number, hiddenDim: number) => number;
    numNorms?: number;
    last?: (dim: number) => number;
  }): Count =>
  (numLayers, dim, hiddenDim, numHeads) => {
    const block =
      attention(dim, numHeads) +
      ofNetwork(dim, hiddenDim) +
      numNorms * 2 * dim;
    return { block, total: numLayers * block + last(dim) };
  };

export const mistakes: Mistakes = {
  layerNorm: [
    {
      id: 'epsilon-outside',
      says: 'ε is added after the root, to the standard deviation',
      hint: 'With ε = 0.1 it matters: √(variance + ε), and not √variance + ε.',
      answer: layer((x, gain, bias, epsilon) =>
        centre(x)
          .div(spreadOf(x).sqrt().add(epsilon))
          .mul(gain)
          .add(bias),
      ),
    },
    {
      id: 'bessel',
      says: 'the variance is divided by D − 1 (Bessel’s correction)',
      hint: 'These D numbers are no sample of something larger: divide by D.',
      answer: layer((x, gain, bias, epsilon) => {
        const dim = x.shape[2];
        const spread = spreadOf(x).mul(dim / (dim - 1));
        return centre(x)
          .div(spread.add(epsilon).sqrt())
          .mul(gain)
          .add(bias);
      }),
    },
    {
      id: 'over-positions',
      says: 'mean and variance run over the positions, not over the features',
      hint: 'Which axis holds the numbers of one position? The last one.',
      answer: over([1]),
    },
    {
      id: 'over-batch',
      says: 'mean and variance run over the batch: this is batch normalisation',
      hint: 'A sentence must not depend on which other sentences stand beside it.',
      answer: over([0, 1]),
    },
    {
      id: 'over-sentence',
      says: 'one mean and one variance are taken for a whole sentence',
      hint: 'Each position is normalised by itself: only the last axis is summed over.',
      answer: over([1, 2]),
    },
    {
      id: 'without-affine',
      says: 'gain and bias are forgotten',
      hint: 'The checks take a gain that is not 1 and a bias that is not 0. Where are they used?',
      answer: layer((x, _gain, _bias, epsilon) =>
        centre(x).div(spreadOf(x).add(epsilon).sqrt()),
      ),
    },
    {
      id: 'without-mean',
      says: 'the mean is not taken away (without a bias that would be RMSNorm)',
      hint: 'What is the mean of a position of your output, before gain and bias?',
      answer: layer((x, gain, bias, epsilon) =>
        x
          .div(x.square().mean(2, true).add(epsilon).sqrt())
          .mul(gain)
          .add(bias),
      ),
    },
    {
      id: 'bias-inside',
      says: 'the bias is added before the gain multiplies',
      hint: 'Gain first, then bias: the bias itself is not stretched.',
      answer: layer((x, gain, bias, epsilon) =>
        centre(x)
          .div(spreadOf(x).add(epsilon).sqrt())
          .add(bias)
          .mul(gain),
      ),
    },
    {
      id: 'variance-for-root',
      says: 'the difference is divided by the variance: the root is missing',
      hint: 'Divide 10 times larger numbers: does your result stay the same?',
      answer: layer((x, gain, bias, epsilon) =>
        centre(x).div(spreadOf(x).add(epsilon)).mul(gain).add(bias),
      ),
    },
    {
      id: 'epsilon-ignored',
      says: 'the epsilon that is given is not used: 1e-5 stands in its place',
      hint: 'Where does `epsilon` stand in your code?',
      answer: layer((x, gain, bias) => norm(x, gain, bias, 1e-5)),
    },
    {
      id: 'epsilon-forgotten',
      says: 'no epsilon is added to the variance',
      hint: 'Where does `epsilon` stand in your code?',
      answer: layer((x, gain, bias) => norm(x, gain, bias, 0)),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but mean and variance were read out as numbers, so no gradient goes through them',
      hint: 'x moves its own mean and variance. Stay with tensor operations there, too.',
      answer: layer((x, gain, bias, epsilon) => {
        const shape = [x.shape[0], x.shape[1], 1];
        const mean = tf.tensor(x.mean(2).dataSync(), shape);
        const spread = tf.tensor(spreadOf(x).dataSync(), shape);
        return x
          .sub(mean)
          .div(spread.add(epsilon).sqrt())
          .mul(gain)
          .add(bias);
      }),
    },
  ],
  positionwise: [
    {
      id: 'without-relu',
      says: 'there is no relu: two layers without it are one layer',
      hint: 'What can two matrix products do that one cannot? Nothing. What belongs between them?',
      answer: network((x, w1, b1, w2, b2) =>
        dense(dense(x, w1).add(b1), w2).add(b2),
      ),
    },
    {
      id: 'relu-at-the-end',
      says: 'the relu stands after the second layer',
      hint: 'The output may be negative. The relu belongs to the hidden numbers.',
      answer: network((x, w1, b1, w2, b2) =>
        tf.relu(dense(dense(x, w1).add(b1), w2).add(b2)),
      ),
    },
    {
      id: 'relu-twice',
      says: 'there is a relu after both layers',
      hint: 'The output may be negative: a residual sum must be able to become smaller.',
      answer: network((x, w1, b1, w2, b2) =>
        tf.relu(dense(tf.relu(dense(x, w1).add(b1)), w2).add(b2)),
      ),
    },
    {
      id: 'without-hidden-bias',
      says: 'the bias of the hidden layer is missing',
      hint: 'Each layer has a bias of its own. Where is the first one added?',
      answer: network((x, w1, _b1, w2, b2) =>
        dense(tf.relu(dense(x, w1)), w2).add(b2),
      ),
    },
    {
      id: 'without-output-bias',
      says: 'the bias of the output layer is missing',
      hint: 'Each layer has a bias of its own. Where is the second one added?',
      answer: network((x, w1, b1, w2) =>
        dense(tf.relu(dense(x, w1).add(b1)), w2),
      ),
    },
    {
      id: 'mean-of-positions',
      says: 'the positions are averaged before the network',
      hint: 'Change one position: which outputs may change?',
      answer: network((x, w1, b1, w2, b2) => {
        const mean = x.mean(1, true).mul(tf.onesLike(x));
        return dense(tf.relu(dense(mean, w1).add(b1)), w2).add(b2);
      }),
    },
    {
      id: 'order-lost',
      says: 'batch and positions change places in the reshape',
      hint: 'Rows that were made of (B, T, D) go back to (B, T, D) in the same order.',
      answer: network((x, w1, b1, w2, b2) => {
        const turned = x.transpose([1, 0, 2]);
        const hidden = tf.relu(dense(turned, w1).add(b1));
        return dense(hidden, w2).add(b2).reshape(x.shape);
      }),
    },
    {
      id: 'with-residual',
      says: 'x is added: that is the work of the residual connection, not of the network',
      hint: 'The network gives only its own part. Who adds x?',
      answer: network((x, w1, b1, w2, b2) =>
        dense(tf.relu(dense(x, w1).add(b1)), w2)
          .add(b2)
          .add(x),
      ),
    },
    {
      id: 'relu-before-bias',
      says: 'the relu stands before the bias of the hidden layer is added',
      hint: 'In the formula the bias is inside max(0, …).',
      answer: network((x, w1, b1, w2, b2) =>
        dense(tf.relu(dense(x, w1)).add(b1), w2).add(b2),
      ),
    },
    {
      id: 'gelu',
      says: 'there is a gelu where the relu should be',
      hint: 'max(0, …) has a sharp bend. GPT and ViT take the smooth one, later.',
      answer: network((x, w1, b1, w2, b2) => {
        const hidden = dense(x, w1).add(b1);
        const share = tf.erf(hidden.div(Math.SQRT2)).add(1).div(2);
        return dense(hidden.mul(share), w2).add(b2);
      }),
    },
  ],
  addNorm: [
    {
      id: 'residual-forgotten',
      says: 'only y is normalised; x is forgotten',
      hint: 'The name says add: which two things are added?',
      answer: adding((_x, y, normed) => normed(y)),
    },
    {
      id: 'norm-before-add',
      says: 'y is normalised and x is added afterwards',
      hint: 'In 2017 the norm stands after the sum. What is the mean of a position of your output?',
      answer: adding((x, y, normed) => x.add(normed(y))),
    },
    {
      id: 'both-normed',
      says: 'x and y are normalised one by one, and then added',
      hint: 'There is one norm, and it sees the sum.',
      answer: adding((x, y, normed) => normed(x).add(normed(y))),
    },
    {
      id: 'x-normed',
      says: 'x is normalised and y is added afterwards',
      hint: 'The norm stands after the sum, and takes all of it.',
      answer: adding((x, y, normed) => normed(x).add(y)),
    },
    {
      id: 'not-normed',
      says: 'x and y are added and not normalised',
      hint: 'The name says norm: what is the variance of a position of your output?',
      answer: adding((x, y) => x.add(y)),
    },
    {
      id: 'without-affine',
      says: 'the affine is forgotten',
      hint: 'Where do gain and bias come in?',
      answer: ((x, y) =>
        tf.tidy(() => {
          const sum = tf.add(x, y);
          return centre(sum).div(spreadOf(sum).add(1e-5).sqrt());
        })) as Adding,
    },
    {
      id: 'epsilon-forgotten',
      says: 'no epsilon is added to the variance',
      hint: 'With small numbers it shows: which ε belongs to the norm?',
      answer: ((x, y, gain, bias) =>
        tf.tidy(() =>
          norm(tf.add(x, y) as tf.Tensor3D, gain, bias, 0),
        )) as Adding,
    },
    {
      id: 'mean-of-both',
      says: 'the norm sees the mean of x and y, not their sum',
      hint: 'The norm takes the factor 1/2 away again, but not beside its ε. Add, and no more.',
      answer: adding((x, y, normed) => normed(x.add(y).div(2))),
    },
  ],
  residualStep: [
    {
      id: 'from-normed',
      says: 'in pre-norm the residual connection starts at the normed x',
      hint: 'x + f(norm(x)): the norm stands inside f’s branch. On the way of x itself stands nothing.',
      answer: stepping(
        (x, normed, sublayer) => normed(x).add(sublayer(normed(x))),
        rightPost,
      ),
    },
    {
      id: 'branch-normed',
      says: 'in post-norm only the branch is normalised: x + norm(f(x))',
      hint: 'Post-norm normalises the sum, x included.',
      answer: stepping(rightPre, (x, normed, sublayer) =>
        x.add(normed(sublayer(x))),
      ),
    },
    {
      id: 'swapped',
      says: 'pre and post are swapped',
      hint: 'Pre and post say where the norm stands relative to the sublayer.',
      answer: stepping(rightPost, rightPre),
    },
    {
      id: 'always-pre',
      says: 'both places give pre-norm',
      hint: 'In post-norm, what is the mean of a position of the output?',
      answer: stepping(rightPre, rightPre),
    },
    {
      id: 'always-post',
      says: 'both places give post-norm',
      hint: 'In pre-norm, with a sublayer that gives 0, x must come out unchanged.',
      answer: stepping(rightPost, rightPost),
    },
    {
      id: 'without-residual',
      says: 'x is not added',
      hint: 'A residual step is a sum: which of its two parts is missing?',
      answer: stepping(
        (x, normed, sublayer) => sublayer(normed(x)),
        (x, normed, sublayer) => normed(sublayer(x)),
      ),
    },
    {
      id: 'normed-twice',
      says: 'post-norm normalises before the sublayer, too',
      hint: 'In post-norm the sublayer gets x itself.',
      answer: stepping(rightPre, (x, normed, sublayer) =>
        normed(x.add(sublayer(normed(x)))),
      ),
    },
    {
      id: 'pre-not-normed',
      says: 'in pre-norm there is no norm at all: the sublayer gets x itself',
      hint: 'Pre says that the norm stands before the sublayer. Where is it in your first branch?',
      answer: stepping(
        (x, _normed, sublayer) => x.add(sublayer(x)),
        rightPost,
      ),
    },
    {
      id: 'pre-branch-normed',
      says: 'in pre-norm the norm stands behind the sublayer: x + norm(f(x))',
      hint: 'Which comes first in the branch, the norm or the sublayer?',
      answer: stepping(
        (x, normed, sublayer) => x.add(normed(sublayer(x))),
        rightPost,
      ),
    },
  ],
  CrossBlock: [
    {
      id: 'looks-at-itself',
      says: 'keys and values come from x: this is self-attention',
      hint: 'Who is asked? The memory. Keys and values both come from there.',
      answer: LooksAtItself,
    },
    {
      id: 'x-answers',
      says: 'keys and values are x itself: the memory is not read',
      hint: 'Who is asked? The memory. Keys and values both come from there.',
      answer: RawItself,
    },
    {
      id: 'memory-asks',
      says: 'queries come from the memory, keys and values from x',
      hint: 'There is one output for each query. Whose positions should the output have?',
      answer: MemoryAsks,
    },
    {
      id: 'queries-not-normed',
      says: 'the queries are x itself, not the normed x',
      hint: 'The block is pre-norm: what stands before the attention?',
      answer: NotNormed,
    },
    {
      id: 'memory-normed',
      says: 'the memory goes through the norm of x',
      hint: 'The memory was normalised by whoever made it, and this norm has learned for x.',
      answer: NormedMemory,
    },
    {
      id: 'post-norm',
      says: 'both norms stand after the sums: post-norm',
      hint: 'In pre-norm a sublayer gets the normed x, and its output is added to x.',
      answer: PostNormed,
    },
    {
      id: 'from-normed',
      says: 'the residual connections start at the normed tensors',
      hint: 'What is added to the output of the attention: x or norm(x)?',
      answer: FromNormed,
    },
    {
      id: 'without-first-residual',
      says: 'x is not added to what the attention gives',
      hint: 'Where attention and network give 0, the output must be x.',
      answer: WithoutResidual,
    },
    {
      id: 'x-instead-of-h',
      says: 'the network’s output is added to x, not to the first sum',
      hint: 'What the attention found must go on, too: to what is the network’s output added?',
      answer: XForNetwork,
    },
    {
      id: 'norms-swapped',
      says: 'the two norms have changed places',
      hint: 'The names of the fields say which norm stands before which sublayer.',
      answer: NormsSwapped,
    },
    {
      id: 'one-norm',
      says: 'the norm of the attention is used before the network, too',
      hint: 'There are two norms: before which sublayer does each stand?',
      answer: OneNorm,
    },
    {
      id: 'network-not-normed',
      says: 'the network gets the first sum as it is, without its norm',
      hint: 'The block is pre-norm: what stands before the network?',
      answer: NetworkNotNormed,
    },
    {
      id: 'without-second-residual',
      says: 'the first sum is not added to what the network gives',
      hint: 'Where attention and network give 0, the output must be x.',
      answer: WithoutSecondResidual,
    },
  ],
  encoderParameters: [
    {
      id: 'without-biases',
      says: 'the biases are not counted',
      hint: 'Every projection and every layer of the network has a bias.',
      answer: counting({
        attention: (d) => 4 * d * d,
        network: (d, f) => 2 * d * f,
      }),
    },
    {
      id: 'without-last-norm',
      says: 'the norm after the last block is forgotten',
      hint: 'Run one more norm through the diagram: what leaves the last block has not been normalised.',
      answer: counting({ last: () => 0 }),
    },
    {
      id: 'one-norm',
      says: 'a block has one norm instead of two',
      hint: 'Each of the two sublayers has a norm of its own.',
      answer: counting({ numNorms: 1 }),
    },
    {
      id: 'heads-multiply',
      says: 'each head has projections as wide as the model',
      hint: 'H heads of width D / H together are as wide as the model. Does H stay in the count?',
      answer: counting({
        attention: (d, heads) =>
          3 * heads * (d * d + d) + heads * d * d + d,
      }),
    },
    {
      id: 'without-output-projection',
      says: 'the attention has three projections instead of four',
      hint: 'Queries, keys, values – and after the heads are joined?',
      answer: counting({ attention: (d) => 3 * (d * d + d) }),
    },
    {
      id: 'one-layer-network',
      says: 'the network has one layer instead of two',
      hint: 'From D to F, and from F back to D.',
      answer: counting({ network: (d, f) => d * f + f }),
    },
    {
      id: 'shared-blocks',
      says: 'all blocks share one set of weights',
      hint: 'The blocks are built alike, but each has weights of its own.',
      answer: ((_layers, d, f, heads) =>
        counting({})(1, d, f, heads)) as Count,
    },
    {
      id: 'norm-without-bias',
      says: 'a norm has one vector instead of two',
      hint: 'A norm stretches each feature and moves it: how many numbers for each?',
      answer: counting({ numNorms: 1, last: (d) => d }),
    },
    {
      id: 'last-norm-in-each-block',
      says: 'the norm after the stack is counted once for each block',
      hint: 'The last norm stands once, behind the last block.',
      answer: ((layers, d, f, heads) => {
        const { block } = counting({})(1, d, f, heads);
        return { block, total: layers * (block + 2 * d) };
      }) as Count,
    },
    {
      id: 'four-times',
      says: 'the hidden width is taken to be 4 D',
      hint: 'That is usual, but here hiddenDim is given.',
      answer: ((layers, d, _f, heads) =>
        counting({})(layers, d, 4 * d, heads)) as Count,
    },
  ],
};

export const variants: Variants = {
  layerNorm: [
    {
      id: 'moments',
      answer: layer((x, gain, bias, epsilon) => {
        const { mean, variance } = tf.moments(x, [2], true);
        const scale = variance.add(epsilon).rsqrt().mul(gain);
        return x.sub(mean).mul(scale).add(bias);
      }),
    },
    {
      id: 'row-by-row',
      answer: layer((x, gain, bias, epsilon) => {
        const rows = tf.unstack(x.reshape([-1, x.shape[2]]));
        const normed = rows.map((row) => {
          const gap = row.sub(row.mean());
          const spread = gap.square().mean();
          return gap.div(tf.sqrt(spread.add(epsilon)));
        });
        return tf
          .stack(normed)
          .reshape(x.shape)
          .mul(gain)
          .add(bias);
      }),
    },
    {
      id: 'squares-minus-square',
      answer: layer((x, gain, bias, epsilon) => {
        const mean = x.mean(-1, true);
        const squares = x.square().mean(-1, true);
        const spread = squares.sub(mean.square());
        return x
          .sub(mean)
          .mul(tf.rsqrt(spread.add(epsilon)))
          .mul(gain)
          .add(bias);
      }),
    },
  ],
  positionwise: [
    {
      id: 'einsum',
      answer: network((x, w1, b1, w2, b2) => {
        const hidden = tf.einsum('btd,df->btf', x, w1).add(b1);
        return tf
          .einsum('btf,fd->btd', tf.relu(hidden), w2)
          .add(b2);
      }),
    },
    {
      id: 'position-by-position',
      answer: network((x, w1, b1, w2, b2) => {
        const outputs = tf.unstack(x, 1).map((one) => {
          const hidden = dense(one, w1).add(b1);
          return dense(tf.maximum(hidden, 0), w2).add(b2);
        });
        return tf.stack(outputs, 1);
      }),
    },
    {
      id: 'convolution-of-width-1',
      answer: network((x, w1, b1, w2, b2) => {
        const hidden = tf
          .conv1d(x, w1.expandDims(0) as tf.Tensor3D, 1, 'valid')
          .add(b1);
        return tf
          .conv1d(
            tf.relu(hidden) as tf.Tensor3D,
            w2.expandDims(0) as tf.Tensor3D,
            1,
            'valid',
          )
          .add(b2);
      }),
    },
    {
      id: 'direct-products',
      answer: network((x, w1, b1, w2, b2) => {
        const hidden = tf.relu(tf.matMul(x, w1).add(b1));
        return tf.matMul(hidden, w2).add(b2);
      }),
    },
  ],
  addNorm: [
    {
      id: 'moments',
      answer: ((x, y, gain, bias) =>
        tf.tidy(() => {
          const sum = y.add(x);
          const { mean, variance } = tf.moments(sum, 2, true);
          return sum
            .sub(mean)
            .div(tf.sqrt(variance.add(1e-5)))
            .mul(gain)
            .add(bias);
        })) as Adding,
    },
    {
      id: 'means-apart',
      answer: ((x, y, gain, bias) =>
        tf.tidy(() => {
          const centred = centre(x).add(centre(y));
          const spread = centred.square().mean(2, true);
          return centred
            .mul(spread.add(1e-5).rsqrt())
            .mul(gain)
            .add(bias);
        })) as Adding,
    },
  ],
  residualStep: [
    {
      id: 'in-steps',
      answer: stepping(
        (x, normed, sublayer) => {
          const inside = sublayer(normed(x));
          return tf.addN([inside, x]);
        },
        (x, normed, sublayer) => normed(tf.add(sublayer(x), x)),
      ),
    },
    {
      id: 'one-line-of-sight',
      answer: stepping(
        (x, normed, sublayer) => sublayer(normed(x)).sub(x.neg()),
        (x, normed, sublayer) => normed(sublayer(x).sub(x.neg())),
      ),
    },
  ],
  CrossBlock: [
    { id: 'straight', answer: Straight },
    { id: 'by-hand', answer: ByHand },
  ],
  encoderParameters: [
    {
      id: 'counted-from-shapes',
      answer: ((numLayers, d, f) => {
        const shapes = [
          ...Array.from({ length: 4 }, () => [[d, d], [d]]).flat(),
          ...[[d, f], [f], [f, d], [d]],
          ...[[d], [d], [d], [d]],
        ];
        const block = shapes
          .map((shape) => shape.reduce((a, b) => a * b))
          .reduce((a, b) => a + b);
        return { block, total: numLayers * block + 2 * d };
      }) as Count,
    },
    {
      id: 'factored',
      answer: ((numLayers, d, f) => {
        const block = d * (4 * d + 2 * f + 9) + f;
        return { block, total: block * numLayers + d + d };
      }) as Count,
    },
  ],
};
