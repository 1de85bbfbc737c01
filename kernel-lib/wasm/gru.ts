import { gemm } from './gemm';
import { at, int, pointer, rowAt, startOf } from './job';
import { put, take } from './lanes';
import { multiplyAdd, sigmoid, tanh } from './math';

// The recurrence of a GRU over a whole sequence. The rows of a batch know nothing of each other: a chunk is some
// of them, through all steps.
// Words of both jobs: 0 B, 1 T, 2 h, 3 1 = from the last step to the first, 4 weight (h, 3h), 5 lengths (B) or 0,
// 6 states (B, T + 1, h), 7 gates (B, T, 4h): r, z, n, and the m in n = tanh(input + r · m).
// Step t reads row t of the states and writes row t + 1; backwards it reads row t + 1 and writes row t.

/** Words 8: input (B, T, 3h), projected; 9: bias (3h); 10: first state (B, h). */
export function gruJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const first = startOf(chunk, numChunks, int(job, 0));
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  const steps = int(job, 1);
  const h = int(job, 2);
  const back = int(job, 3);
  const weight = pointer(job, 4);
  for (let b = first; b < last; b++) {
    const state = stateAt(job, b, back != 0 ? steps : 0);
    memory.copy(state, rowAt(pointer(job, 10), b, h), (<usize>h) << 2);
  }
  const pitch = (steps + 1) * h;
  const gatePitch = steps * 4 * h;
  for (let step = 0; step < steps; step++) {
    const t = back != 0 ? steps - 1 - step : step;
    const states = stateAt(job, first, t + back);
    const gates = gatesAt(job, first, t);
    const rows = last - first;
    gemm(
      rows,
      3 * h,
      h,
      states,
      pitch,
      false,
      weight,
      3 * h,
      false,
      gates,
      gatePitch,
      workspace,
      false,
    );
    for (let b = first; b < last; b++) {
      const before = stateAt(job, b, t + back);
      const after = stateAt(job, b, t + 1 - back);
      const input = rowAt(pointer(job, 8), b * steps + t, 3 * h);
      if (isOver(job, b, t)) memory.copy(after, before, (<usize>h) << 2);
      else stepRow(h, input, pointer(job, 9), before, gatesAt(job, b, t), after);
    }
  }
}

/** The products with the state, in the first three quarters of `gates`, become the gates; then the next state. */
function stepRow(
  h: i32,
  input: usize,
  bias: usize,
  before: usize,
  gates: usize,
  after: usize,
): void {
  let j = 0;
  while (j < h) {
    const isFour = j + 4 <= h;
    const r = gate(input, bias, gates, j, isFour);
    const z = gate(input, bias, gates, h + j, isFour);
    const m = f32x4.add(take(gates, 2 * h + j, isFour), take(bias, 2 * h + j, isFour));
    const n = tanh(multiplyAdd(r, m, take(input, 2 * h + j, isFour)));
    put(gates, j, r, isFour);
    put(gates, h + j, z, isFour);
    put(gates, 2 * h + j, n, isFour);
    put(gates, 3 * h + j, m, isFour);
    put(after, j, multiplyAdd(z, f32x4.sub(take(before, j, isFour), n), n), isFour);
    j += isFour ? 4 : 1;
  }
}

/** σ(input + product + bias). */
function gate(input: usize, bias: usize, products: usize, j: i32, isFour: bool): v128 {
  const sum = f32x4.add(take(products, j, isFour), take(bias, j, isFour));
  return sigmoid(f32x4.add(sum, take(input, j, isFour)));
}

/**
 * Backwards through the steps. Words 8: gradient of the states (B, T + 1, h); 9: of the input (B, T, 3h);
 * 10: of the products with the state (B, T + 1, 3h), in the row of the state that was read, 0 in the row that was
 * not; 11: of the first state (B, h); 12: room (B, h).
 */
export function gruGradientJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const first = startOf(chunk, numChunks, int(job, 0));
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  const steps = int(job, 1);
  const h = int(job, 2);
  const back = int(job, 3);
  const end = back != 0 ? 0 : steps;
  for (let b = first; b < last; b++) {
    memory.fill(productAt(job, b, end), 0, <usize>h * 12);
    memory.copy(carryAt(job, b), upstreamAt(job, b, end), (<usize>h) << 2);
  }
  const rows = last - first;
  const pitch = (steps + 1) * 3 * h;
  const room = rowAt(pointer(job, 12), first, h);
  for (let step = steps - 1; step >= 0; step--) {
    const t = back != 0 ? steps - 1 - step : step;
    for (let b = first; b < last; b++) {
      const input = rowAt(pointer(job, 9), b * steps + t, 3 * h);
      const product = productAt(job, b, t + back);
      if (isOver(job, b, t)) {
        memory.fill(input, 0, <usize>h * 12);
        memory.fill(product, 0, <usize>h * 12);
      } else {
        const before = stateAt(job, b, t + back);
        stepGradientRow(h, before, gatesAt(job, b, t), carryAt(job, b), input, product);
      }
    }
    const products = productAt(job, first, t + back);
    const weight = pointer(job, 4);
    gemm(rows, h, 3 * h, products, pitch, false, weight, 3 * h, true, room, h, workspace, false);
    for (let b = first; b < last; b++) {
      const upstream = upstreamAt(job, b, t + back);
      addBoth(h, carryAt(job, b), rowAt(pointer(job, 12), b, h), upstream);
    }
  }
}

/** Leaves in `carry` what reaches the state before by z alone. */
function stepGradientRow(
  h: i32,
  before: usize,
  gates: usize,
  carry: usize,
  input: usize,
  product: usize,
): void {
  const one = f32x4.splat(1);
  let j = 0;
  while (j < h) {
    const isFour = j + 4 <= h;
    const r = take(gates, j, isFour);
    const z = take(gates, h + j, isFour);
    const n = take(gates, 2 * h + j, isFour);
    const d = take(carry, j, isFour);
    const open = f32x4.sub(one, z);
    const dn = f32x4.mul(f32x4.mul(d, open), f32x4.sub(one, f32x4.mul(n, n)));
    const dr = f32x4.mul(f32x4.mul(dn, take(gates, 3 * h + j, isFour)), slope(r));
    const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(take(before, j, isFour), n)), slope(z));
    put(input, j, dr, isFour);
    put(input, h + j, dz, isFour);
    put(input, 2 * h + j, dn, isFour);
    put(product, j, dr, isFour);
    put(product, h + j, dz, isFour);
    put(product, 2 * h + j, f32x4.mul(dn, r), isFour);
    put(carry, j, f32x4.mul(d, z), isFour);
    j += isFour ? 4 : 1;
  }
}

/** σ′ from σ. */
function slope(gate: v128): v128 {
  return f32x4.mul(gate, f32x4.sub(f32x4.splat(1), gate));
}

/** target += a + b. */
function addBoth(count: i32, target: usize, a: usize, b: usize): void {
  let j = 0;
  while (j < count) {
    const isFour = j + 4 <= count;
    const sum = f32x4.add(take(a, j, isFour), take(b, j, isFour));
    put(target, j, f32x4.add(take(target, j, isFour), sum), isFour);
    j += isFour ? 4 : 1;
  }
}

function isOver(job: usize, b: i32, t: i32): bool {
  const lengths = pointer(job, 5);
  return lengths != 0 && t >= load<i32>(at(lengths, b));
}

function stateAt(job: usize, b: i32, row: i32): usize {
  return rowAt(pointer(job, 6), b * (int(job, 1) + 1) + row, int(job, 2));
}

function gatesAt(job: usize, b: i32, t: i32): usize {
  return rowAt(pointer(job, 7), b * int(job, 1) + t, 4 * int(job, 2));
}

function upstreamAt(job: usize, b: i32, row: i32): usize {
  return rowAt(pointer(job, 8), b * (int(job, 1) + 1) + row, int(job, 2));
}

function productAt(job: usize, b: i32, row: i32): usize {
  return rowAt(pointer(job, 10), b * (int(job, 1) + 1) + row, 3 * int(job, 2));
}

function carryAt(job: usize, b: i32): usize {
  return rowAt(pointer(job, 11), b, int(job, 2));
}
