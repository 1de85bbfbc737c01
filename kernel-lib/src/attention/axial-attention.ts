import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import { requireFloats, requireWhole } from '../tensor/require';
import { MultiHeadAttention, type MultiHeadAttentionOptions } from './multi-head-attention';

export type AxialAttentionOptions = Pick<
  MultiHeadAttentionOptions,
  'dim' | 'numHeads' | 'useBias' | 'dropout' | 'random'
>;

/**
 * Attention on a grid along one axis at a time: a position sees its own row, or its own column, instead of the
 * whole grid. That costs height · width · (height + width) products instead of (height · width)².
 *
 * @see Ho et al. 2019, section 3.1.
 */
export class AxialAttention extends Module {
  readonly row: MultiHeadAttention;
  readonly column: MultiHeadAttention;

  constructor(options: AxialAttentionOptions) {
    super();
    this.row = new MultiHeadAttention(options);
    this.column = new MultiHeadAttention(options);
  }

  /**
   * Rows, then columns of what came out: after both, every position has heard of every other.
   *
   * @param x (B, height, width, D) float32.
   * @returns of the same shape. The caller disposes it.
   * @throws Error when x has not four axes or another width D.
   */
  forward(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.alongColumns(this.alongRows(x)));
  }

  /** Attention of each position to its row, (B, height, width, D) in and out. The caller disposes it. */
  alongRows(x: tf.Tensor4D): tf.Tensor4D {
    requireFloats('AxialAttention.alongRows', 'x', x, ['B', 'height', 'width', 'D']);
    return tf.tidy(() => attendLines(this.row, x));
  }

  /** Attention of each position to its column, (B, height, width, D) in and out. The caller disposes it. */
  alongColumns(x: tf.Tensor4D): tf.Tensor4D {
    requireFloats('AxialAttention.alongColumns', 'x', x, ['B', 'height', 'width', 'D']);
    return tf.tidy(() =>
      attendLines(this.column, x.transpose([0, 2, 1, 3])).transpose<tf.Tensor4D>([0, 2, 1, 3]),
    );
  }
}

/**
 * The mask with which attention over the whole grid, flattened row by row, becomes attention along one axis.
 *
 * @returns (T, T) bool with T = height · width, true = may attend. The caller disposes it.
 */
export function axialMask(height: number, width: number, axis: 'row' | 'column'): tf.Tensor2D {
  requireWhole('axialMask', 'height', height, 1);
  requireWhole('axialMask', 'width', width, 1);
  return tf.tidy(() => {
    const line = Int32Array.from({ length: height * width }, (_line, i) =>
      axis === 'row' ? Math.floor(i / width) : i % width,
    );
    const lines = tf.tensor1d(line, 'int32');
    return tf.equal(lines.expandDims(1), lines.expandDims(0)) as tf.Tensor2D;
  });
}

/** Attention within each line of a grid: (B, lines, T, D) -> (B·lines, T, D) and back. */
function attendLines(attention: MultiHeadAttention, x: tf.Tensor4D): tf.Tensor4D {
  const [numBatch, numLines, length, dim] = x.shape;
  const lines = x.reshape<tf.Tensor3D>([numBatch * numLines, length, dim]);
  return attention.forward({ queries: lines, keys: lines, values: lines }).reshape(x.shape);
}
