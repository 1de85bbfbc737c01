import { tf } from '../tensorflow';
import { gathered } from './broadcast';

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * The gradient of a product of matrices, also where one operand's batch was broadcast: it receives the sum over
 * the products it took part in.
 */
export function registerMatMulGradient(): void {
  tf.unregisterGradient('BatchMatMul');
  tf.registerGradient({
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => {
      const { transposeA, transposeB } = attrs as unknown as Attrs;
      const up = dy as tf.Tensor;
      return {
        a: () => tf.tidy(() => leftGradient(up, a, b, transposeA, transposeB)),
        b: () => tf.tidy(() => rightGradient(up, a, b, transposeA, transposeB)),
      };
    },
  });
}

function leftGradient(
  dy: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  const other = spread(b, dy);
  const product = transposeA
    ? tf.matMul(other, dy, transposeB, true)
    : tf.matMul(dy, other, false, !transposeB);
  return gathered(product, a.shape);
}

function rightGradient(
  dy: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  const isOneMatrix = batchSize(b) === 1 && batchSize(a) === batchSize(dy) && !transposeA;
  // One right matrix for the whole batch: the sum over the batch is part of one long product.
  const [left, up] = isOneMatrix ? [rowsOf(a), rowsOf(dy)] : [spread(a, dy), dy];
  const product = transposeB
    ? tf.matMul(up, left, true, transposeA)
    : tf.matMul(left, up, !transposeA, false);
  return gathered(product, b.shape);
}

const batchSize = ({ shape }: tf.Tensor): number => tf.util.sizeFromShape(shape.slice(0, -2));

/** (…, m, n) -> (… · m, n) */
function rowsOf(x: tf.Tensor): tf.Tensor {
  const [m, n] = x.shape.slice(-2);
  return x.reshape([batchSize(x) * m, n]);
}

/** Repeats matrices whose batch is neither one nor whole: not every engine broadcasts those correctly. */
export function spread(x: tf.Tensor, { shape }: { shape: number[] }): tf.Tensor {
  const batch = shape.slice(0, -2);
  const size = batchSize(x);
  if (size === 1 || size === tf.util.sizeFromShape(batch)) return x;
  const missing = batch.length - (x.rank - 2);
  const ranked = x.reshape([...Array<number>(missing).fill(1), ...x.shape]);
  return ranked.tile([...batch.map((length, axis) => length / ranked.shape[axis]), 1, 1]);
}
