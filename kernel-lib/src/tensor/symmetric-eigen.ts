export interface Eigen {
  /** Largest first. */
  values: number[];
  /** `vectors[i]` has length 1 and belongs to `values[i]`. */
  vectors: number[][];
}

/** More than enough: each round about doubles the number of right digits. */
const maxRounds = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, in float64. The result depends
 * on nothing but the matrix: the entry of each vector with the largest size is positive (of equals the
 * first).
 *
 * @param matrix (n, n), symmetric; it is not changed.
 * @see Golub & Van Loan 2013, "Matrix Computations", section 8.5.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): Eigen {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  // Rows of v become the eigenvectors.
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const scale = Math.hypot(...a.map((row) => Math.hypot(...row)));
  for (let round = 0; round < maxRounds && offDiagonal(a) > 1e-15 * scale; round++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j][j] - a[i][i] || i - j);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => withSign(v[i])) };
}

/** Turns the plane of axes p and q so that a[p][q] becomes 0. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) [row[p], row[q]] = turned(row[p], row[q], cosine, sine);
  for (let k = 0; k < a.length; k++) {
    [a[p][k], a[q][k]] = turned(a[p][k], a[q][k], cosine, sine);
    [v[p][k], v[q][k]] = turned(v[p][k], v[q][k], cosine, sine);
  }
  a[p][q] = 0;
  a[q][p] = 0;
}

function turned(x: number, y: number, cosine: number, sine: number): [number, number] {
  return [cosine * x - sine * y, sine * x + cosine * y];
}

function offDiagonal(a: number[][]): number {
  let sum = 0;
  a.forEach((row, i) => row.forEach((x, j) => (sum += i === j ? 0 : x * x)));
  return Math.sqrt(sum);
}

/** The vector or its opposite: the one whose largest entry (of equals the first) is positive. */
export function withSign(vector: number[]): number[] {
  const most = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-12 ? x : best), 0);
  return most < 0 ? vector.map((x) => -x) : vector;
}
