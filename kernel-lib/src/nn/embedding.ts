import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { kindOf, requireDtype, requireWhole } from '../tensor/require';
import { Module } from './module';

export interface EmbeddingOptions {
  /** V, how many tokens there are. */
  numEmbeddings: number;
  /** D, the width of a vector. */
  dim: number;
  /** Where the first vectors come from. */
  random: Random;
}

/** A vector for each token: row `id` of a table that is learned. */
export class Embedding extends Module {
  /** (V, D), normal with standard deviation 1 / √D at first: each vector is about 1 long. */
  readonly weight: tf.Variable<tf.Rank.R2>;

  constructor({ numEmbeddings, dim, random }: EmbeddingOptions) {
    super();
    requireWhole('Embedding', 'numEmbeddings', numEmbeddings, 1);
    requireWhole('Embedding', 'dim', dim, 1);
    const std = 1 / Math.sqrt(dim);
    this.weight = tf.tidy(() =>
      tf.variable(random.normalTensor<tf.Rank.R2>([numEmbeddings, dim], { std })),
    );
  }

  /**
   * @param ids (…) int32, each from 0 to V − 1.
   * @returns (…, D). The caller disposes it.
   * @throws Error when an id is out of range.
   */
  forward(ids: tf.Tensor1D): tf.Tensor2D;
  forward(ids: tf.Tensor2D): tf.Tensor3D;
  forward(ids: tf.Tensor): tf.Tensor;
  forward(ids: tf.Tensor): tf.Tensor {
    requireIds('Embedding.forward', ids, this.weight.shape[0]);
    return tf.gather(this.weight as tf.Tensor2D, ids as tf.Tensor1D);
  }
}

/** Engines read beside the table, or 0, where an id is out of range: it is refused here. */
function requireIds(fnName: string, ids: tf.Tensor, numEmbeddings: number): void {
  if (!(ids instanceof tf.Tensor)) {
    throw new Error(`${fnName}: ids must be a tensor, got ${kindOf(ids)}`);
  }
  requireDtype(fnName, 'ids', ids, 'int32');
  for (const id of ids.dataSync()) {
    if (!(id >= 0 && id < numEmbeddings)) {
      throw new Error(`${fnName}: ids must be from 0 to ${numEmbeddings - 1}, got ${id}`);
    }
  }
}
