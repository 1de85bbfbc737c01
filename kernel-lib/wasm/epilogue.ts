import { at, rowAt } from './job';
import { exp, sigmoid } from './math';

/** What is applied to a product in place, in the order of TensorFlow.js's own numbers. */
export enum Activation {
  linear,
  relu,
  relu6,
  prelu,
  leakyRelu,
  sigmoid,
  elu,
}

/** target[i][j] = activation(target[i][j] + bias[j]); bias 0 means none. */
export function applyEpilogue(
  rows: i32,
  columns: i32,
  target: usize,
  stride: i32,
  bias: usize,
  activation: i32,
  slope: f32,
): void {
  if (bias == 0 && activation == Activation.linear) return;
  for (let i = 0; i < rows; i++) {
    const row = rowAt(target, i, stride);
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      let v = v128.load(at(row, j));
      if (bias != 0) v = f32x4.add(v, v128.load(at(bias, j)));
      v128.store(at(row, j), activate(v, activation, slope));
    }
    for (; j < columns; j++) {
      let x = load<f32>(at(row, j));
      if (bias != 0) x += load<f32>(at(bias, j));
      store<f32>(at(row, j), f32x4.extract_lane(activate(f32x4.splat(x), activation, slope), 0));
    }
  }
}

/** Every row of target becomes `source`. */
export function fillRows(rows: i32, columns: i32, target: usize, stride: i32, source: usize): void {
  const bytes = (<usize>columns) << 2;
  for (let i = 0; i < rows; i++) memory.copy(rowAt(target, i, stride), source, bytes);
}

function activate(x: v128, activation: i32, slope: f32): v128 {
  const zero = f32x4.splat(0);
  switch (activation) {
    case Activation.relu:
      return f32x4.max(zero, x);
    case Activation.relu6:
      return f32x4.min(f32x4.splat(6), f32x4.max(zero, x));
    case Activation.leakyRelu:
      return v128.bitselect(f32x4.mul(x, f32x4.splat(slope)), x, f32x4.lt(x, zero));
    case Activation.sigmoid:
      return sigmoid(x);
    case Activation.elu:
      return v128.bitselect(f32x4.sub(exp(x), f32x4.splat(1)), x, f32x4.lt(x, zero));
    default:
      return x;
  }
}
