import { TILE_COLUMNS, TILE_ROWS } from './gemm-tile';

// A panel holds a few neighbouring rows of the left matrix, or columns of the right one ("lanes"), in the
// order in which the tile reads them: all lanes of step 0 of the sum, all lanes of step 1, and so on.
// `lane` and `step` are the distances in bytes between two of them; for a transposed matrix they change
// places. Lanes that do not exist are zeros.

/** Packs up to 8 columns of the right matrix. */
export function packRight(
  source: usize,
  lane: usize,
  step: usize,
  lanes: i32,
  depth: i32,
  target: usize,
): void {
  if (lanes == TILE_COLUMNS && lane == 4) {
    for (let p = 0; p < depth; p++) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      source += step;
      target += 32;
    }
    return;
  }
  let p = 0;
  if (lanes == TILE_COLUMNS && step == 4) {
    for (; p + 4 <= depth; p += 4) {
      turnFour(source, lane, target, 32);
      turnFour(source + 4 * lane, lane, target + 16, 32);
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
  if (lanes == TILE_ROWS && lane == 4) {
    for (let p = 0; p < depth; p++) {
      v128.store(target, v128.load(source));
      store<i64>(target + 16, load<i64>(source + 16));
      source += step;
      target += 24;
    }
    return;
  }
  let p = 0;
  if (lanes == TILE_ROWS && step == 4) {
    for (; p + 4 <= depth; p += 4) {
      turnFour(source, lane, target, 24);
      turnTwo(source + 4 * lane, lane, target + 16, 24);
      source += 16;
      target += 96;
    }
  }
  packScattered(source, lane, step, lanes, depth - p, target, TILE_ROWS);
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
      store<f32>(target, i < lanes ? load<f32>(source + <usize>i * lane) : 0);
      target += 4;
    }
    source += step;
  }
}

/** Four lanes of four numbers each become four steps of four lanes. */
function turnFour(source: usize, lane: usize, target: usize, pitch: usize): void {
  const r0 = v128.load(source);
  const r1 = v128.load(source + lane);
  const r2 = v128.load(source + 2 * lane);
  const r3 = v128.load(source + 3 * lane);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(target + pitch, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(target + 2 * pitch, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(target + 3 * pitch, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** Two lanes of four numbers each become four steps of two lanes. */
function turnTwo(source: usize, lane: usize, target: usize, pitch: usize): void {
  const r0 = v128.load(source);
  const r1 = v128.load(source + lane);
  const low = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  v128.store64_lane(target, low, 0);
  v128.store64_lane(target + pitch, low, 1);
  v128.store64_lane(target + 2 * pitch, high, 0);
  v128.store64_lane(target + 3 * pitch, high, 1);
}
