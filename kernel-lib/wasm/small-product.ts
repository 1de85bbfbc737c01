import { at } from './job';
import { multiplyAdd } from './math';

// Products so small that packing would cost more than it saves: operands are read where they lie. Where rows
// or columns are left over, the last tile begins earlier and computes some numbers twice, with the same bits.

const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
const DOT_ROWS: i32 = 2;
const DOT_COLUMNS: i32 = 4;

/** Up to so many multiplications. */
const MOST: i64 = 16384;

/** Whether `multiplySmall` can do a product, and sooner than others. */
export function isSmall(m: i32, n: i32, k: i32, transposeLeft: bool, transposeRight: bool): bool {
  if (<i64>m * <i64>n * <i64>k > MOST || k == 0) return false;
  if (transposeRight) return !transposeLeft && m >= DOT_ROWS && n >= DOT_COLUMNS;
  return m >= ROWS && n >= COLUMNS;
}

/** As `gemm`, where `isSmall` allows it; pitches are the distances in bytes between stored rows. */
export function multiplySmall(
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftPitch: usize,
  transposeLeft: bool,
  right: usize,
  rightPitch: usize,
  transposeRight: bool,
  target: usize,
  pitch: usize,
): void {
  if (transposeRight) {
    for (let i = 0; i < m; i += DOT_ROWS) {
      const row = min(i, m - DOT_ROWS);
      const rows = left + <usize>row * leftPitch;
      const place = target + <usize>row * pitch;
      for (let j = 0; j < n; j += DOT_COLUMNS) {
        const column = min(j, n - DOT_COLUMNS);
        dotTile(k, rows, leftPitch, right + <usize>column * rightPitch, rightPitch, at(place, column), pitch); // prettier-ignore
      }
    }
    return;
  }
  const step: usize = transposeLeft ? 4 : leftPitch;
  const depth: usize = transposeLeft ? leftPitch : 4;
  for (let i = 0; i < m; i += ROWS) {
    const row = min(i, m - ROWS);
    const rows = left + <usize>row * step;
    const place = target + <usize>row * pitch;
    for (let j = 0; j < n; j += COLUMNS) {
      const column = min(j, n - COLUMNS);
      tile(k, rows, step, depth, at(right, column), rightPitch, at(place, column), pitch);
    }
  }
}

/** 4 rows of 8 columns; the right matrix has its columns side by side. */
function tile(
  k: i32,
  left: usize,
  step: usize,
  depth: usize,
  right: usize,
  rightPitch: usize,
  target: usize,
  pitch: usize,
): void {
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let r1 = left + step;
  let r2 = r1 + step;
  let r3 = r2 + step;
  for (let p = 0; p < k; p++) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    let x = v128.load32_splat(left);
    a0 = multiplyAdd(x, low, a0);
    b0 = multiplyAdd(x, high, b0);
    x = v128.load32_splat(r1);
    a1 = multiplyAdd(x, low, a1);
    b1 = multiplyAdd(x, high, b1);
    x = v128.load32_splat(r2);
    a2 = multiplyAdd(x, low, a2);
    b2 = multiplyAdd(x, high, b2);
    x = v128.load32_splat(r3);
    a3 = multiplyAdd(x, low, a3);
    b3 = multiplyAdd(x, high, b3);
    left += depth;
    r1 += depth;
    r2 += depth;
    r3 += depth;
    right += rightPitch;
  }
  storeRow(target, a0, b0);
  storeRow(target + pitch, a1, b1);
  storeRow(target + 2 * pitch, a2, b2);
  storeRow(target + 3 * pitch, a3, b3);
}

function storeRow(place: usize, low: v128, high: v128): void {
  v128.store(place, low);
  v128.store(place, high, 16);
}

/** 2 rows against 4 rows: the sums run along both. */
function dotTile(
  k: i32,
  left: usize,
  leftPitch: usize,
  right: usize,
  rightPitch: usize,
  target: usize,
  pitch: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  const secondLeft = left + leftPitch;
  const secondRight = right + rightPitch;
  const thirdRight = secondRight + rightPitch;
  const fourthRight = thirdRight + rightPitch;
  const whole = (<usize>(k & ~3)) << 2;
  for (let p: usize = 0; p < whole; p += 16) {
    const x = v128.load(left + p);
    const y = v128.load(secondLeft + p);
    let w = v128.load(right + p);
    a0 = multiplyAdd(x, w, a0);
    b0 = multiplyAdd(y, w, b0);
    w = v128.load(secondRight + p);
    a1 = multiplyAdd(x, w, a1);
    b1 = multiplyAdd(y, w, b1);
    w = v128.load(thirdRight + p);
    a2 = multiplyAdd(x, w, a2);
    b2 = multiplyAdd(y, w, b2);
    w = v128.load(fourthRight + p);
    a3 = multiplyAdd(x, w, a3);
    b3 = multiplyAdd(y, w, b3);
  }
  let a = sumsOf(a0, a1, a2, a3);
  let b = sumsOf(b0, b1, b2, b3);
  const end = (<usize>k) << 2;
  for (let p = whole; p < end; p += 4) {
    let w = v128.load32_zero(right + p);
    w = v128.load32_lane(secondRight + p, w, 1);
    w = v128.load32_lane(thirdRight + p, w, 2);
    w = v128.load32_lane(fourthRight + p, w, 3);
    a = multiplyAdd(v128.load32_splat(left + p), w, a);
    b = multiplyAdd(v128.load32_splat(secondLeft + p), w, b);
  }
  v128.store(target, a);
  v128.store(target + pitch, b);
}

/** The sums of four vectors, side by side. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
