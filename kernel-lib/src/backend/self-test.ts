import { tf } from './tensorflow';

const tolerance = 1e-5;

/**
 * Proves that the running engine computes what the course needs: products with every transpose, the
 * gradient of an attention, and a softmax over a masked row.
 *
 * @throws Error that says which of the three gave wrong numbers. What the engine itself throws goes through.
 */
export function selfTest(): void {
  tf.tidy(() => {
    testMatMul();
    testAttentionGradient();
    testMaskedRow();
  });
}

/** Odd sizes, so that the edges of blocked kernels are reached. */
function testMatMul(): void {
  const [rows, inner, columns] = [7, 13, 9];
  const a = (i: number, k: number): number => Math.fround(Math.sin(1 + i * inner + k));
  const b = (k: number, j: number): number => Math.fround(Math.cos(2 + k * columns + j));
  const expected = table(rows, columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a(i, k) * b(k, j);
    return sum;
  });
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const left = transposeA ? table(inner, rows, (k, i) => a(i, k)) : table(rows, inner, a);
      const right = transposeB
        ? table(columns, inner, (j, k) => b(k, j))
        : table(inner, columns, b);
      const product = tf.matMul(tf.tensor2d(left), tf.tensor2d(right), transposeA, transposeB);
      const name = `matMul(transposeA ${transposeA}, transposeB ${transposeB})`;
      expectClose(name, product.dataSync(), expected.flat());
    }
  }
}

/** One query, two keys, values 1 and 0: the output is the sigmoid of q . (k1 - k2) / sqrt(2). */
function testAttentionGradient(): void {
  const query = [0.5, -1];
  const keys = [
    [1, 0.25],
    [-0.5, 0.75],
  ];
  const output = (q: tf.Tensor): tf.Tensor => {
    const scores = tf.matMul(q as tf.Tensor2D, tf.tensor2d(keys), false, true).div(Math.SQRT2);
    return tf.matMul(tf.softmax(scores) as tf.Tensor2D, tf.tensor2d([[1], [0]])).sum();
  };
  const difference = [keys[0][0] - keys[1][0], keys[0][1] - keys[1][1]];
  const score = (query[0] * difference[0] + query[1] * difference[1]) / Math.SQRT2;
  const weight = 1 / (1 + Math.exp(-score));
  const expected = difference.map((value) => (weight * (1 - weight) * value) / Math.SQRT2);
  const gradient = tf.grad(output)(tf.tensor2d([query]));
  expectClose('the gradient of an attention', gradient.dataSync(), expected);
}

/** Equal scores, the last two masked: halves, then zeros. */
function testMaskedRow(): void {
  const mayAttend = tf.tensor2d([[1, 1, 0, 0]], [1, 4], 'bool');
  const scores = tf.where(mayAttend, tf.ones([1, 4]), tf.fill([1, 4], -1e6));
  expectClose('softmax over a masked row', tf.softmax(scores).dataSync(), [0.5, 0.5, 0, 0]);
}

function table(rows: number, columns: number, value: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_row, i) =>
    Array.from({ length: columns }, (_column, j) => value(i, j)),
  );
}

function expectClose(name: string, actual: ArrayLike<number>, expected: number[]): void {
  for (let i = 0; i < expected.length; i++) {
    // Written so that NaN counts as wrong.
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance * (1 + Math.abs(expected[i])))) {
      throw new Error(`self-test failed: ${name} gives ${actual[i]} instead of ${expected[i]}`);
    }
  }
}
