import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

/** A table from the position, the column and the width. */
const tableOf =
  (entry: (i: number, column: number, dim: number) => number) =>
  (numPositions: number, dim: number): tf.Tensor2D => {
    const rows = Array.from({ length: numPositions }, (_, i) =>
      Array.from({ length: dim }, (_, c) => entry(i, c, dim)),
    );
    return tf.tensor2d(rows, [numPositions, dim]);
  };

const pairOf = (column: number): number => Math.floor(column / 2);
const wave = (column: number, angle: number): number =>
  column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
const angleOf = (i: number, j: number, dim: number): number =>
  i / 10000 ** ((2 * j) / dim);

/** A matrix of 2 × 2 blocks from the angle of each pair. */
const blocks =
  (
    block: (
      angle: number,
      j: number,
    ) => [number, number, number, number],
    angle: (offset: number, j: number, dim: number) => number,
  ) =>
  (offset: number, dim: number): tf.Tensor2D => {
    const matrix = Array.from({ length: dim }, () =>
      new Array<number>(dim).fill(0),
    );
    for (let j = 0; j < dim / 2; j++) {
      const [a, b, c, d] = block(angle(offset, j, dim), j);
      matrix[2 * j][2 * j] = a;
      matrix[2 * j][2 * j + 1] = b;
      matrix[2 * j + 1][2 * j] = c;
      matrix[2 * j + 1][2 * j + 1] = d;
    }
    return tf.tensor2d(matrix, [dim, dim]);
  };

type Block = [number, number, number, number];
const rotation = (b: number): Block => [
  Math.cos(b),
  -Math.sin(b),
  Math.sin(b),
  Math.cos(b),
];

type Adding = (
  x: tf.Tensor3D,
  table: tf.Tensor2D,
  offset: number,
) => tf.Tensor;

/** x plus rows of the table. */
const adding =
  (
    rowsOf: (
      table: tf.Tensor2D,
      offset: number,
      x: tf.Tensor3D,
    ) => tf.Tensor,
  ): Adding =>
  (x, table, offset) =>
    tf.tidy(() => x.add(rowsOf(table, offset, x)));

type Relative = (
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  distanceTable: tf.Tensor2D,
) => tf.Tensor;

/** For each pair its vector of the table, (Q, K, d). */
function vectorsOf(
  table: tf.Tensor2D,
  numQueries: number,
  numKeys: number,
  rowOf: (i: number, j: number, c: number) => number,
): tf.Tensor {
  const c = (table.shape[0] - 1) / 2;
  const rows: number[] = [];
  for (let i = 0; i < numQueries; i++) {
    for (let j = 0; j < numKeys; j++) rows.push(rowOf(i, j, c));
  }
  return tf
    .gather(table, tf.tensor1d(rows, 'int32'))
    .reshape([numQueries, numKeys, table.shape[1]]);
}

const clip = (x: number, c: number): number =>
  Math.max(-c, Math.min(c, x));
const rightRow = (i: number, j: number, c: number): number =>
  clip(j - i, c) + c;

/** Scores from products (B, Q, K), those of the distances, and d. */
const relating =
  (
    combine: (
      products: tf.Tensor,
      byDistance: tf.Tensor,
      dim: number,
    ) => tf.Tensor,
    rowOf = rightRow,
  ): Relative =>
  (queries, keys, distanceTable) =>
    tf.tidy(() => {
      const [, numQueries, dim] = queries.shape;
      const vectors = vectorsOf(
        distanceTable,
        numQueries,
        keys.shape[1],
        rowOf,
      );
      const byDistance = queries.expandDims(2).mul(vectors).sum(3);
      const products = tf.matMul(queries, keys, false, true);
      return combine(products, byDistance, dim);
    });

const scaledSum = (
  products: tf.Tensor,
  byDistance: tf.Tensor,
  dim: number,
): tf.Tensor => products.add(byDistance).div(Math.sqrt(dim));

/** The distance of every node from the first; -1 where there is none. */
function distances(edges: number[][], from: number): number[] {
  const found = edges.map(() => -1);
  found[from] = 0;
  const queue = [from];
  for (
    let at = queue.shift();
    at !== undefined;
    at = queue.shift()
  ) {
    for (const next of edges[at]) {
      if (found[next] >= 0) continue;
      found[next] = found[at] + 1;
      queue.push(next);
    }
  }
  return found;
}

type Search = (
  edges: number[][],
  from: number,
  to: number,
) => number;

/** The length of the first way that depth-first search finds. */
const depthFirst: Search = (edges, from, to) => {
  const seen = new Set<number>();
  const walk = (at: number, length: number): number => {
    if (at === to) return length;
    seen.add(at);
    for (const next of edges[at]) {
      if (seen.has(next)) continue;
      const found = walk(next, length + 1);
      if (found >= 0) return found;
    }
    return -1;
  };
  return walk(from, 0);
};

const undirected = (edges: number[][]): number[][] => {
  const both = edges.map((list) => [...list]);
  edges.forEach((list, at) =>
    list.forEach((next) => both[next].push(at)),
  );
  return both;
};

const slopes = (
  products: number,
  layer: number,
  recurrence: number,
  crossover: number,
) => {
  return {
    products: products,
    layer: layer,
    recurrence: recurrence,
    crossover: crossover,
  };
};

export const mistakes: Mistakes = {
  sinusoidalTable: [
    {
      id: 'exponent-j',
      says: 'the exponent is j/D instead of 2j/D: this is the table of base 100',
      hint: 'With j counting pairs, what is the last exponent? It should come near 1.',
      answer: tableOf((i, column, dim) =>
        wave(column, i / 10000 ** (pairOf(column) / dim)),
      ),
    },
    {
      id: 'halves-exponent-j',
      says: 'the halves are in their places, but the exponent is j/D instead of 2j/D: this is base 100',
      hint: 'There are D/2 frequencies. What is the exponent of the last one?',
      answer: tableOf((i, column, dim) => {
        const half = dim / 2;
        const angle = i / 10000 ** ((column % half) / dim);
        return column < half ? Math.sin(angle) : Math.cos(angle);
      }),
    },
    {
      id: 'exponent-per-column',
      says: 'every column has a speed of its own, so that sine and cosine of a pair do not belong together',
      hint: 'Columns 2j and 2j + 1 share an angle. Which number do they share?',
      answer: tableOf((i, column, dim) =>
        wave(column, i / 10000 ** (column / dim)),
      ),
    },
    {
      id: 'exponent-twice-the-column',
      says: 'the exponent is twice the column instead of twice the pair',
      hint: 'Column 3 belongs to pair 1. Did you put the column where the pair belongs?',
      answer: tableOf((i, column, dim) =>
        wave(column, i / 10000 ** ((2 * column) / dim)),
      ),
    },
    {
      id: 'cosine-first',
      says: 'the even columns have the cosine',
      hint: 'Position 0 begins with 0, not with 1.',
      answer: tableOf((i, column, dim) =>
        wave(column + 1, angleOf(i, pairOf(column), dim)),
      ),
    },
    {
      id: 'degrees',
      says: 'the angles are taken for degrees',
      hint: 'Math.sin wants radians, and so does the formula: nothing is to be converted.',
      answer: tableOf((i, column, dim) =>
        wave(
          column,
          (angleOf(i, pairOf(column), dim) * Math.PI) / 180,
        ),
      ),
    },
    {
      id: 'turns',
      says: 'the angles are multiplied by 2π',
      hint: 'The first pair turns by 1 radian a step, not by a whole turn.',
      answer: tableOf((i, column, dim) =>
        wave(column, angleOf(i, pairOf(column), dim) * 2 * Math.PI),
      ),
    },
    {
      id: 'from-one',
      says: 'the positions are counted from 1',
      hint: 'What is the row of position 0? All its sines are 0.',
      answer: tableOf((i, column, dim) =>
        wave(column, angleOf(i + 1, pairOf(column), dim)),
      ),
    },
    {
      id: 'multiplied',
      says: 'the position is multiplied by 10000^(2j/D) instead of divided by it',
      hint: 'Later pairs turn more slowly. Do yours?',
      answer: tableOf((i, column, dim) =>
        wave(column, i * 10000 ** ((2 * pairOf(column)) / dim)),
      ),
    },
    {
      id: 'base-1000',
      says: 'the base is 1000',
      hint: 'Count the zeros of 10000.',
      answer: tableOf((i, column, dim) =>
        wave(column, i / 1000 ** ((2 * pairOf(column)) / dim)),
      ),
    },
    {
      id: 'only-sines',
      says: 'all columns are sines',
      hint: 'Every second column is the cosine of the same angle.',
      answer: tableOf((i, column, dim) =>
        Math.sin(angleOf(i, pairOf(column), dim)),
      ),
    },
    {
      id: 'last-exponent-1',
      says: 'the exponents run from 0 to 1: the pairs are divided by D/2 − 1 instead of D/2',
      hint: 'In the formula the last pair has the exponent 1 − 2/D. What is 2j/D for the largest j?',
      answer: tableOf((i, column, dim) =>
        wave(
          column,
          i / 10000 ** (pairOf(column) / Math.max(1, dim / 2 - 1)),
        ),
      ),
    },
    {
      id: 'halves-last-exponent-1',
      says: 'the halves are in their places, but the exponents run from 0 to 1: divided by D/2 − 1',
      hint: 'In the formula the last pair has the exponent 1 − 2/D. What is 2j/D for the largest j?',
      answer: tableOf((i, column, dim) => {
        const half = dim / 2;
        const share = (column % half) / Math.max(1, half - 1);
        const angle = i / 10000 ** share;
        return column < half ? Math.sin(angle) : Math.cos(angle);
      }),
    },
    {
      id: 'not-a-tensor',
      says: 'the numbers are in an array: the tensor is missing',
      hint: 'tf.tensor2d(rows) makes a tensor of rows.',
      answer: (numPositions: number, dim: number) =>
        Array.from({ length: numPositions }, (_, i) =>
          Array.from({ length: dim }, (__, column) =>
            wave(column, angleOf(i, pairOf(column), dim)),
          ),
        ),
    },
  ],
  shiftMatrix: [
    {
      id: 'other-way',
      says: 'the blocks turn the other way: this is the shift by -offset',
      hint: 'The row stands to the left of the matrix. Multiply (sin a, cos a) by your block on paper.',
      answer: blocks((b) => rotation(-b), angleOf),
    },
    {
      id: 'one-angle',
      says: 'all pairs turn by the same angle',
      hint: 'Each pair has its own speed. Where is 10000^(2j/D)?',
      answer: blocks(rotation, (offset) => offset),
    },
    {
      id: 'exponent-j',
      says: 'the exponent is j/D instead of 2j/D',
      hint: 'It must be the angle of the table, or nothing fits.',
      answer: blocks(
        rotation,
        (offset, j, dim) => offset / 10000 ** (j / dim),
      ),
    },
    {
      id: 'first-block-only',
      says: 'only the first pair turns, the others stay',
      hint: 'There are D/2 blocks.',
      answer: blocks(
        (b, j) => (j === 0 ? rotation(b) : [1, 0, 0, 1]),
        angleOf,
      ),
    },
    {
      id: 'no-minus',
      says: 'no entry of a block has the minus sign',
      hint: 'cos(a + b) = cos a cos b - sin a sin b. Where is that minus?',
      answer: blocks(
        (b) => [Math.cos(b), Math.sin(b), Math.sin(b), Math.cos(b)],
        angleOf,
      ),
    },
    {
      id: 'sine-and-cosine-swapped',
      says: 'sines and cosines of the angle are swapped',
      hint: 'A shift by 0 changes nothing: what has your matrix on its diagonal then?',
      answer: blocks(
        (b) => [
          Math.sin(b),
          -Math.cos(b),
          Math.cos(b),
          Math.sin(b),
        ],
        angleOf,
      ),
    },
    {
      id: 'offset-without-sign',
      says: 'the sign of the offset is lost',
      hint: 'A shift by -3 takes a shift by 3 back.',
      answer: blocks(rotation, (offset, j, dim) =>
        angleOf(Math.abs(offset), j, dim),
      ),
    },
    {
      id: 'exponent-4j',
      says: 'the exponent is 4j/D instead of 2j/D: pairs are taken for columns, or doubled twice',
      hint: 'It must be the angle of the table: its pair j has the exponent 2j/D.',
      answer: blocks(
        rotation,
        (offset, j, dim) => offset / 10000 ** ((4 * j) / dim),
      ),
    },
    {
      id: 'halves',
      says: 'this is the matrix for the table in halves',
      hint: 'Here P is the interleaved table: which two columns belong to pair j?',
      answer: (offset: number, dim: number) => {
        const half = dim / 2;
        const rows = Array.from({ length: dim }, (_, row) =>
          Array.from({ length: dim }, (__, column) => {
            if (row % half !== column % half) return 0;
            const b = angleOf(offset, row % half, dim);
            if (row === column) return Math.cos(b);
            return row < column ? -Math.sin(b) : Math.sin(b);
          }),
        );
        return tf.tensor2d(rows, [dim, dim]);
      },
    },
  ],
  addPositions: [
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the table: it was read out as numbers',
      hint: 'arraySync() and dataSync() end the tape. Which tensor operation takes rows?',
      answer: adding((table, offset, x) => {
        const [, length, dim] = x.shape;
        const rows = table.arraySync().slice(offset);
        return tf.tensor2d(rows.slice(0, length), [length, dim]);
      }),
    },
    {
      id: 'from-the-beginning',
      says: 'the offset is not used: the rows begin at 0',
      hint: 'The first token stands at position offset.',
      answer: adding((table, _, x) =>
        table.slice([0, 0], [x.shape[1], x.shape[2]]),
      ),
    },
    {
      id: 'one-too-far',
      says: 'the rows begin one position too late',
      hint: 'Positions count from 0: with the offset 4 the first row is row 4.',
      answer: adding((table, offset, x) =>
        table.slice([offset + 1, 0], [x.shape[1], x.shape[2]]),
      ),
    },
    {
      id: 'one-row-for-all',
      says: 'all tokens get the row of the first one',
      hint: 'T tokens need T rows.',
      answer: adding((table, offset, x) =>
        table.slice([offset, 0], [1, x.shape[2]]),
      ),
    },
    {
      id: 'counted-in-batches',
      says: 'the rows are counted over the batch instead of over the positions',
      hint: 'Which axis of x are the positions?',
      answer: adding((table, offset, x) => {
        const rows = Array.from(
          { length: x.shape[0] },
          (_, b) => (offset + b) % table.shape[0],
        );
        return tf
          .gather(table, tf.tensor1d(rows, 'int32'))
          .expandDims(1);
      }),
    },
    {
      id: 'multiplied',
      says: 'the positions are multiplied with x instead of added',
      hint: 'X + P.',
      answer: (
        x: tf.Tensor3D,
        table: tf.Tensor2D,
        offset: number,
      ) =>
        tf.tidy(() =>
          x.mul(table.slice([offset, 0], [x.shape[1], x.shape[2]])),
        ),
    },
  ],
  relativeScores: [
    {
      id: 'sides-swapped',
      says: 'left and right are swapped: the distance is i - j',
      hint: 'A key to the right of its query has a positive distance.',
      answer: relating(scaledSum, (i, j, c) => clip(i - j, c) + c),
    },
    {
      id: 'without-side',
      says: 'the distance has lost its sign',
      hint: 'Three to the left and three to the right have different rows.',
      answer: relating(
        scaledSum,
        (i, j, c) => clip(Math.abs(j - i), c) + c,
      ),
    },
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'Lesson 03: what is the variance of q · k?',
      answer: relating((products, byDistance) =>
        products.add(byDistance),
      ),
    },
    {
      id: 'distance-not-scaled',
      says: 'only q · k is divided by √d, not the part of the distance',
      hint: 'In the formula the division stands below both.',
      answer: relating((products, byDistance, dim) =>
        products.div(Math.sqrt(dim)).add(byDistance),
      ),
    },
    {
      id: 'content-only',
      says: 'the distances are not used',
      hint: 'Change the table. Do your scores change?',
      answer: relating((products, _, dim) =>
        products.div(Math.sqrt(dim)),
      ),
    },
    {
      id: 'distance-only',
      says: 'the keys are not used',
      hint: 'The vector of the distance is added to the key; it does not take its place.',
      answer: relating((_, byDistance, dim) =>
        byDistance.div(Math.sqrt(dim)),
      ),
    },
    {
      id: 'wrapped',
      says: 'distances beyond c begin again at the other side instead of being clipped',
      hint: 'All keys farther to the right than c share the last row.',
      answer: relating(scaledSum, (i, j, c) => {
        const numRows = 2 * c + 1;
        const row = (j - i + c) % numRows;
        return (row + numRows) % numRows;
      }),
    },
    {
      id: 'softmaxed',
      says: 'the scores went through a softmax already',
      hint: 'Asked for are scores. Rows that sum to 1 are weights.',
      answer: relating((products, byDistance, dim) =>
        tf.softmax(scaledSum(products, byDistance, dim)),
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the table: it was read out as numbers',
      hint: 'tf.gather takes rows and keeps the tape.',
      answer: ((queries, keys, distanceTable) =>
        relating(scaledSum)(
          queries,
          keys,
          tf.tensor2d(distanceTable.arraySync()),
        )) as Relative,
    },
    {
      id: 'added-to-the-queries',
      says: 'the vector of the distance is added to the query, not to the key',
      hint: 'In the formula, what stands in the brackets beside the vector of the distance?',
      answer: ((queries, keys, distanceTable) =>
        tf.tidy(() => {
          const [, numQueries, dim] = queries.shape;
          const vectors = vectorsOf(
            distanceTable,
            numQueries,
            keys.shape[1],
            rightRow,
          );
          return queries
            .expandDims(2)
            .add(vectors)
            .mul(keys.expandDims(1))
            .sum(3)
            .div(Math.sqrt(dim));
        })) as Relative,
    },
  ],
  pathLength: [
    {
      id: 'depth-first',
      says: 'this is the length of the first way that was found, not of the shortest',
      hint: 'Finish everything at distance 1 before you look at distance 2.',
      answer: depthFirst,
    },
    {
      id: 'counts-nodes',
      says: 'the nodes of the way are counted instead of its edges',
      hint: 'How long is the way from a node to itself?',
      answer: ((edges, from, to) => {
        const found = distances(edges, from)[to];
        return found < 0 ? -1 : found + 1;
      }) as Search,
    },
    {
      id: 'both-ways',
      says: 'the edges are walked against their direction, too',
      hint: 'edges[a] contains b: can one go from b to a?',
      answer: ((edges, from, to) =>
        distances(undirected(edges), from)[to]) as Search,
    },
    {
      id: 'zero-when-unreachable',
      says: 'the result is 0 where there is no way',
      hint: 'What shall the result be when your list of nodes is empty?',
      answer: ((edges, from, to) =>
        Math.max(0, distances(edges, from)[to])) as Search,
    },
    {
      id: 'number-of-visited',
      says: 'the nodes that were visited before are counted',
      hint: 'Several nodes have the same distance: count rounds, not nodes.',
      answer: ((edges, from, to) => {
        const seen = new Set([from]);
        const queue = [from];
        let visited = 0;
        for (
          let at = queue.shift();
          at !== undefined;
          at = queue.shift()
        ) {
          if (at === to) return visited;
          visited++;
          for (const next of edges[at]) {
            if (!seen.has(next)) queue.push(next);
            seen.add(next);
          }
        }
        return -1;
      }) as Search,
    },
    {
      id: 'from-node-0',
      says: 'the search begins at node 0, not at `from`',
      hint: 'Which node is in your list before the first round?',
      answer: ((edges, from, to) =>
        from === to ? 0 : distances(edges, 0)[to]) as Search,
    },
    {
      id: 'largest-neighbour',
      says: 'from each node only the neighbour with the largest number is tried',
      hint: 'The number of a node says nothing about where it lies. Try all neighbours.',
      answer: ((edges, from, to) => {
        const seen = new Set<number>();
        let at = from;
        while (at !== to) {
          seen.add(at);
          at = Math.max(...edges[at]);
          if (at < 0 || seen.has(at)) return -1;
        }
        return seen.size;
      }) as Search,
    },
    {
      id: 'one-pass',
      says: 'the nodes are gone through once, in the order of their numbers',
      hint: 'A way may lead from a large number to a small one. When is a node reached that you have passed already?',
      answer: ((edges, from, to) => {
        const best = edges.map(() => Infinity);
        best[from] = 0;
        edges.forEach((list, at) =>
          list.forEach((next) => {
            best[next] = Math.min(best[next], best[at] + 1);
          }),
        );
        return best[to] === Infinity ? -1 : best[to];
      }) as Search,
    },
  ],
  costSlopes: [
    {
      id: 'ratios',
      says: 'these are the ratios of the costs, not the slopes',
      hint: 'A slope on logarithmic axes is a ratio of logarithms.',
      answer: slopes(16, 6.4, 4, 512),
    },
    {
      id: 'logarithms-of-ratios',
      says: 'the logarithm of the ratio is not divided by the logarithm of 4',
      hint: 'Rise over run: what is the run?',
      answer: slopes(Math.log(16), Math.log(6.4), Math.log(4), 512),
    },
    {
      id: 'per-width',
      says: 'these are the slopes in d, the width',
      hint: 'n changes, d stays 512.',
      answer: slopes(1, 1.667, 2, 512),
    },
    {
      id: 'square-everywhere',
      says: 'the whole layer is taken for quadratic',
      hint: 'At n = 256 the projections are most of the cost. Measure.',
      answer: slopes(2, 2, 1, 512),
    },
    {
      id: 'crossover-of-products',
      says: 'the crossover leaves out the projections of attention',
      hint: 'Where is 4nd² + 2n²d equal to 6nd²?',
      answer: slopes(2, 1.339, 1, 1536),
    },
    {
      id: 'half-the-width',
      says: 'the crossover is half of what it should be',
      hint: 'Put your n into both functions. Are they equal?',
      answer: slopes(2, 1.339, 1, 256),
    },
  ],
};

export const variants: Variants = {
  sinusoidalTable: [
    {
      id: 'halves',
      answer: (numPositions: number, dim: number) =>
        tf.tidy(() => {
          const half = dim / 2;
          const speeds = tf.pow(
            tf.scalar(10000),
            tf.range(0, half).mul(-1 / half),
          );
          const places = tf.range(0, numPositions).expandDims(1);
          const angles = places.mul(speeds.expandDims(0));
          return tf.concat([angles.sin(), angles.cos()], 1);
        }),
    },
    {
      id: 'stacked-pairs',
      answer: (numPositions: number, dim: number) =>
        tf.tidy(() => {
          const logs = tf
            .range(0, dim, 2)
            .mul(-Math.log(10000) / dim);
          const places = tf.range(0, numPositions).expandDims(1);
          const angles = places.mul(logs.exp().expandDims(0));
          const pairs = tf.stack([angles.sin(), angles.cos()], 2);
          return pairs.reshape([numPositions, dim]);
        }),
    },
    {
      id: 'entry-by-entry',
      answer: tableOf((i, column, dim) => {
        const even = column - (column % 2);
        const angle = i * Math.exp((-even / dim) * Math.log(1e4));
        return Math.sin(angle + (column % 2) * (Math.PI / 2));
      }),
    },
  ],
  shiftMatrix: [
    { id: 'nested-arrays', answer: blocks(rotation, angleOf) },
    {
      id: 'masks-of-the-diagonals',
      answer: (offset: number, dim: number) =>
        tf.tidy(() => {
          const angles = Array.from({ length: dim }, (_, c) =>
            angleOf(offset, pairOf(c), dim),
          );
          const cosines = tf.diag(
            tf.tensor1d(angles.map(Math.cos)),
          );
          const sines = tf.tensor1d(
            angles.map((b, c) => (c % 2 ? 1 : -1) * Math.sin(b)),
          );
          const partner = tf.tensor1d(
            angles.map((_, c) => (c % 2 ? c - 1 : c + 1)),
            'int32',
          );
          const places = tf.oneHot(partner, dim).toFloat();
          return cosines.add(places.mul(sines.expandDims(1)));
        }),
    },
  ],
  addPositions: [
    {
      id: 'gathered',
      answer: adding((table, offset, x) =>
        tf.gather(
          table,
          tf.range(offset, offset + x.shape[1], 1, 'int32'),
        ),
      ),
    },
    {
      id: 'one-hot-product',
      answer: adding((table, offset, x) => {
        const places = tf.range(
          offset,
          offset + x.shape[1],
          1,
          'int32',
        );
        const rows = tf.oneHot(
          places as tf.Tensor1D,
          table.shape[0],
        );
        return tf.matMul(rows.toFloat() as tf.Tensor2D, table);
      }),
    },
    {
      id: 'sequence-by-sequence',
      answer: ((x, table, offset) =>
        tf.tidy(() => {
          const rows = table.slice(
            [offset, 0],
            [x.shape[1], x.shape[2]],
          );
          return tf.stack(
            tf.unstack(x).map((sequence) => sequence.add(rows)),
          );
        })) as Adding,
    },
  ],
  relativeScores: [
    { id: 'rows-by-loops', answer: relating(scaledSum) },
    {
      id: 'added-to-the-keys',
      answer: ((queries, keys, distanceTable) =>
        tf.tidy(() => {
          const [, numQueries, dim] = queries.shape;
          const vectors = vectorsOf(
            distanceTable,
            numQueries,
            keys.shape[1],
            rightRow,
          );
          const placed = keys.expandDims(1).add(vectors);
          const small = queries.mul(dim ** -0.5).expandDims(2);
          return small.mul(placed).sum(3);
        })) as Relative,
    },
    {
      id: 'scores-of-all-rows-first',
      answer: ((queries, keys, distanceTable) =>
        tf.tidy(() => {
          const [numBatch, numQueries, dim] = queries.shape;
          const [, numKeys] = keys.shape;
          const numRows = distanceTable.shape[0];
          const c = (numRows - 1) / 2;
          const all = tf
            .matMul(
              queries.reshape([-1, dim]),
              distanceTable,
              false,
              true,
            )
            .reshape([numBatch, numQueries, 1, numRows]);
          const rows = Array.from({ length: numQueries }, (_, i) =>
            Array.from({ length: numKeys }, (_, j) =>
              rightRow(i, j, c),
            ),
          );
          const chosen = tf.oneHot(
            tf.tensor2d(rows, [numQueries, numKeys], 'int32'),
            numRows,
          );
          const byDistance = all.mul(chosen.toFloat()).sum(3);
          const products = tf.matMul(queries, keys, false, true);
          return scaledSum(products, byDistance, dim);
        })) as Relative,
    },
  ],
  pathLength: [
    {
      id: 'queue',
      answer: ((edges, from, to) =>
        distances(edges, from)[to]) as Search,
    },
    {
      id: 'relaxation',
      answer: ((edges, from, to) => {
        const best = edges.map(() => Infinity);
        best[from] = 0;
        for (let round = 0; round < edges.length; round++) {
          edges.forEach((list, at) =>
            list.forEach((next) => {
              best[next] = Math.min(best[next], best[at] + 1);
            }),
          );
        }
        return best[to] === Infinity ? -1 : best[to];
      }) as Search,
    },
    {
      id: 'growing-set',
      answer: ((edges, from, to) => {
        let reached = new Set([from]);
        for (let length = 0; ; length++) {
          if (reached.has(to)) return length;
          const all = [...reached];
          const more = new Set([
            ...all,
            ...all.flatMap((at) => edges[at]),
          ]);
          if (more.size === reached.size) return -1;
          reached = more;
        }
      }) as Search,
    },
  ],
  costSlopes: [
    { id: 'rounded', answer: slopes(2, 1.34, 1, 512) },
    {
      id: 'read-from-a-figure',
      answer: slopes(2.01, 1.33, 0.99, 505),
    },
  ],
};
