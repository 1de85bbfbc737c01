import { fastKernels } from '../fast/fast-kernels';
import type { Kernels } from '../fast/kernels';
import { tf } from '../tensorflow';

/** An operation that our kernels compute in one pass, and its gradient in another. */
export interface FusedOp {
  /** What it is differentiated by. */
  inputs: tf.Tensor[];
  /** What else it is computed from: masks, labels. */
  constants?: tf.Tensor[];
  /** The result, and what else the gradient needs. */
  forward(kernels: Kernels): { value: tf.Tensor; kept?: tf.Tensor[] };
  /**
   * The gradient for each input, from that of the result.
   *
   * @param saved inputs, constants and what was kept, in this order. The inputs themselves may be gone by then.
   */
  backward(kernels: Kernels, dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[];
  /** The same in operations of TensorFlow.js: for other engines, and for gradients of gradients. */
  composed(inputs: tf.Tensor[], constants: tf.Tensor[]): tf.Tensor;
}

/** Computes an operation with our kernels where they run and all inputs are float32, else as `composed`. */
export function fusedOp<T extends tf.Tensor>(op: FusedOp): T {
  const { inputs, constants = [] } = op;
  const kernels = fastKernels();
  const isOurs = kernels !== null && inputs.every(({ dtype }) => dtype === 'float32');
  if (!isOurs) return tf.tidy(() => op.composed(inputs, constants)) as T;
  const differentiable = tf.customGrad((...given) => {
    const save = given.pop() as unknown as (tensors: tf.Tensor[]) => void;
    const { value, kept = [] } = op.forward(kernels);
    save([...(given as tf.Tensor[]), ...constants, ...kept]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      // A gradient that is itself differentiated must be made of operations that are on the tape.
      if (isTapeOn()) return composedGradients(op, dy, saved);
      return op.backward(kernels, dy, saved);
    };
    return { value, gradFunc };
  });
  return differentiable(...inputs) as T;
}

function composedGradients(op: FusedOp, dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const numInputs = op.inputs.length;
  const constants = saved.slice(numInputs, numInputs + (op.constants?.length ?? 0));
  const compute = (...inputs: tf.Tensor[]): tf.Tensor => op.composed(inputs, constants);
  return tf.grads(compute)(saved.slice(0, numInputs), dy);
}

/** Whether gradients will be asked for what is computed now. */
export function isTapeOn(): boolean {
  return (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
}

/** How many rows of `width` numbers a tensor has. */
export function numRows(x: tf.Tensor, width: number): number {
  return width === 0 ? 0 : x.size / width;
}
