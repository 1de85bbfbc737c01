import { packLeft, packRight } from './gemm-pack';
import { TILE_COLUMNS, TILE_ROWS, multiplyTile } from './gemm-tile';
import { sgemm } from './host';
import { isSmall, multiplySmall } from './small-product';

// Blocks that fit the caches: DEPTH x WIDTH of the right matrix (1 MB), HEIGHT x DEPTH of the left (120 KB).
const DEPTH: i32 = 256;
const WIDTH: i32 = 1024;
const HEIGHT: i32 = 120;
const SPARE_BYTES: usize = 512;

/** How many bytes of workspace a product needs. */
export function gemmBytes(): usize {
  return SPARE_BYTES + <usize>((DEPTH * WIDTH + HEIGHT * DEPTH) << 2);
}

/** From how many multiplications on a product is left to the native BLAS. */
let nativeFrom: f64 = Infinity;

/** Leaves products from so many multiplications on to the native BLAS; Infinity = none. Each thread says so. */
export function useNative(from: f64): void {
  nativeFrom = from;
}

function isNative(m: i32, n: i32, k: i32): bool {
  return <f64>m * <f64>n * <f64>k >= nativeFrom;
}

/**
 * target (m, n) = op(left) (m, k) · op(right) (k, n), where op transposes when its flag is set; += where the
 * product `isAdded`. Matrices are in rows; the strides `leftStride`, `rightStride` and `targetStride` are those between stored rows, in numbers.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftStride: i32,
  transposeLeft: bool,
  right: usize,
  rightStride: i32,
  transposeRight: bool,
  target: usize,
  targetStride: i32,
  workspace: usize,
  isAdded: bool,
): void {
  const leftPitch = (<usize>leftStride) << 2;
  const rightPitch = (<usize>rightStride) << 2;
  const pitch = (<usize>targetStride) << 2;
  if (!isAdded && isSmall(m, n, k, transposeLeft, transposeRight)) {
    multiplySmall(
      m,
      n,
      k,
      left,
      leftPitch,
      transposeLeft,
      right,
      rightPitch,
      transposeRight,
      target,
      pitch,
    );
    return;
  }
  if (isNative(m, n, k)) {
    sgemm(
      m,
      n,
      k,
      left,
      leftStride,
      transposeLeft,
      right,
      rightStride,
      transposeRight,
      target,
      targetStride,
      isAdded,
    );
    return;
  }
  const rowStep: usize = transposeLeft ? 4 : leftPitch;
  const leftDepth: usize = transposeLeft ? leftPitch : 4;
  const columnStep: usize = transposeRight ? rightPitch : 4;
  const rightDepth: usize = transposeRight ? 4 : rightPitch;
  const packedRight = workspace + SPARE_BYTES;
  const packedLeft = packedRight + <usize>((DEPTH * WIDTH) << 2);
  if (k == 0 && !isAdded) clear(m, n, target, pitch);
  for (let j0 = 0; j0 < n; j0 += WIDTH) {
    const width = min(WIDTH, n - j0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const columns = right + <usize>j0 * columnStep + <usize>k0 * rightDepth;
      for (let j = 0; j < width; j += TILE_COLUMNS) {
        const place = packedRight + ((<usize>(j * depth)) << 2);
        const lanes = min(TILE_COLUMNS, width - j);
        packRight(columns + <usize>j * columnStep, columnStep, rightDepth, lanes, depth, place);
      }
      for (let i0 = 0; i0 < m; i0 += HEIGHT) {
        const height = min(HEIGHT, m - i0);
        const rows = left + <usize>i0 * rowStep + <usize>k0 * leftDepth;
        for (let i = 0; i < height; i += TILE_ROWS) {
          const place = packedLeft + ((<usize>(i * depth)) << 2);
          const lanes = min(TILE_ROWS, height - i);
          packLeft(rows + <usize>i * rowStep, rowStep, leftDepth, lanes, depth, place);
        }
        const corner = target + <usize>i0 * pitch + ((<usize>j0) << 2);
        multiplyBlock(
          height,
          width,
          depth,
          packedLeft,
          packedRight,
          corner,
          pitch,
          k0 == 0 && !isAdded,
          workspace,
        );
      }
    }
  }
}

function multiplyBlock(
  height: i32,
  width: i32,
  depth: i32,
  packedLeft: usize,
  packedRight: usize,
  corner: usize,
  pitch: usize,
  isFirst: bool,
  spare: usize,
): void {
  for (let j = 0; j < width; j += TILE_COLUMNS) {
    const right = packedRight + ((<usize>(j * depth)) << 2);
    const columns = min(TILE_COLUMNS, width - j);
    for (let i = 0; i < height; i += TILE_ROWS) {
      const left = packedLeft + ((<usize>(i * depth)) << 2);
      const place = corner + <usize>i * pitch + ((<usize>j) << 2);
      const rows = min(TILE_ROWS, height - i);
      multiplyTile(depth, left, right, place, pitch, rows, columns, isFirst, spare);
    }
  }
}

/** An empty sum is 0. */
function clear(m: i32, n: i32, target: usize, pitch: usize): void {
  for (let i = 0; i < m; i++) memory.fill(target + <usize>i * pitch, 0, (<usize>n) << 2);
}
