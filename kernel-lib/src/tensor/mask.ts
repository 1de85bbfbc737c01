import { tf } from '../backend/tensorflow';
import { kindOf, requireWhole } from './require';
import { shapeText } from './shape';

/** How many keys count: one number per batch item (B), or one per query (B, Q). */
export type ValidLens = tf.Tensor1D | tf.Tensor2D | number[] | number[][];

/**
 * The mask of a sequence that must not see its future: `mask[i][j] = j ≤ i`.
 *
 * @param length T, the number of positions.
 * @returns (T, T) bool, true = may attend. The caller disposes it.
 * @throws Error when the length is not a whole number from 1 on.
 * @see Vaswani et al. 2017, section 3.2.3.
 */
export function causalMask(length: number): tf.Tensor2D {
  requireWhole('causalMask', 'length', length, 1);
  return tf.tidy(() => {
    const positions = tf.range(0, length, 1, 'int32');
    return tf.greaterEqual(positions.reshape([length, 1]), positions.reshape([1, length]));
  });
}

/**
 * The mask of padded sequences: `mask[b][i][j] = j < validLens[b]`, or `j < validLens[b][i]`.
 *
 * @param validLens (B) or (B, Q), tensor or array of whole numbers; one beyond K counts as K.
 * @param numQueries Q.
 * @param numKeys K.
 * @returns (B, Q, K) bool, true = may attend. The caller disposes it.
 * @throws Error when validLens has another shape, or as an array holds anything but whole numbers from 0 on.
 */
export function lengthMask(validLens: ValidLens, numQueries: number, numKeys: number): tf.Tensor3D {
  requireWhole('lengthMask', 'numQueries', numQueries, 1);
  requireWhole('lengthMask', 'numKeys', numKeys, 1);
  return tf.tidy(() => {
    const lens = validLensTensor('lengthMask', validLens, 'B', numQueries);
    return lengthMaskOf(lens, numKeys);
  });
}

/**
 * The lengths as one number per query, (B, Q) int32.
 *
 * @param numBatch the B that is expected, or the letter when it is free.
 */
export function validLensTensor(
  fnName: string,
  validLens: ValidLens,
  numBatch: number | 'B',
  numQueries: number,
): tf.Tensor2D {
  const lens = tensorOfLens(fnName, validLens);
  const fits =
    (lens.rank === 1 || (lens.rank === 2 && lens.shape[1] === numQueries)) &&
    (numBatch === 'B' || lens.shape[0] === numBatch);
  if (!fits) {
    throw new Error(
      `${fnName}: validLens must have shape (${numBatch}) or (${numBatch}, ${numQueries}), ` +
        `got ${shapeText(lens.shape)}`,
    );
  }
  if (lens.dtype !== 'int32' && lens.dtype !== 'float32') {
    throw new Error(`${fnName}: validLens must have dtype int32, got ${lens.dtype}`);
  }
  const whole = lens.cast('int32');
  if (whole.rank === 2) return whole as tf.Tensor2D;
  return whole.reshape([-1, 1]).tile([1, numQueries]) as tf.Tensor2D;
}

/** (B, Q) -> (B, Q, K), true where the key's position is below the length. */
export function lengthMaskOf(lens: tf.Tensor2D, numKeys: number): tf.Tensor3D {
  const positions = tf.range(0, numKeys, 1, 'int32').reshape([1, 1, numKeys]);
  return tf.less(positions, lens.expandDims(2)) as tf.Tensor3D;
}

function tensorOfLens(fnName: string, validLens: ValidLens): tf.Tensor {
  if (validLens instanceof tf.Tensor) return validLens;
  if (!Array.isArray(validLens)) {
    throw new Error(`${fnName}: validLens must be a tensor or an array, got ${kindOf(validLens)}`);
  }
  const wrong = validLens.flat().find((length) => !Number.isSafeInteger(length) || length < 0);
  if (wrong !== undefined) {
    throw new Error(`${fnName}: validLens must hold whole numbers from 0 on, got ${wrong}`);
  }
  return tf.tensor(validLens, undefined, 'int32');
}
