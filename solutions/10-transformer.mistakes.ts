import {
  crossEntropy,
  FeedForward,
  LayerNorm,
  Module,
  MultiHeadAttention,
  scaledDotProductAttention,
  tf,
} from 'kernel-lib';
import type { Random } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Rows = (numQueries: number, numKeys: number) => number[][];

/** A mask from what a query at row i may see among K keys. */
const rows =
  (
    isOpen: (query: number, key: number, first: number) => boolean,
  ): Rows =>
  (numQueries, numKeys) =>
    Array.from({ length: numQueries }, (_, query) =>
      Array.from({ length: numKeys }, (__, key) =>
        Number(isOpen(query, key, numKeys - numQueries)),
      ),
    );

type Masks = (tokens: number[][], pad: number) => number[][][];

interface Place {
  query: number;
  key: number;
  sentence: number[];
  pad: number;
}

/** A mask for each sentence, from a rule for one entry. */
const masks =
  (isOpen: (place: Place) => boolean): Masks =>
  (tokens, pad) =>
    tokens.map((sentence) =>
      sentence.map((_, query) =>
        sentence.map((__, key) =>
          Number(isOpen({ query, key, sentence, pad })),
        ),
      ),
    );

type Leaks = (
  first: number[][],
  second: number[][],
  tokens: number[],
) => number[];
type Run = (x: number[]) => number[];

const mix = (table: number[][], x: number[]): number[] =>
  table.map((row) => row.reduce((sum, w, j) => sum + w * x[j], 0));

/** Positions for which `isLeak` says so, given a way to run. */
const finding =
  (
    isLeak: (
      t: number,
      run: Run,
      tokens: number[],
      first: number[][],
    ) => boolean,
  ): Leaks =>
  (first, second, tokens) => {
    const run: Run = (x) =>
      mix(second, mix(first, x).map(Math.tanh));
    const places = tokens.map((_, t) => t);
    return places.filter((t) => isLeak(t, run, tokens, first));
  };

/** Where the outputs differ when token t becomes another. */
function differing(
  t: number,
  run: Run,
  tokens: number[],
  other: (x: number) => number = (x) => x + 1,
): number[] {
  const before = run(tokens);
  const after = run(tokens.map((x, j) => (j === t ? other(x) : x)));
  return [...before.keys()].filter((i) => before[i] !== after[i]);
}

type Step = (
  x: tf.Tensor2D,
  keptKeys: tf.Tensor3D,
  keptValues: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
) => tf.Tensor;

interface Projected {
  query: tf.Tensor3D;
  key: tf.Tensor3D;
  value: tf.Tensor3D;
  keptKeys: tf.Tensor3D;
  keptValues: tf.Tensor3D;
}

/** A step from the three projections of the new token. */
const stepping =
  (answer: (parts: Projected) => tf.Tensor): Step =>
  (x, keptKeys, keptValues, queryWeight, keyWeight, valueWeight) =>
    tf.tidy(() => {
      const project = (weight: tf.Tensor2D): tf.Tensor3D =>
        tf.matMul(x, weight).expandDims(1);
      return answer({
        query: project(queryWeight),
        key: project(keyWeight),
        value: project(valueWeight),
        keptKeys,
        keptValues,
      }).squeeze([1]);
    });

/** (B, 1, d) and (B, K, d) -> (B, 1, d), over a root or none. */
function attend(
  query: tf.Tensor3D,
  keys: tf.Tensor3D,
  values: tf.Tensor3D,
  scale: number = Math.sqrt(query.shape[2]),
): tf.Tensor {
  const scores = tf.matMul(query, keys, false, true).div(scale);
  return tf.matMul(tf.softmax(scores) as tf.Tensor3D, values);
}

const append = (kept: tf.Tensor3D, one: tf.Tensor3D): tf.Tensor3D =>
  tf.concat([kept, one], 1);

type Loss = (
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  epsilon: number,
  pad: number,
) => tf.Tensor;

interface LossParts {
  sure: tf.Tensor;
  epsilon: number;
  size: number;
}

/** A loss from its target and the way to take the mean. */
const losing =
  (
    target: (parts: LossParts) => tf.Tensor,
    reduce: (losses: tf.Tensor, counts: tf.Tensor) => tf.Tensor,
  ): Loss =>
  (logits, labels, epsilon, pad) =>
    tf.tidy(() => {
      const size = logits.shape[1];
      const sure = tf.oneHot(labels, size).toFloat();
      const q = target({ sure, epsilon, size });
      const losses = tf.logSoftmax(logits).mul(q).sum(1).neg();
      return reduce(losses, labels.notEqual(pad).toFloat());
    });

const smoothed = ({ sure, epsilon, size }: LossParts): tf.Tensor =>
  sure.mul(1 - epsilon).add(epsilon / size);

const meanOfCounted = (
  losses: tf.Tensor,
  counts: tf.Tensor,
): tf.Tensor => losses.mul(counts).sum().div(counts.sum());

interface Config {
  dim: number;
  numHeads: number;
  hiddenDim: number;
  random: Random;
}

type Lens = tf.Tensor1D | null;

/** The block of the exercise, its steps open to change. */
class Block extends Module {
  readonly selfAttention: MultiHeadAttention;
  readonly crossAttention: MultiHeadAttention;
  readonly feedForward: FeedForward;
  readonly selfNorm: LayerNorm;
  readonly crossNorm: LayerNorm;
  readonly feedForwardNorm: LayerNorm;

  constructor(config: Config) {
    super();
    const heads = { ...config, useBias: false };
    this.selfAttention = new MultiHeadAttention(heads);
    this.crossAttention = new MultiHeadAttention(heads);
    this.feedForward = new FeedForward(config);
    this.selfNorm = new LayerNorm(config);
    this.crossNorm = new LayerNorm(config);
    this.feedForwardNorm = new LayerNorm(config);
  }

  forward(
    x: tf.Tensor3D,
    memory: tf.Tensor3D,
    lens: Lens,
  ): tf.Tensor {
    return tf.tidy(() => {
      const a = this.around(x, this.selfNorm, (h) => this.look(h));
      const b = this.around(a, this.crossNorm, (h) =>
        this.ask(h, memory, lens),
      );
      return this.around(b, this.feedForwardNorm, (h) =>
        this.feedForward.forward(h),
      );
    });
  }

  around(
    x: tf.Tensor3D,
    norm: LayerNorm,
    sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  ): tf.Tensor3D {
    return x.add(sublayer(norm.forward(x)));
  }

  look(h: tf.Tensor3D): tf.Tensor3D {
    const own = { queries: h, keys: h, values: h };
    return this.selfAttention.forward({ ...own, isCausal: true });
  }

  ask(
    h: tf.Tensor3D,
    memory: tf.Tensor3D,
    lens: Lens,
  ): tf.Tensor3D {
    return this.crossAttention.forward({
      queries: h,
      keys: memory,
      values: memory,
      validLens: lens,
    });
  }
}

class SeesTheFuture extends Block {
  override look(h: tf.Tensor3D): tf.Tensor3D {
    const own = { queries: h, keys: h, values: h };
    return this.selfAttention.forward(own);
  }
}

class AsksItself extends Block {
  override ask(h: tf.Tensor3D): tf.Tensor3D {
    const own = { queries: h, keys: h, values: h };
    return this.crossAttention.forward({ ...own, isCausal: true });
  }
}

class SeesPadding extends Block {
  override ask(h: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
    return super.ask(h, memory, null);
  }
}

class NormalisesMemory extends Block {
  override ask(h: tf.Tensor3D, memory: tf.Tensor3D, lens: Lens) {
    return super.ask(h, this.crossNorm.forward(memory), lens);
  }
}

class PostNorm extends Block {
  override around(
    x: tf.Tensor3D,
    norm: LayerNorm,
    sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  ): tf.Tensor3D {
    return norm.forward(x.add(sublayer(x)));
  }
}

class AddsTheNormed extends Block {
  override around(
    x: tf.Tensor3D,
    norm: LayerNorm,
    sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  ): tf.Tensor3D {
    const h = norm.forward(x);
    return h.add(sublayer(h));
  }
}

class ForgetsToAdd extends Block {
  override around(
    x: tf.Tensor3D,
    norm: LayerNorm,
    sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  ): tf.Tensor3D {
    return norm === this.crossNorm
      ? sublayer(norm.forward(x))
      : super.around(x, norm, sublayer);
  }
}

class LengthsInBoth extends Block {
  private lens: Lens = null;
  override forward(
    x: tf.Tensor3D,
    memory: tf.Tensor3D,
    lens: Lens,
  ): tf.Tensor {
    this.lens = lens;
    return super.forward(x, memory, lens);
  }
  override look(h: tf.Tensor3D): tf.Tensor3D {
    return this.selfAttention.forward({
      queries: h,
      keys: h,
      values: h,
      validLens: this.lens,
      isCausal: true,
    });
  }
}

class CausalInBoth extends Block {
  override ask(h: tf.Tensor3D, memory: tf.Tensor3D, lens: Lens) {
    return this.crossAttention.forward({
      queries: h,
      keys: memory,
      values: memory,
      validLens: lens,
      isCausal: h.shape[1] <= memory.shape[1],
    });
  }
}

class SwapsNorms extends Block {
  override around(
    x: tf.Tensor3D,
    norm: LayerNorm,
    sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  ): tf.Tensor3D {
    const other: LayerNorm =
      norm === this.selfNorm
        ? this.crossNorm
        : norm === this.crossNorm
          ? this.selfNorm
          : norm;
    return super.around(x, other, sublayer);
  }
}

/** The same block with a mask in place of the flag. */
class WithAMask extends Block {
  override look(h: tf.Tensor3D): tf.Tensor3D {
    const length = h.shape[1];
    const ones = tf.ones<tf.Rank.R2>([length, length]);
    const open = tf.linalg.bandPart(ones, -1, 0).toBool();
    return this.selfAttention.forward({
      queries: h,
      keys: h,
      values: h,
      mask: open as tf.Tensor2D,
    });
  }
}

/** Lengths for each query, which is the same limit. */
class WithLengths extends Block {
  override look(h: tf.Tensor3D): tf.Tensor3D {
    const [numBatch, length] = h.shape;
    const lens = Array.from({ length: numBatch }, () =>
      Array.from({ length }, (_, t) => t + 1),
    );
    return this.selfAttention.forward({
      queries: h,
      keys: h,
      values: h,
      validLens: lens,
    });
  }
}

export const mistakes: Mistakes = {
  causalRows: [
    {
      id: 'strict',
      says: 'the diagonal is closed: no position sees itself',
      hint: 'A position sees itself. What would the first position see otherwise?',
      answer: rows((query, key, first) => key < first + query),
    },
    {
      id: 'no-offset',
      says: 'the queries are taken for the first positions, not the last',
      hint: 'With four keys and one query, the query is the newest token. Which keys may it see?',
      answer: rows((query, key) => key <= query),
    },
    {
      id: 'one-too-far',
      says: 'each position sees one key too many, the next one',
      hint: 'The next token is the one that shall be predicted.',
      answer: rows((query, key, first) => key <= first + query + 1),
    },
    {
      id: 'polarity',
      says: 'open and closed are swapped: 1 stands where a key must not be seen',
      hint: 'Here 1 means "may attend". Some libraries use the opposite; read which before you call one.',
      answer: rows((query, key, first) => key > first + query),
    },
    {
      id: 'all-open',
      says: 'every query sees every key',
      hint: 'With one new query that is right. With two, which of them stands last?',
      answer: rows(() => true),
    },
  ],
  targetMask: [
    {
      id: 'as-given',
      says: 'both errors are still there',
      hint: 'Begin with the two conditions: must both hold, or is one enough?',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key <= query || sentence[query] !== pad,
      ),
    },
    {
      id: 'or',
      says: 'one of the two conditions is enough',
      hint: 'A later word is real, and must be closed all the same.',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key <= query || sentence[key] !== pad,
      ),
    },
    {
      id: 'strict',
      says: 'the diagonal is closed: no word sees itself',
      hint: 'A word sees itself and what came before. What would the first word see otherwise?',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key < query && sentence[key] !== pad,
      ),
    },
    {
      id: 'padding-rows',
      says: 'padding closes the rows of queries, not the columns of keys',
      hint: 'Whose token is looked at: the one that asks, or the one that is asked?',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key <= query && sentence[query] !== pad,
      ),
    },
    {
      id: 'causal-only',
      says: 'padding is not closed',
      hint: 'With padding in front, what does the first real word see?',
      answer: masks(({ query, key }) => key <= query),
    },
    {
      id: 'padding-only',
      says: 'later words are not closed',
      hint: 'The decoder must not see what it shall say.',
      answer: masks(
        ({ key, sentence, pad }) => sentence[key] !== pad,
      ),
    },
    {
      id: 'polarity',
      says: 'open and closed are swapped',
      hint: 'Here 1 means "may attend".',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          !(key <= query && sentence[key] !== pad),
      ),
    },
    {
      id: 'by-length',
      says: 'the real tokens are counted, and the first so many keys are open',
      hint: 'Padding may stand in front of the words. Look at the token itself.',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key <= query &&
          key < sentence.filter((token) => token !== pad).length,
      ),
    },
    {
      id: 'pad-is-zero',
      says: 'the number 0 is taken for padding, whatever `pad` is',
      hint: 'The number of the padding is given. What does your code compare with?',
      answer: masks(
        ({ query, key, sentence }) =>
          key <= query && sentence[key] !== 0,
      ),
    },
    {
      id: 'larger-than-pad',
      says: 'only tokens with a larger number than `pad` are taken for real',
      hint: 'Padding may have any number. What makes a token real?',
      answer: masks(
        ({ query, key, sentence, pad }) =>
          key <= query && sentence[key] > pad,
      ),
    },
  ],
  findLeaks: [
    {
      id: 'itself',
      says: 'the output at t is compared, too',
      hint: 'Output t has read token t and may change. Which outputs may not?',
      answer: finding((t, run, tokens) =>
        differing(t, run, tokens).some((i) => i <= t),
      ),
    },
    {
      id: 'after',
      says: 'the outputs after t are compared',
      hint: 'Outputs after t should change: they may see t. Look at those before.',
      answer: finding((t, run, tokens) =>
        differing(t, run, tokens).some((i) => i > t),
      ),
    },
    {
      id: 'only-last',
      says: 'only the last token is changed',
      hint: 'A leak may sit at one place in the middle. Try every position.',
      answer: finding(
        (t, run, tokens) =>
          t === tokens.length - 1 &&
          differing(t, run, tokens).some((i) => i < t),
      ),
    },
    {
      id: 'only-first-output',
      says: 'only output 0 is looked at',
      hint: 'Token 3 may leak into output 1 and not into output 0.',
      answer: finding(
        (t, run, tokens) =>
          t > 0 && differing(t, run, tokens).includes(0),
      ),
    },
    {
      id: 'doubled',
      says: 'a token is doubled to change it, and a token that is 0 stays 0',
      hint: 'Is the changed token another one, whatever it was?',
      answer: finding((t, run, tokens) =>
        differing(t, run, tokens, (x) => 2 * x).some((i) => i < t),
      ),
    },
    {
      id: 'first-layer',
      says: 'the table of the first layer is read, and the second is not tested',
      hint: 'Each layer can leak. Run the model and compare what comes out.',
      answer: finding((t, _, __, first) =>
        first.some((row, i) => i < t && row[t] !== 0),
      ),
    },
    {
      id: 'not-restored',
      says: 'a token that was changed stays changed when the next one is tested',
      hint: 'How many tokens of the second run differ from those of the first? It should be one.',
      answer: ((first, second, tokens) => {
        const run: Run = (x) =>
          mix(second, mix(first, x).map(Math.tanh));
        const before = run(tokens);
        const changed = [...tokens];
        return [...tokens.keys()].filter((t) => {
          changed[t] += 1;
          const after = run(changed);
          return before.some((y, i) => i < t && y !== after[i]);
        });
      }) satisfies Leaks,
    },
    {
      id: 'either-table',
      says: 'the tables are read one by one: what goes through both layers is not seen',
      hint: 'Layer 2 may look ahead at a place whose first layer has read still other tokens. Run the model.',
      answer: ((first, second, tokens) =>
        [...tokens.keys()].filter((t) =>
          [first, second].some((table) =>
            table.some((row, i) => i < t && row[t] !== 0),
          ),
        )) satisfies Leaks,
    },
    {
      id: 'neighbour-only',
      says: 'only the output directly before the token is looked at',
      hint: 'Token 4 may leak into output 0 and into no other.',
      answer: finding((t, run, tokens) =>
        differing(t, run, tokens).includes(t - 1),
      ),
    },
  ],
  cachedStep: [
    {
      id: 'not-itself',
      says: 'the new token attends to the kept ones alone, not to itself',
      hint: 'The diagonal of a causal mask is open. Where is the key of the new token?',
      answer: stepping(({ query, keptKeys, keptValues }) =>
        attend(query, keptKeys, keptValues),
      ),
    },
    {
      id: 'mask-offset',
      says: 'a causal mask is laid on with the new token as row 0, so that it sees the first key alone',
      hint: 'The new token stands last. Which keys are in its future?',
      answer: stepping(({ query, keptKeys, keptValues }) => {
        const first = keptValues.slice([0, 0], [-1, 1]);
        const tie = query.mul(0).add(keptKeys.sum().mul(0));
        return first.add(tie);
      }),
    },
    {
      id: 'not-scaled',
      says: 'scores not divided by √d',
      hint: 'What happens to the softmax when d grows?',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) =>
          attend(
            query,
            append(keptKeys, key),
            append(keptValues, value),
            1,
          ),
      ),
    },
    {
      id: 'key-asks',
      says: 'the new token asks with its key, not with its query',
      hint: 'Three weights, three roles. Which one makes the question?',
      answer: stepping(({ key, value, keptKeys, keptValues }) =>
        attend(
          key,
          append(keptKeys, key),
          append(keptValues, value),
        ),
      ),
    },
    {
      id: 'keys-mixed',
      says: 'keys are mixed, not values',
      hint: 'Keys say where to look. What is taken from there?',
      answer: stepping(({ query, key, keptKeys }) => {
        const keys = append(keptKeys, key);
        return attend(query, keys, keys);
      }),
    },
    {
      id: 'weights-swapped',
      says: 'the new key is made with the weight of the values, and the new value with that of the keys',
      hint: 'In which order do the three weights come in?',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) =>
          attend(
            query,
            append(keptKeys, value),
            append(keptValues, key),
          ),
      ),
    },
    {
      id: 'counted-twice',
      says: 'the new token stands twice among the keys and values',
      hint: 'How many keys are there after the step? One more than before.',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) =>
          attend(
            query,
            append(append(keptKeys, key), key),
            append(append(keptValues, value), value),
          ),
      ),
    },
    {
      id: 'root-of-the-outer-width',
      says: 'the scores are divided by √D, the width of x',
      hint: 'How many products are summed up in a score? That width stands under the root.',
      answer: ((x, ...others) =>
        stepping(({ query, key, value, keptKeys, keptValues }) =>
          attend(
            query,
            append(keptKeys, key),
            append(keptValues, value),
            Math.sqrt(x.shape[1]),
          ),
        )(x, ...others)) satisfies Step,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but the cache was read out as numbers, so no gradient goes back through it',
      hint: 'Join tensors with tf.concat; dataSync() and arraySync() end the tape.',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) =>
          attend(
            query,
            append(tf.tensor3d(keptKeys.arraySync()), key),
            append(tf.tensor3d(keptValues.arraySync()), value),
          ),
      ),
    },
  ],
  smoothedLoss: [
    {
      id: 'too-much',
      says: 'the label keeps all of its 1, and ε is added on top: the target sums to 1 + ε',
      hint: 'What do the numbers of the target sum to?',
      answer: losing(
        ({ sure, epsilon, size }) => sure.add(epsilon / size),
        meanOfCounted,
      ),
    },
    {
      id: 'others-only',
      says: 'ε is shared among the other tokens alone, V - 1 of them',
      hint: 'In this formula every token has ε / V, the label too.',
      answer: losing(
        ({ sure, epsilon, size }) =>
          sure
            .mul(1 - epsilon)
            .add(tf.sub(1, sure).mul(epsilon / (size - 1))),
        meanOfCounted,
      ),
    },
    {
      id: 'not-smoothed',
      says: 'the target is not smoothed',
      hint: 'Where does ε come in?',
      answer: losing(({ sure }) => sure, meanOfCounted),
    },
    {
      id: 'padding-counted',
      says: 'padding counts like any other label',
      hint: 'Positions with the label pad have nothing to teach.',
      answer: losing(smoothed, (losses) => losses.mean()),
    },
    {
      id: 'divided-by-all',
      says: 'the losses of padding are left out, but the sum is divided by all positions',
      hint: 'The mean is over the positions that count.',
      answer: losing(smoothed, (losses, counts) =>
        losses.mul(counts).mean(),
      ),
    },
    {
      id: 'pad-is-zero',
      says: 'the label 0 is taken for padding, whatever `pad` is',
      hint: 'The label of the padding is given. What does your code compare with?',
      answer: ((logits, labels, epsilon) =>
        losing(smoothed, meanOfCounted)(
          logits,
          labels,
          epsilon,
          0,
        )) satisfies Loss,
    },
    {
      id: 'nothing-for-others',
      says: 'the label gives ε away, and nobody gets it: the target sums to 1 - ε',
      hint: 'What do the numbers of the target sum to?',
      answer: losing(
        ({ sure, epsilon }) => sure.mul(1 - epsilon),
        meanOfCounted,
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the value is right, but no gradient reaches the logits: they were read out as numbers',
      hint: 'dataSync() ends the tape. Stay with tensors.',
      answer: ((logits, ...others) =>
        losing(smoothed, meanOfCounted)(
          tf.tensor2d(logits.arraySync()),
          ...others,
        )) satisfies Loss,
    },
  ],
  DecoderBlock: [
    {
      id: 'not-causal',
      says: 'the self-attention sees later words',
      hint: 'The decoder reads the whole target in training. What keeps it from reading ahead?',
      answer: SeesTheFuture,
    },
    {
      id: 'asks-itself',
      says: 'the second attention takes keys and values from the decoder: the memory is never read',
      hint: 'Q from the decoder; K and V from the memory, both.',
      answer: AsksItself,
    },
    {
      id: 'memory-padding',
      says: 'the padding of the memory is not closed',
      hint: 'Which of the two attentions needs memoryLens?',
      answer: SeesPadding,
    },
    {
      id: 'memory-normed',
      says: 'the memory is normalised with the weights of the block',
      hint: 'Only what comes from x is normalised here. The encoder has done it for the memory.',
      answer: NormalisesMemory,
    },
    {
      id: 'post-norm',
      says: 'the norms come after the sums (post-norm)',
      hint: 'In a pre-norm block the sum itself is never normalised.',
      answer: PostNorm,
    },
    {
      id: 'adds-normed',
      says: 'the normalised input is added, not the input',
      hint: 'The residual path carries x as it is: x + sublayer(norm(x)).',
      answer: AddsTheNormed,
    },
    {
      id: 'no-residual',
      says: 'nothing is added around the cross-attention',
      hint: 'Three sublayers, three sums.',
      answer: ForgetsToAdd,
    },
    {
      id: 'lengths-in-both',
      says: 'the lengths of the memory limit the self-attention, too',
      hint: 'memoryLens counts words of the memory. Which of the two attentions reads them?',
      answer: LengthsInBoth,
    },
    {
      id: 'causal-in-both',
      says: 'the cross-attention is causal, too',
      hint: 'The memory was read to its end before the first word is written. Is any of it the future?',
      answer: CausalInBoth,
    },
    {
      id: 'norms-swapped',
      says: 'selfNorm and crossNorm have changed places',
      hint: 'The names of the fields say which norm stands before which sublayer.',
      answer: SwapsNorms,
    },
  ],
};

export const variants: Variants = {
  causalRows: [
    {
      id: 'slices',
      answer: ((numQueries, numKeys) => {
        const all = Array.from({ length: numKeys }, (_, i) => [
          ...Array<number>(i + 1).fill(1),
          ...Array<number>(numKeys - i - 1).fill(0),
        ]);
        return all.slice(numKeys - numQueries);
      }) satisfies Rows,
    },
    {
      id: 'from-the-right',
      answer: rows((query, key, first) => !(key - query > first)),
    },
  ],
  targetMask: [
    {
      id: 'product',
      answer: ((tokens, pad) =>
        tokens.map((sentence) => {
          const real = sentence.map((x) => Number(x !== pad));
          return sentence.map((_, query) =>
            real.map((x, key) => x * Number(query >= key)),
          );
        })) satisfies Masks,
    },
    {
      id: 'loops',
      answer: ((tokens, pad) => {
        const all: number[][][] = [];
        for (const sentence of tokens) {
          const table = sentence.map(() => sentence.map(() => 0));
          for (let i = 0; i < sentence.length; i++) {
            for (let j = 0; j <= i; j++) {
              if (sentence[j] !== pad) table[i][j] = 1;
            }
          }
          all.push(table);
        }
        return all;
      }) satisfies Masks,
    },
  ],
  findLeaks: [
    {
      id: 'another-change',
      answer: finding((t, run, tokens) =>
        differing(t, run, tokens, (x) => 0.5 - x).some(
          (i) => i < t,
        ),
      ),
    },
    {
      id: 'prefixes',
      answer: finding((t, run, tokens) => {
        const changed = [...tokens];
        changed[t] -= 1.5;
        const [one, two] = [tokens, changed].map((x) =>
          run(x).slice(0, t),
        );
        return JSON.stringify(one) !== JSON.stringify(two);
      }),
    },
    {
      id: 'ways-through-both-tables',
      answer: ((first, second, tokens) =>
        [...tokens.keys()].filter((t) =>
          second.some(
            (row, i) =>
              i < t &&
              row.some((w, k) => w !== 0 && first[k][t] !== 0),
          ),
        )) satisfies Leaks,
    },
    {
      id: 'with-a-tolerance',
      answer: finding((t, run, tokens) => {
        const before = run(tokens);
        const after = run(
          tokens.map((x, j) => (j === t ? x + 1 : x)),
        );
        return before.some(
          (y, i) => i < t && Math.abs(y - after[i]) > 1e-6,
        );
      }),
    },
  ],
  cachedStep: [
    {
      id: 'library',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) =>
          scaledDotProductAttention({
            queries: query,
            keys: append(keptKeys, key),
            values: append(keptValues, value),
          }),
      ),
    },
    {
      id: 'new-one-first',
      answer: stepping(
        ({ query, key, value, keptKeys, keptValues }) => {
          const keys = tf.concat([key, keptKeys], 1);
          const values = tf.concat([value, keptValues], 1);
          const products = query.mul(keys).sum(2); // (B, t + 1)
          const root = Math.sqrt(query.shape[2]);
          const weights = tf
            .softmax(products.div(root))
            .expandDims(2);
          return weights.mul(values).sum(1, true);
        },
      ),
    },
  ],
  smoothedLoss: [
    {
      id: 'library',
      answer: ((logits, labels, epsilon, pad) =>
        crossEntropy(logits, labels, {
          labelSmoothing: epsilon,
          paddingLabel: pad,
        })) satisfies Loss,
    },
    {
      id: 'two-terms',
      answer: ((logits, labels, epsilon, pad) =>
        tf.tidy(() => {
          const size = logits.shape[1];
          const logs = tf.logSoftmax(logits);
          const hit = logs.mul(tf.oneHot(labels, size)).sum(1);
          const spread = logs.mean(1).mul(epsilon);
          const losses = hit
            .mul(1 - epsilon)
            .add(spread)
            .neg();
          const counts = labels.notEqual(pad).toFloat();
          return meanOfCounted(losses, counts);
        })) satisfies Loss,
    },
  ],
  DecoderBlock: [
    { id: 'mask', answer: WithAMask },
    { id: 'lengths', answer: WithLengths },
  ],
};
