import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from './require';
import { symmetricEigen, withSign } from './symmetric-eigen';

export interface PrincipalComponents {
  /** (N, k): the points seen along the k directions; the mean is at 0. The caller disposes it. */
  projected: tf.Tensor2D;
  /** (k, D): the directions, of length 1 and at right angles. The caller disposes it. */
  components: tf.Tensor2D;
  /** The share of all variance that each direction has; together at most 1. */
  explained: number[];
}

/**
 * The k directions along which points differ most, and the points seen along them: the picture of a cloud
 * in D dimensions that keeps most of its variance. They are the eigenvectors of XᵀX for centred X; of the
 * two signs of a direction the one that makes its largest entry positive.
 *
 * @param x (N, D) float32, two points or more. It is read and not disposed.
 * @param k how many directions, from 1 to min(N, D).
 * @throws Error when the shape or k does not fit.
 * @see Pearson 1901, "On lines and planes of closest fit to systems of points in space".
 */
export function principalComponents(x: tf.Tensor2D, k: number = 2): PrincipalComponents {
  requireFloats('principalComponents', 'x', x, ['N', 'D']);
  const [numPoints, dim] = x.shape;
  requireWhole('principalComponents', 'the number of rows of x', numPoints, 2);
  requireWhole('principalComponents', 'k', k, 1);
  if (k > Math.min(numPoints, dim)) {
    throw new Error(
      `principalComponents: k must be at most ${Math.min(numPoints, dim)} for x (${numPoints}, ${dim}), got ${k}`,
    );
  }
  const points = centred(x.arraySync());
  const total = points.flat().reduce((sum, value) => sum + value * value, 0);
  const { values, vectors } = directionsOf(points, dim);
  const components = vectors.slice(0, k);
  const projected = points.map((point) => components.map((direction) => dot(point, direction)));
  return {
    projected: tf.tensor2d(projected, [numPoints, k]),
    components: tf.tensor2d(components, [k, dim]),
    explained: values.slice(0, k).map((value) => (total > 0 ? Math.max(0, value) / total : 0)),
  };
}

/** Eigenvectors of XᵀX (D, D), or by way of those of the smaller XXᵀ (N, N). */
function directionsOf(points: number[][], dim: number): ReturnType<typeof symmetricEigen> {
  const axes = Array.from({ length: dim }, (_, i) => points.map((point) => point[i]));
  if (dim <= points.length) return symmetricEigen(products(axes));
  const { values, vectors } = symmetricEigen(products(points));
  const directions = vectors.map((vector) => unit(axes.map((axis) => dot(axis, vector))));
  return { values, vectors: directions };
}

/** Zeros where the points do not differ any more. */
function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return withSign(vector.map((x) => (length < 1e-9 ? 0 : x / length)));
}

function centred(points: number[][]): number[][] {
  const means = points[0].map((_, i) => points.reduce((sum, p) => sum + p[i], 0) / points.length);
  return points.map((point) => point.map((value, i) => value - means[i]));
}

function products(rows: number[][]): number[][] {
  return rows.map((a) => rows.map((b) => dot(a, b)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
