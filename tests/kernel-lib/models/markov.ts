import { Writing, tf } from 'kernel-lib';

/** A text in which each token's chances depend on the one before: row by row, for a table of probabilities. */
export function markovWriting(table: number[][], isCached: boolean = true): Writing {
  return new Writing(
    [],
    (tokens) => {
      const last = tokens.slice([0, tokens.shape[1] - 1], [-1, 1]).squeeze<tf.Tensor1D>([1]);
      return { logits: tf.gather(tf.log(tf.tensor2d(table)), last), kept: [] };
    },
    { isCached },
  );
}
