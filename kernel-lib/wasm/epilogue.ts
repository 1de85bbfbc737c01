import { relu } from './element-wise';
import { rowAt } from './job';
import { put, take } from './lanes';
import { exp, sigmoid } from './math';
import { addTo } from './row-sums';

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
    if (bias != 0) addTo(columns, row, bias);
    if (activation == Activation.relu) relu(columns, row, row);
    else if (activation != Activation.linear) activateRow(columns, row, activation, slope);
  }
}

/** Every row of target becomes `source`. */
export function fillRows(rows: i32, columns: i32, target: usize, stride: i32, source: usize): void {
  const bytes = (<usize>columns) << 2;
  for (let i = 0; i < rows; i++) memory.copy(rowAt(target, i, stride), source, bytes);
}

function activateRow(columns: i32, row: usize, activation: i32, slope: f32): void {
  const whole = columns & ~3;
  for (let j = 0; j < whole; j += 4) activateAt(row, j, activation, slope, true);
  for (let j = whole; j < columns; j++) activateAt(row, j, activation, slope, false);
}

function activateAt(row: usize, j: i32, activation: i32, slope: f32, isFour: bool): void {
  put(row, j, activate(take(row, j, isFour), activation, slope), isFour);
}

function activate(x: v128, activation: i32, slope: f32): v128 {
  const zero = f32x4.splat(0);
  switch (activation) {
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
