import { multiplyAdd } from './math';

/** The tile of the product that stays in registers: 6 rows of 8 columns, 12 vectors. */
export const TILE_ROWS: i32 = 6;
export const TILE_COLUMNS: i32 = 8;

/**
 * Adds the product of a packed panel of 6 rows and a packed panel of 8 columns to the tile at `target`, or
 * stores it there when `isFirst`. Of the tile `rows` x `columns` exist; `spare` has room for a whole one.
 */
export function multiplyTile(
  depth: i32,
  left: usize,
  right: usize,
  target: usize,
  pitch: usize,
  rows: i32,
  columns: i32,
  isFirst: bool,
  spare: usize,
): void {
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let b4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  let b5 = f32x4.splat(0);
  for (let p = 0; p < depth; p++) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    let x = v128.load32_splat(left);
    a0 = multiplyAdd(x, low, a0);
    b0 = multiplyAdd(x, high, b0);
    x = v128.load32_splat(left, 4);
    a1 = multiplyAdd(x, low, a1);
    b1 = multiplyAdd(x, high, b1);
    x = v128.load32_splat(left, 8);
    a2 = multiplyAdd(x, low, a2);
    b2 = multiplyAdd(x, high, b2);
    x = v128.load32_splat(left, 12);
    a3 = multiplyAdd(x, low, a3);
    b3 = multiplyAdd(x, high, b3);
    x = v128.load32_splat(left, 16);
    a4 = multiplyAdd(x, low, a4);
    b4 = multiplyAdd(x, high, b4);
    x = v128.load32_splat(left, 20);
    a5 = multiplyAdd(x, low, a5);
    b5 = multiplyAdd(x, high, b5);
    left += 24;
    right += 32;
  }
  // Two ends, each with its own stores: a common one makes the compiler keep the sums in memory.
  if (rows == TILE_ROWS && columns == TILE_COLUMNS) {
    storeRow(target, a0, b0, isFirst);
    storeRow(target + pitch, a1, b1, isFirst);
    storeRow(target + 2 * pitch, a2, b2, isFirst);
    storeRow(target + 3 * pitch, a3, b3, isFirst);
    storeRow(target + 4 * pitch, a4, b4, isFirst);
    storeRow(target + 5 * pitch, a5, b5, isFirst);
    return;
  }
  v128.store(spare, a0);
  v128.store(spare, b0, 16);
  v128.store(spare, a1, 32);
  v128.store(spare, b1, 48);
  v128.store(spare, a2, 64);
  v128.store(spare, b2, 80);
  v128.store(spare, a3, 96);
  v128.store(spare, b3, 112);
  v128.store(spare, a4, 128);
  v128.store(spare, b4, 144);
  v128.store(spare, a5, 160);
  v128.store(spare, b5, 176);
  copyPart(spare, target, pitch, rows, columns, isFirst);
}

function storeRow(place: usize, low: v128, high: v128, isFirst: bool): void {
  if (!isFirst) {
    low = f32x4.add(low, v128.load(place));
    high = f32x4.add(high, v128.load(place, 16));
  }
  v128.store(place, low);
  v128.store(place, high, 16);
}

function copyPart(
  spare: usize,
  target: usize,
  pitch: usize,
  rows: i32,
  columns: i32,
  isFirst: bool,
): void {
  for (let i = 0; i < rows; i++) {
    const from = spare + ((<usize>i) << 5);
    const to = target + <usize>i * pitch;
    const hasFour = columns >= 4;
    if (hasFour) {
      const sums = v128.load(from);
      v128.store(to, isFirst ? sums : f32x4.add(sums, v128.load(to)));
    }
    for (let j = hasFour ? 4 : 0; j < columns; j++) {
      const offset = (<usize>j) << 2;
      const sum = load<f32>(from + offset);
      store<f32>(to + offset, isFirst ? sum : load<f32>(to + offset) + sum);
    }
  }
}
