import { TILE_COLUMNS, TILE_ROWS } from './gemm-tile';

// A panel holds a few neighbouring rows of the left matrix, or columns of the right one ("lanes"), in the
// order in which the tile reads them: all lanes of step 0 of the sum, all lanes of step 1, and so on.
// `lane` and `step` are the distances in bytes between two of them; for a transposed matrix they change
// places. Where a panel has fewer lanes than there is room for, the rest holds numbers that lie near: what
// the tile computes from them is not stored.

/** Packs up to 8 columns of the right matrix. */
export function packRight(
  source: usize,
  lane: usize,
  step: usize,
  lanes: i32,
  depth: i32,
  target: usize,
): void {
  let p = 0;
  if (lane == 4) {
    for (const whole = wholeSteps(step, lanes, depth, TILE_COLUMNS); p < whole; p++) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      source += step;
      target += 32;
    }
  } else if (step == 4) {
    for (; p + 4 <= depth; p += 4) {
      turnFour(source, lane, lanes, 0, target, 32);
      turnFour(source, lane, lanes, 4, target + 16, 32);
      source += 16;
      target += 128;
    }
  }
  packScattered(source, lane, step, lanes, depth - p, target, TILE_COLUMNS);
}

/** Packs up to 6 rows of the left matrix. */
export function packLeft(
  source: usize,
  lane: usize,
  step: usize,
  lanes: i32,
  depth: i32,
  target: usize,
): void {
  let p = 0;
  if (lane == 4) {
    for (const whole = wholeSteps(step, lanes, depth, TILE_ROWS); p < whole; p++) {
      v128.store(target, v128.load(source));
      store<i64>(target + 16, load<i64>(source + 16));
      source += step;
      target += 24;
    }
  } else if (step == 4) {
    for (; p + 4 <= depth; p += 4) {
      turnFour(source, lane, lanes, 0, target, 24);
      turnTwo(source, lane, lanes, 4, target + 16, 24);
      source += 16;
      target += 96;
    }
  }
  packScattered(source, lane, step, lanes, depth - p, target, TILE_ROWS);
}

/** In how many steps all lanes of a panel, also those that do not exist, may be read: not past the last number. */
function wholeSteps(step: usize, lanes: i32, depth: i32, width: i32): i32 {
  const missing = (<usize>(width - lanes)) << 2;
  if (missing == 0) return depth;
  return step == 0 ? 0 : max(0, depth - <i32>((missing + step - 1) / step));
}

function packScattered(
  source: usize,
  lane: usize,
  step: usize,
  lanes: i32,
  depth: i32,
  target: usize,
  width: i32,
): void {
  for (let p = 0; p < depth; p++) {
    for (let i = 0; i < width; i++) {
      store<f32>(target, load<f32>(laneAt(source, lane, lanes, i)));
      target += 4;
    }
    source += step;
  }
}

/** Where lane `i` begins; the last one stands for those that do not exist. */
function laneAt(source: usize, lane: usize, lanes: i32, i: i32): usize {
  return source + <usize>min(i, lanes - 1) * lane;
}

/** Four numbers of each of four lanes, from lane `i` on, become four steps of four lanes. */
function turnFour(
  source: usize,
  lane: usize,
  lanes: i32,
  i: i32,
  target: usize,
  pitch: usize,
): void {
  const r0 = v128.load(laneAt(source, lane, lanes, i));
  const r1 = v128.load(laneAt(source, lane, lanes, i + 1));
  const r2 = v128.load(laneAt(source, lane, lanes, i + 2));
  const r3 = v128.load(laneAt(source, lane, lanes, i + 3));
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(target + pitch, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(target + 2 * pitch, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(target + 3 * pitch, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** Four numbers of each of two lanes, from lane `i` on, become four steps of two lanes. */
function turnTwo(
  source: usize,
  lane: usize,
  lanes: i32,
  i: i32,
  target: usize,
  pitch: usize,
): void {
  const r0 = v128.load(laneAt(source, lane, lanes, i));
  const r1 = v128.load(laneAt(source, lane, lanes, i + 1));
  const low = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  v128.store64_lane(target, low, 0);
  v128.store64_lane(target + pitch, low, 1);
  v128.store64_lane(target + 2 * pitch, high, 0);
  v128.store64_lane(target + 3 * pitch, high, 1);
}
