import { sumOfRows } from '../fast/reduce';
import { multiply } from '../fast/multiply';
import { tf } from '../tensorflow';
import { fusedOp, numRows } from './fused-op';

/**
 * An affine map of the last axis: x · weight + bias.
 *
 * @param x (…, inputDim) float32.
 * @param weight (inputDim, outputDim).
 * @param bias (outputDim); null for none.
 * @returns (…, outputDim). The caller disposes it.
 */
export function denseOf(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D | null): tf.Tensor {
  const [inputDim, outputDim] = weight.shape;
  const rows = numRows(x, inputDim);
  const shape = [...x.shape.slice(0, -1), outputDim];
  const steps = { batch: 1, leftStep: 0, rightStep: 0 };
  return fusedOp<tf.Tensor>({
    inputs: bias === null ? [x, weight] : [x, weight, bias],
    forward(kernels) {
      const { heap } = kernels;
      const y = heap.tensor(shape);
      const [left, right, target] = [x, weight, y].map((t) => heap.addressOf(t));
      const added = bias === null ? 0 : heap.addressOf(bias);
      const turns = { transposeLeft: false, transposeRight: false };
      const size = { m: rows, n: outputDim, k: inputDim };
      multiply(kernels, { ...steps, ...turns, ...size, left, right, target, bias: added });
      return { value: y };
    },
    backward(kernels, dy, [x, weight]) {
      const { heap } = kernels;
      const [dx, dWeight] = [heap.tensor(x.shape), heap.tensor(weight.shape)];
      const [xAt, weightAt, dyAt] = [x, weight, dy].map((t) => heap.addressOf(t));
      multiply(kernels, {
        ...{ ...steps, m: rows, n: inputDim, k: outputDim, target: heap.addressOf(dx) },
        ...{ left: dyAt, transposeLeft: false, right: weightAt, transposeRight: true },
      });
      multiply(kernels, {
        ...{ ...steps, m: inputDim, n: outputDim, k: rows, target: heap.addressOf(dWeight) },
        ...{ left: xAt, transposeLeft: true, right: dyAt, transposeRight: false },
      });
      if (bias === null) return [dx, dWeight];
      return [dx, dWeight, heap.adopt(sumOfRows(kernels, dy, rows, outputDim))];
    },
    composed([x, weight, bias]) {
      const product = tf.matMul(x.reshape<tf.Tensor2D>([rows, inputDim]), weight as tf.Tensor2D);
      return (bias ? product.add(bias) : product).reshape(shape);
    },
  });
}
