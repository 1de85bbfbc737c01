import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import { frequency, type SinusoidLayout } from './sinusoidal-positions';

export interface RotationOptions {
  /** The position of the first token; 0 unless said. */
  offset?: number;
  /** 10000 unless said: pair j turns by base^(−2j / d) radians for each position. */
  base?: number;
  /** Which columns make a pair: 2j and 2j + 1 (`interleaved`, unless said), or j and j + d / 2 (`halves`). */
  layout?: SinusoidLayout;
}

/**
 * Rotary positions: each pair of columns of the token at position i turns by the angle i · θⱼ,
 * θⱼ = 10000^(−2j / d). Queries and keys that are turned so have products that depend on the distance
 * between them alone.
 *
 * @param x (B, H, T, d), or any (…, T, d), float32; d even.
 * @returns of the same shape. The caller disposes it.
 * @throws Error when x has fewer than two axes or its width is odd.
 * @see Su et al. 2021, equation 34.
 */
export function rotatePositions<R extends tf.Rank>(
  x: tf.Tensor<R>,
  { offset = 0, base = 10000, layout = 'interleaved' }: RotationOptions = {},
): tf.Tensor<R> {
  const fnName = 'rotatePositions';
  const leading = x instanceof tf.Tensor ? x.shape.slice(0, -2) : ['…'];
  requireFloats(fnName, 'x', x, [...leading, 'T', 'd']);
  requireWhole(fnName, 'offset', offset, 0);
  const [length, dim] = x.shape.slice(-2);
  if (dim % 2 !== 0) throw new Error(`${fnName}: x must have an even last axis, got ${dim}`);
  if (!(base > 1)) throw new Error(`${fnName}: base must be a number above 1, got ${base}`);
  if (layout !== 'interleaved' && layout !== 'halves') {
    throw new Error(`${fnName}: layout must be 'interleaved' or 'halves', got ${String(layout)}`);
  }
  return tf.tidy(() => {
    const angles = anglesOf({ length, dim, offset, base, layout });
    return x.mul(tf.cos(angles)).add(quarterTurn(x, layout).mul(tf.sin(angles))) as tf.Tensor<R>;
  });
}

/** The angle of each column at each position, (T, d). */
function anglesOf({
  length,
  dim,
  offset,
  base,
  layout,
}: { length: number; dim: number } & Required<RotationOptions>): tf.Tensor2D {
  const angles = new Float32Array(length * dim);
  for (let row = 0; row < length; row++) {
    for (let column = 0; column < dim; column++) {
      const j = layout === 'halves' ? column % (dim / 2) : Math.floor(column / 2);
      // Below one turn, so that float32 keeps the angle exactly enough at any position.
      const angle = ((offset + row) * frequency(j, dim, base)) % (2 * Math.PI);
      angles[row * dim + column] = angle;
    }
  }
  return tf.tensor2d(angles, [length, dim]);
}

/** Each pair (a, b) becomes (−b, a). */
function quarterTurn(x: tf.Tensor, layout: SinusoidLayout): tf.Tensor {
  const dim = x.shape[x.rank - 1];
  const axis = layout === 'halves' ? -2 : -1;
  const split = layout === 'halves' ? [2, dim / 2] : [dim / 2, 2];
  const pairs = x.reshape([x.size / dim, ...split]);
  const [first, second] = tf.split(pairs, 2, pairs.rank + axis);
  return tf.concat([second.neg(), first], pairs.rank + axis).reshape(x.shape);
}
