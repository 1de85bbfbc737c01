import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Softmax = (
  scores: tf.Tensor3D,
  validLens: tf.Tensor | null,
) => tf.Tensor;

/** 1 where a key may be attended to, else 0: (B, Q, K). */
function openKeys(
  scores: tf.Tensor3D,
  validLens: tf.Tensor | null,
): tf.Tensor {
  if (validLens === null) return tf.onesLike(scores);
  const [numBatch, , numKeys] = scores.shape;
  const positions = tf.range(0, numKeys, 1, 'int32');
  const open = positions.less(validLens.reshape([numBatch, -1, 1]));
  return open.toFloat().mul(tf.onesLike(scores));
}

/** From scores and the open keys to weights. */
const masking =
  (
    weigh: (scores: tf.Tensor3D, open: tf.Tensor) => tf.Tensor,
  ): Softmax =>
  (scores, validLens) =>
    tf.tidy(() => weigh(scores, openKeys(scores, validLens)));

const filled = (
  scores: tf.Tensor,
  open: tf.Tensor,
  fill: number,
): tf.Tensor =>
  tf.where(open.cast('bool'), scores, tf.fill(scores.shape, fill));

/** A softmax over the queries. */
const overQueries = (scores: tf.Tensor): tf.Tensor =>
  tf.softmax(scores.transpose([0, 2, 1])).transpose([0, 2, 1]);

type Attention = (
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  values: tf.Tensor3D,
  validLens: tf.Tensor1D | null,
) => tf.Tensor;

/** Attention from raw dot products, the open keys and d. */
const attending =
  (
    weigh: (
      products: tf.Tensor,
      open: tf.Tensor,
      dim: number,
      valueDim: number,
    ) => tf.Tensor,
  ): Attention =>
  (queries, keys, values, validLens) =>
    tf.tidy(() => {
      const products: tf.Tensor3D = tf.matMul(
        queries,
        keys,
        false,
        true,
      );
      const open = openKeys(products, validLens);
      const weights = weigh(
        products,
        open,
        queries.shape[2],
        values.shape[2],
      );
      return tf.matMul(weights as tf.Tensor3D, values);
    });

const soft = (scores: tf.Tensor, open: tf.Tensor): tf.Tensor =>
  tf.softmax(filled(scores, open, -1e6));

type Additive = (
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  scoreWeight: tf.Tensor1D,
) => tf.Tensor;

/** (B, N, d) x (d, h) -> (B, N, h), with a gradient. */
function project(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor3D {
  const [numBatch, length, dim] = x.shape;
  return tf
    .matMul(x.reshape([-1, dim]), weight)
    .reshape([numBatch, length, weight.shape[1]]);
}

/** Scores of all pairs from both projections and the last weight. */
const adding =
  (
    score: (
      fromQueries: tf.Tensor, // (B, Q, 1, h)
      fromKeys: tf.Tensor, // (B, 1, K, h)
      scoreWeight: tf.Tensor1D,
    ) => tf.Tensor,
  ): Additive =>
  (queries, keys, queryWeight, keyWeight, scoreWeight) =>
    tf.tidy(() =>
      score(
        project(queries, queryWeight).expandDims(2),
        project(keys, keyWeight).expandDims(1),
        scoreWeight,
      ),
    );

type Pairs = (queries: tf.Tensor3D, keys: tf.Tensor3D) => tf.Tensor;

/** Weights from dot products (B, Q, K) and squared norms of the keys (B, 1, K). */
const fromDots =
  (
    weigh: (dots: tf.Tensor, norms: tf.Tensor) => tf.Tensor,
  ): Pairs =>
  (queries, keys) =>
    tf.tidy(() =>
      weigh(
        tf.matMul(queries, keys, false, true),
        keys.square().sum(2).expandDims(1),
      ),
    );

type Bilinear = (
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  weight: tf.Tensor2D,
) => tf.Tensor;

const bilinear: Bilinear = (queries, keys, weight) =>
  tf.matMul(project(queries, weight), keys, false, true);

const cost =
  (
    count: (q: number, k: number, d: number, v: number) => number[],
  ) =>
  (q: number, k: number, d: number, v: number) => {
    const [multiplications, weights, output] = count(q, k, d, v);
    return {
      multiplications: multiplications,
      weights: weights,
      output: output,
    };
  };

export const mistakes: Mistakes = {
  maskedSoftmax: [
    {
      id: 'zero-before-softmax',
      says: 'the masked scores are set to 0 before the softmax',
      hint: 'exp(0) is 1: a key with score 0 is an ordinary key.',
      answer: masking((scores, open) =>
        tf.softmax(scores.mul(open)),
      ),
    },
    {
      id: 'zero-after-softmax',
      says: 'the weights are set to 0 after the softmax, so that a row no longer sums to 1',
      hint: 'Where did the weight of the masked keys go? Mask the scores, and softmax shares it out.',
      answer: masking((scores, open) =>
        tf.softmax(scores).mul(open),
      ),
    },
    {
      id: 'divided-after-softmax',
      says: 'the weights are set to 0 after the softmax and then divided by their sum',
      hint: 'On paper it is the same. With a masked score of 200 the others round to 0 first.',
      answer: masking((scores, open) => {
        const kept = tf.softmax(scores).mul(open);
        return kept.div(kept.sum(2, true));
      }),
    },
    {
      id: 'added-after-softmax',
      says: 'the mask is added after the softmax',
      hint: 'A weight of -1000000 is no weight. The low number belongs to the scores.',
      answer: masking((scores, open) =>
        tf.softmax(scores).add(open.sub(1).mul(1e6)),
      ),
    },
    {
      id: 'flipped',
      says: 'the mask is upside down: the weight goes to the padding',
      hint: 'Which positions of your mask are true, those below the length or those beyond it?',
      answer: masking((scores, open) =>
        soft(scores, tf.sub(1, open)),
      ),
    },
    {
      id: 'minus-infinity',
      says: 'the fill is minus infinity, which gives NaN where every key is masked',
      hint: 'What is -Infinity - (-Infinity)? Take a very low finite number.',
      answer: masking((scores, open) =>
        tf.softmax(filled(scores, open, -Infinity)),
      ),
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'Sum your weights along the last axis: a query has one unit of weight to give.',
      answer: masking((scores, open) =>
        overQueries(filled(scores, open, -1e6)),
      ),
    },
    {
      id: 'one-too-many',
      says: 'one key too many is open: the position may equal the length',
      hint: 'Positions count from 0. With the length 2, which positions are valid?',
      answer: ((scores, validLens) =>
        tf.tidy(() =>
          soft(scores, openKeys(scores, validLens?.add(1) ?? null)),
        )) as Softmax,
    },
    {
      id: 'first-length-for-all',
      says: 'all queries of a sequence use the length of its first query',
      hint: 'With lengths of shape (B, Q) every query has its own.',
      answer: ((scores, validLens) =>
        tf.tidy(() => {
          if (validLens === null) return tf.softmax(scores);
          const rows = validLens.reshape([scores.shape[0], -1]);
          const first = rows.slice([0, 0], [-1, 1]).flatten();
          return soft(scores, openKeys(scores, first));
        })) as Softmax,
    },
    {
      id: 'not-masked',
      says: 'the lengths are not used',
      hint: 'Change a length. Does the result change?',
      answer: ((scores) => tf.softmax(scores)) as Softmax,
    },
    {
      id: 'no-softmax',
      says: 'the scores are masked, but the softmax is missing',
      hint: 'Do your rows sum to 1?',
      answer: masking((scores, open) => filled(scores, open, -1e6)),
    },
    {
      id: 'naive-exponential',
      says: 'the exponentials are not protected: large scores overflow, a row without keys is 0/0',
      hint: 'Take the largest open score of the row away first, or let tf.softmax do it.',
      answer: masking((scores, open) => {
        const powers = filled(scores, open, -Infinity).exp();
        return powers.div(powers.sum(2, true));
      }),
    },
  ],
  scaledDotAttention: [
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'How large is the variance of q · k when d is 16?',
      answer: attending((products, open) => soft(products, open)),
    },
    {
      id: 'divided-by-d',
      says: 'the scores are divided by d instead of √d',
      hint: 'Variance is squared size: to divide the variance by d, divide the score by what?',
      answer: attending((products, open, dim) =>
        soft(products.div(dim), open),
      ),
    },
    {
      id: 'scaled-after-softmax',
      says: 'the division by √d comes after the softmax',
      hint: 'Do your weights still sum to 1?',
      answer: attending((products, open, dim) =>
        soft(products, open).div(Math.sqrt(dim)),
      ),
    },
    {
      id: 'times-root',
      says: 'the scores are multiplied by √d instead of divided by it',
      hint: 'Scores grow with d. Should the factor make them larger or smaller?',
      answer: attending((products, open, dim) =>
        soft(products.mul(Math.sqrt(dim)), open),
      ),
    },
    {
      id: 'root-of-value-width',
      says: 'the scores are divided by the root of the width of the values',
      hint: 'd is the width of queries and keys. The values never meet in a dot product.',
      answer: attending((products, open, _, valueDim) =>
        soft(products.div(Math.sqrt(valueDim)), open),
      ),
    },
    {
      id: 'root-of-number-of-keys',
      says: 'the scores are divided by the root of the number of keys',
      hint: 'Which axis did the dot product sum over?',
      answer: attending((products, open) =>
        soft(products.div(Math.sqrt(products.shape[2] ?? 1)), open),
      ),
    },
    {
      id: 'root-of-number-of-queries',
      says: 'the scores are divided by the root of the number of queries',
      hint: 'd is the last axis of the queries. Which axis did you read?',
      answer: attending((products, open) =>
        soft(products.div(Math.sqrt(products.shape[1] ?? 1)), open),
      ),
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'Ask with one query alone: its weights should not change.',
      answer: attending((products, open, dim) =>
        overQueries(
          filled(products.div(Math.sqrt(dim)), open, -1e6),
        ),
      ),
    },
    {
      id: 'not-masked',
      says: 'the valid lengths are not used',
      hint: 'Change a key beyond its length. Does the output change?',
      answer: attending((products, _, dim) =>
        tf.softmax(products.div(Math.sqrt(dim))),
      ),
    },
    {
      id: 'zero-before-softmax',
      says: 'the masked scores are set to 0 before the softmax',
      hint: 'exp(0) is 1: a key with score 0 is an ordinary key.',
      answer: attending((products, open, dim) =>
        tf.softmax(products.div(Math.sqrt(dim)).mul(open)),
      ),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights: the softmax is missing',
      hint: 'Do your weights sum to 1?',
      answer: attending((products, open, dim) =>
        products.div(Math.sqrt(dim)).mul(open),
      ),
    },
  ],
  additiveScore: [
    {
      id: 'no-tanh',
      says: 'the tanh is missing',
      hint: 'Without it the score is one number from the query plus one from the key. What is left after the softmax?',
      answer: adding((q, k, w) => q.add(k).mul(w).sum(3)),
    },
    {
      id: 'two-tanhs',
      says: 'tanh is taken of both parts before they are added',
      hint: 'The pair is read together: first the sum, then the tanh.',
      answer: adding((q, k, w) =>
        q.tanh().add(k.tanh()).mul(w).sum(3),
      ),
    },
    {
      id: 'tanh-last',
      says: 'tanh comes last, after the sum over the hidden units',
      hint: 'Which of the two has h numbers to pass through tanh?',
      answer: adding((q, k, w) => q.add(k).mul(w).sum(3).tanh()),
    },
    {
      id: 'multiplied',
      says: 'the two parts are multiplied instead of added',
      hint: 'Why is the score called additive?',
      answer: adding((q, k, w) => q.mul(k).tanh().mul(w).sum(3)),
    },
    {
      id: 'no-score-weight',
      says: 'the hidden units are summed without their weights w',
      hint: 'What is scoreWeight for?',
      answer: adding((q, k) => q.add(k).tanh().sum(3)),
    },
    {
      id: 'relu',
      says: 'relu stands where tanh should',
      hint: 'Look at the formula: which function is outside the sum?',
      answer: adding((q, k, w) => q.add(k).relu().mul(w).sum(3)),
    },
    {
      id: 'softmaxed',
      says: 'the scores went through a softmax already',
      hint: 'Asked for are scores. Who normalises them, and when?',
      answer: adding((q, k, w) =>
        tf.softmax(q.add(k).tanh().mul(w).sum(3)),
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the weights: they were read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: adding((q, k, w) => {
        const outside = tf.tensor(q.dataSync(), q.shape);
        const kept = tf.tensor(w.dataSync(), w.shape);
        return outside.add(k).tanh().mul(kept).sum(3);
      }),
    },
    {
      id: 'order-of-keys',
      says: 'the order of the keys is reversed',
      hint: 'Column j of the scores belongs to key j.',
      answer: adding((q, k, w) =>
        q.add(k).tanh().mul(w).sum(3).reverse(2),
      ),
    },
    {
      id: 'keys-by-place',
      says: 'every score also depends on the place of its key in the list',
      hint: 'Nothing in the formula counts the keys.',
      answer: adding((q, k, w) => {
        const scores = q.add(k).tanh().mul(w).sum(3);
        const places = tf.range(0, k.shape[2] ?? 1);
        return scores.add(places.mul(0.1));
      }),
    },
  ],
  distanceWeights: [
    {
      id: 'plain-dot-product',
      says: 'the norms of the keys are missing: this is dot-product attention',
      hint: 'Expand the square. Which part other than q · k depends on the key?',
      answer: fromDots((dots) => tf.softmax(dots)),
    },
    {
      id: 'scaled-dot-product',
      says: 'this is scaled dot-product attention',
      hint: 'A distance needs the norm of the key, and no √d.',
      answer: ((queries, keys) =>
        tf.tidy(() => {
          const dots = tf.matMul(queries, keys, false, true);
          return tf.softmax(dots.div(Math.sqrt(keys.shape[2])));
        })) as Pairs,
    },
    {
      id: 'norm-added',
      says: 'half the squared norm is added instead of taken away',
      hint: 'A long key is far from most queries: should its score rise or fall?',
      answer: fromDots((dots, norms) =>
        tf.softmax(dots.add(norms.div(2))),
      ),
    },
    {
      id: 'no-half',
      says: 'the whole squared norm is taken away instead of half of it',
      hint: 'Expand -½‖q - k‖²: which factor has ‖k‖², which has q · k?',
      answer: fromDots((dots, norms) =>
        tf.softmax(dots.sub(norms)),
      ),
    },
    {
      id: 'not-squared',
      says: 'the norm of the key is not squared',
      hint: 'The sum of squares is enough: no root is needed.',
      answer: fromDots((dots, norms) =>
        tf.softmax(dots.sub(norms.sqrt().div(2))),
      ),
    },
    {
      id: 'far-is-loud',
      says: 'far keys get the large weights: the minus sign is missing',
      hint: 'Which score should a key have that equals the query?',
      answer: fromDots((dots, norms) =>
        tf.softmax(norms.div(2).sub(dots)),
      ),
    },
    {
      id: 'over-queries',
      says: 'the softmax runs over the queries instead of the keys',
      hint: 'Which of your sums are 1: those of a row, or those of a column?',
      answer: fromDots((dots, norms) =>
        overQueries(dots.sub(norms.div(2))),
      ),
    },
    {
      id: 'norm-of-query',
      says: 'the norm of the query is taken away, not the norm of the key',
      hint: 'What is the same for all keys of a row does not change a softmax.',
      answer: ((queries, keys) =>
        tf.tidy(() => {
          const dots = tf.matMul(queries, keys, false, true);
          const norms = queries.square().sum(2, true).div(2);
          return dots.sub(norms).exp();
        })) as Pairs,
    },
    {
      id: 'scores-not-weights',
      says: 'these are the scores; the softmax is missing',
      hint: 'Do your rows sum to 1?',
      answer: fromDots((dots, norms) => dots.sub(norms.div(2))),
    },
  ],
  bilinearScore: [
    {
      id: 'transposed',
      says: 'W is transposed: the keys are multiplied by it from the side of the queries',
      hint: 'W has shape (dq, dk): its rows belong to the query.',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.matMul(queries, project(keys, weight), false, true),
        )) as Bilinear,
    },
    {
      id: 'scaled',
      says: 'the scores are divided by √d',
      hint: 'The bilinear score has no √d: W can learn its own size.',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          bilinear(queries, keys, weight).div(
            Math.sqrt(keys.shape[2]),
          ),
        )) as Bilinear,
    },
    {
      id: 'softmaxed',
      says: 'the scores went through a softmax already',
      hint: 'Asked for are scores. Rows that sum to 1 are weights.',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.softmax(bilinear(queries, keys, weight)),
        )) as Bilinear,
    },
    {
      id: 'tanh',
      says: 'a tanh was put in: that belongs to the additive score',
      hint: 'Nothing in qᵀ W k is bent: it is linear in q and linear in k.',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.matMul(
            project(queries, weight).tanh(),
            keys,
            false,
            true,
          ),
        )) as Bilinear,
    },
    {
      id: 'keys-first',
      says: 'rows and columns are swapped: there is a row for every key',
      hint: 'Queries are rows, keys are columns.',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          bilinear(queries, keys, weight).transpose([0, 2, 1]),
        )) as Bilinear,
    },
  ],
  attentionCost: [
    {
      id: 'scores-only',
      says: 'only the scores are counted: mixing the values is a product, too',
      hint: 'Weights (Q, K) times values (K, v): how many multiplications is that?',
      answer: cost((q, k, d, v) => [q * k * d, q * k, q * v]),
    },
    {
      id: 'mixing-only',
      says: 'only the mixing of the values is counted: the scores are a product, too',
      hint: 'Queries (Q, d) times keys (d, K): how many multiplications is that?',
      answer: cost((q, k, d, v) => [q * k * v, q * k, q * v]),
    },
    {
      id: 'entries-not-products',
      says: 'the entries of the results are counted, not the multiplications that make them',
      hint: 'One entry of the scores is a dot product of d numbers.',
      answer: cost((q, k, d, v) => [q * k + q * v, q * k, q * v]),
    },
    {
      id: 'value-width-is-d',
      says: 'the values are taken to be as wide as the keys',
      hint: 'v may differ from d. Which of the two products contains v?',
      answer: cost((q, k, d) => [2 * q * k * d, q * k, q * d]),
    },
    {
      id: 'queries-are-keys',
      says: 'there are taken to be as many keys as queries',
      hint: 'Q and K may differ: which of them has the output?',
      answer: cost((q, k, d, v) => [q * q * (d + v), q * q, q * v]),
    },
    {
      id: 'output-per-key',
      says: 'the output is taken to have a row for each key',
      hint: 'Who asks gets an answer: the output has a row for each query.',
      answer: cost((q, k, d, v) => [q * k * (d + v), q * k, k * v]),
    },
    {
      id: 'linear',
      says: 'the cost is taken to grow with the length, not with its square',
      hint: 'Every query meets every key. How many meetings is that?',
      answer: cost((q, k, d, v) => [
        (q + k) * (d + v),
        q + k,
        q * v,
      ]),
    },
  ],
};

export const variants: Variants = {
  maskedSoftmax: [
    {
      id: 'added-bias',
      answer: masking((scores, open) =>
        tf.softmax(scores.add(open.sub(1).mul(1e9))),
      ),
    },
    {
      id: 'own-exponentials',
      answer: masking((scores, open) => {
        const low = filled(scores, open, -1e6);
        const powers = low.sub(low.max(2, true)).exp();
        return powers.div(powers.sum(2, true));
      }),
    },
    {
      id: 'mask-by-loops',
      answer: ((scores, validLens) =>
        tf.tidy(() => {
          if (validLens === null) return tf.softmax(scores);
          const [numBatch, numQueries, numKeys] = scores.shape;
          const lens = validLens.dataSync();
          const isShared = lens.length === numBatch;
          const bias: number[] = [];
          for (let b = 0; b < numBatch; b++) {
            for (let i = 0; i < numQueries; i++) {
              const row = isShared ? b : b * numQueries + i;
              for (let j = 0; j < numKeys; j++)
                bias.push(j < lens[row] ? 0 : -1e8);
            }
          }
          const mask = tf.tensor3d(bias, scores.shape);
          return tf.softmax(scores.add(mask));
        })) as Softmax,
    },
    {
      id: 'row-by-row',
      answer: ((scores, validLens) =>
        tf.tidy(() => {
          const open = tf.unstack(openKeys(scores, validLens));
          return tf.stack(
            tf
              .unstack(scores)
              .map((sequence, b) => soft(sequence, open[b])),
          );
        })) as Softmax,
    },
  ],
  scaledDotAttention: [
    {
      id: 'queries-scaled-first',
      answer: ((queries, keys, values, validLens) =>
        tf.tidy(() => {
          const small = queries.mul(queries.shape[2] ** -0.5);
          const scores = tf.matMul(
            small as tf.Tensor3D,
            keys.transpose([0, 2, 1]),
          );
          const open = openKeys(scores as tf.Tensor3D, validLens);
          return tf.matMul(soft(scores, open), values);
        })) as Attention,
    },
    {
      id: 'products-and-sums',
      answer: ((queries, keys, values, validLens) =>
        tf.tidy(() => {
          const pairs = queries
            .expandDims(2)
            .mul(keys.expandDims(1));
          const scores = pairs.sum(3).div(Math.sqrt(keys.shape[2]));
          const open = openKeys(scores as tf.Tensor3D, validLens);
          const weights = soft(scores, open).expandDims(3);
          return weights.mul(values.expandDims(1)).sum(2);
        })) as Attention,
    },
    {
      id: 'sequence-by-sequence',
      answer: ((queries, keys, values, validLens) =>
        tf.tidy(() => {
          const [ks, vs] = [tf.unstack(keys), tf.unstack(values)];
          const root = Math.sqrt(keys.shape[2]);
          const rows = tf.unstack(queries).map((q, b) => {
            const scores = tf
              .matMul(
                q as tf.Tensor2D,
                ks[b] as tf.Tensor2D,
                false,
                true,
              )
              .div(root);
            const length = validLens
              ? validLens.dataSync()[b]
              : keys.shape[1];
            const open = tf.range(0, keys.shape[1]).less(length);
            const bias = open.toFloat().sub(1).mul(1e7);
            const weights = tf.softmax(scores.add(bias));
            return tf.matMul(
              weights as tf.Tensor2D,
              vs[b] as tf.Tensor2D,
            );
          });
          return tf.stack(rows);
        })) as Attention,
    },
  ],
  additiveScore: [
    {
      id: 'batch-times-matrix',
      answer: ((
        queries,
        keys,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const fromQueries = tf.matMul(
            queries as tf.Tensor,
            queryWeight,
          );
          const fromKeys = tf.matMul(keys as tf.Tensor, keyWeight);
          return fromQueries
            .expandDims(2)
            .add(fromKeys.expandDims(1))
            .tanh()
            .mul(scoreWeight)
            .sum(3);
        })) as Additive,
    },
    {
      id: 'einsum',
      answer: ((
        queries,
        keys,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const q = tf.einsum('bqd,dh->bqh', queries, queryWeight);
          const k = tf.einsum('bkd,dh->bkh', keys, keyWeight);
          const pairs = q.expandDims(2).add(k.expandDims(1)).tanh();
          return tf.einsum('bqkh,h->bqk', pairs, scoreWeight);
        })) as Additive,
    },
    {
      id: 'concatenated',
      answer: ((
        queries,
        keys,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const [numBatch, numQueries, queryDim] = queries.shape;
          const [, numKeys, keyDim] = keys.shape;
          const left = queries
            .expandDims(2)
            .tile([1, 1, numKeys, 1])
            .reshape([-1, queryDim]);
          const right = keys
            .expandDims(1)
            .tile([1, numQueries, 1, 1])
            .reshape([-1, keyDim]);
          const hidden = tf.tanh(
            tf.matMul(
              tf.concat([left, right], 1) as tf.Tensor2D,
              tf.concat([queryWeight, keyWeight], 0),
            ),
          );
          return tf
            .matMul(
              hidden,
              scoreWeight.expandDims(1) as tf.Tensor2D,
            )
            .reshape([numBatch, numQueries, numKeys]);
        })) as Additive,
    },
    {
      id: 'key-by-key',
      answer: ((
        queries,
        keys,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const fromQueries = project(queries, queryWeight);
          const columns = tf.unstack(keys, 1).map((key) => {
            const fromKey = tf.matMul(
              key as tf.Tensor2D,
              keyWeight,
            );
            return fromQueries
              .add(fromKey.expandDims(1))
              .tanh()
              .mul(scoreWeight)
              .sum(2);
          });
          return tf.stack(columns, 2);
        })) as Additive,
    },
  ],
  distanceWeights: [
    {
      id: 'every-difference',
      answer: ((queries, keys) =>
        tf.tidy(() => {
          const apart = queries
            .expandDims(2)
            .sub(keys.expandDims(1));
          return tf.softmax(apart.square().sum(3).div(-2));
        })) as Pairs,
    },
    {
      id: 'whole-square',
      answer: ((queries, keys) =>
        tf.tidy(() => {
          const dots = tf.matMul(queries, keys, false, true);
          const ofQueries = queries.square().sum(2, true);
          const ofKeys = keys.square().sum(2).expandDims(1);
          const squares = ofQueries.add(ofKeys).sub(dots.mul(2));
          return tf.softmax(squares.mul(-0.5));
        })) as Pairs,
    },
  ],
  bilinearScore: [
    {
      id: 'batch-times-matrix',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.matMul(
            tf.matMul(queries as tf.Tensor, weight),
            keys,
            false,
            true,
          ),
        )) as Bilinear,
    },
    {
      id: 'einsum',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.einsum(
            'bqe,bke->bqk',
            tf.einsum('bqd,de->bqe', queries, weight),
            keys,
          ),
        )) as Bilinear,
    },
    {
      id: 'keys-projected',
      answer: ((queries, keys, weight) =>
        tf.tidy(() =>
          tf.matMul(
            queries,
            project(keys, weight.transpose()),
            false,
            true,
          ),
        )) as Bilinear,
    },
    {
      id: 'products-and-sums',
      answer: ((queries, keys, weight) =>
        tf.tidy(() => {
          const left = queries.expandDims(3).mul(weight).sum(2);
          return left.expandDims(2).mul(keys.expandDims(1)).sum(3);
        })) as Bilinear,
    },
  ],
  attentionCost: [
    {
      id: 'factored',
      answer: cost((q, k, d, v) => [q * k * (d + v), q * k, q * v]),
    },
    {
      id: 'counted-in-loops',
      answer: cost((q, k, d, v) => {
        let multiplications = 0;
        for (let i = 0; i < q; i++)
          for (let j = 0; j < k; j++) multiplications += d + v;
        return [multiplications, k * q, v * q];
      }),
    },
  ],
};
