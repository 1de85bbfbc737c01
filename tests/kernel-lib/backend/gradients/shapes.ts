import { tf } from 'kernel-lib';

import { on2, on3, op, type Operation } from './operation';

const int = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const last = (x: tf.Tensor, axis: number): number => x.shape[axis] - 1;

/** Moving numbers to other places, leaving some out, taking some twice. */
export const shapes: Record<string, Operation> = {
  reshape: on3((x) => x.reshape([x.size / x.shape[2], x.shape[2]]).square()),
  flatten: on3((x) => x.flatten().square()),
  expandDims: on2((x) => x.expandDims(1).square()),
  squeeze: on2((x) => x.expandDims(1).square().squeeze([1])),
  transpose: on3((x) => tf.transpose(x, [2, 0, 1]).square()),
  'transpose, rows and columns': on2((x) => x.transpose().square()),
  concat: op(({ m, n, k }) => [[m, n], [m, k]], ([a, b]) => tf.concat([a, b, a.square()], 1)), // prettier-ignore
  stack: on2((x) => tf.stack([x, x.square()], 1)),
  unstack: on2((x) => tf.unstack(x, 1)[last(x, 1)].square()),
  split: on3((x) => tf.split(tf.concat([x, x.square()], 2), 2, 2)[1]),
  'split, uneven': on2((x) => tf.split(x.square(), [1, last(x, 1)], 1)[1]),
  slice: on3((x) => x.slice([0, 0, 1], [-1, 1, last(x, 2)]).square()),
  pad: on2((x) => x.pad([[1, 0], [0, 2]], 7).square()), // prettier-ignore
  'pad, mirrored': on2((x) => tf.mirrorPad(x, [[0, 0], [1, 1]], 'reflect').square()), // prettier-ignore
  'pad, mirrored with the edge': on3((x) => tf.mirrorPad(x, [[1, 1], [0, 1], [2, 1]], 'symmetric').square()), // prettier-ignore
  tile: on2((x) => x.tile([2, 3]).square()),
  broadcastTo: op(
    ({ m, n }) => [[1, m, 1, n]],
    ([x], { b, m, k, n }) => tf.broadcastTo(x, [b, m, k, n]).square(),
  ),
  reverse: on2((x) => tf.reverse(x, 1).mul(tf.range(1, x.shape[1] + 1))),
  gather: on2((x) => tf.gather(x, int([last(x, 0), 0, last(x, 0)])).square()),
  'gather, second axis': on2((x) => tf.gather(x, int([last(x, 1), 0, 1, 1]), 1).square()),
  'gather, rows of rows': on2((x) => tf.gather(x, int([0, 0, last(x, 0), 0]).reshape([2, 2]))),
  gatherND: on2((x) => tf.gatherND(x, tf.tensor2d([[0, last(x, 1)], [0, 0]], [2, 2], 'int32'))), // prettier-ignore
  'one-hot rows': op(
    ({ m, n }) => [[m + 1, n]],
    ([x]) => tf.matMul(tf.oneHot(int([0, last(x, 0), 0]), x.shape[0]).toFloat(), x).square(),
  ),
  addN: on2((x) => tf.addN([x, x.square(), x.exp()])),
  spaceToBatchND: op(
    ({ b, n }) => [[b, 4, 6, n]],
    ([x]) => tf.spaceToBatchND(x, [2, 3], [[0, 0], [0, 0]]).square(), // prettier-ignore
  ),
  batchToSpaceND: op(
    ({ b, m, n }) => [[6 * b, m, 2, n]],
    ([x]) => tf.batchToSpaceND(x, [2, 3], [[0, 0], [0, 0]]).square(), // prettier-ignore
  ),
  'lower triangle': on2((x) => tf.linalg.bandPart(x, -1, 0).square()),
  'lower triangles': on3((x) => tf.linalg.bandPart(x, -1, 0).square()),
  dropout: on2((x) => tf.dropout(x, 0.5, undefined, 7).square()),
};
