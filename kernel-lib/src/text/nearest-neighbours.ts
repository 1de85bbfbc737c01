import { tf } from '../backend/tensorflow';
import { cosineSimilarity } from '../tensor/cosine-similarity';
import { requireFloats, requireWhole } from '../tensor/require';

export interface Neighbour {
  /** The row of the embedding: the id of the token. */
  index: number;
  /** The cosine of the angle to the query. */
  similarity: number;
}

/**
 * The rows of an embedding whose direction is most like that of a query, the most similar one first; of
 * equals the one with the smaller index.
 *
 * @param embedding (V, D) float32. It is read and not disposed.
 * @param query the index of a row, which is then left out, or a vector (D): for the analogy a is to b as c
 *   is to …, that is b − a + c.
 * @param k how many, from 1 on; fewer come back where there are no more rows.
 * @param exclude rows that are left out.
 * @throws Error when a shape or an index does not fit.
 * @see Mikolov, Yih & Zweig 2013, "Linguistic Regularities in Continuous Space Word Representations".
 */
export function nearestNeighbours(
  embedding: tf.Tensor2D,
  query: number | tf.Tensor1D,
  k: number,
  { exclude = [] }: { exclude?: readonly number[] } = {},
): Neighbour[] {
  requireFloats('nearestNeighbours', 'embedding', embedding, ['V', 'D']);
  requireWhole('nearestNeighbours', 'k', k, 1);
  const [size, dim] = embedding.shape;
  if (typeof query !== 'number') requireFloats('nearestNeighbours', 'query', query, [dim]);
  else if (!Number.isInteger(query) || query < 0 || query >= size) {
    throw new Error(`nearestNeighbours: query must be an index 0 … ${size - 1}, got ${query}`);
  }
  const similarities = tf.tidy(() => {
    const vector =
      typeof query === 'number'
        ? embedding.slice([query, 0], [1, dim])
        : query.reshape<tf.Tensor2D>([1, dim]);
    return cosineSimilarity(vector, embedding).dataSync();
  });
  const left = new Set(typeof query === 'number' ? [query, ...exclude] : exclude);
  return Array.from(similarities, (similarity, index) => ({ index, similarity }))
    .filter(({ index }) => !left.has(index))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
    .slice(0, k);
}
