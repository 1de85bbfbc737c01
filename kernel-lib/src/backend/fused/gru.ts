import { fastKernels } from '../fast/fast-kernels';
import { multiply } from '../fast/multiply';
import { sumOfRows } from '../fast/reduce';
import { tf } from '../tensorflow';
import { fusedOp } from './fused-op';

/** What the recurrence of a GRU is computed from. */
export interface GruOperands {
  /** (B, T, 3h) float32: x W + b of every step, columns in the order r, z, n. */
  projected: tf.Tensor3D;
  /** (B, h), the state before the first step. */
  state: tf.Tensor2D;
  /** (h, 3h). */
  weight: tf.Tensor2D;
  /** (3h). */
  bias: tf.Tensor1D;
  /** (B) int32: from this step on the state stays as it is; null: never. */
  lengths?: tf.Tensor1D | null;
  /** Whether the last step comes first. */
  isReversed?: boolean;
}

/**
 * All states of a GRU: r = σ(pᵣ + uᵣ), z = σ(p_z + u_z), n = tanh(pₙ + r · uₙ), h′ = (1 − z) n + z h, where p is
 * what comes in, projected, and u = h W + b.
 *
 * @returns (B, T + 1, h), the state before each step and after the last in the order of time; reversed, the
 *   state after each step and the first one at the end. The caller disposes it.
 * @see Cho et al. 2014, section 2.3, with the reset gate after the product.
 */
export function gruOf(operands: GruOperands): tf.Tensor3D {
  const { projected, state, weight, bias, lengths = null, isReversed = false } = operands;
  const [numBatch, numSteps] = projected.shape;
  const [h] = weight.shape;
  const sizes = [numBatch, numSteps, h, Number(isReversed)];
  const work = numBatch * numSteps * 3 * h * (h + 16);
  const shape = [numBatch, numSteps + 1, h];
  const chunks = Math.min(numBatch, fastKernels()?.numSlices(work) ?? 1);
  return fusedOp<tf.Tensor3D>({
    inputs: [projected, state, weight, bias],
    constants: lengths === null ? [] : [lengths],
    forward(kernels) {
      const { heap } = kernels;
      const [states, gates] = [shape, [numBatch, numSteps, 4 * h]].map((s) => heap.tensor(s));
      const words = [weight, lengths, states, gates, projected, bias, state].map((t) =>
        t === null ? 0 : heap.addressOf(t),
      );
      if (numBatch > 0) kernels.run('gru', chunks, work, [...sizes, ...words]);
      return { value: states, kept: [states, gates] };
    },
    backward(kernels, dy, saved) {
      const { heap } = kernels;
      const [projected, state, weight] = saved;
      const [states, gates] = saved.slice(-2);
      const [dProjected, dState, dWeight] = [projected, state, weight].map((t) =>
        heap.tensor(t.shape),
      );
      const dProducts = heap.tensor([numBatch, numSteps + 1, 3 * h]);
      const room = heap.tensor([numBatch, h]);
      const known = [weight, lengths && saved[4], states, gates, dy];
      const words = [...known, dProjected, dProducts, dState, room].map((t) =>
        t === null ? 0 : heap.addressOf(t),
      );
      if (numBatch > 0) kernels.run('gruGradient', chunks, work, [...sizes, ...words]);
      const rows = numBatch * (numSteps + 1);
      const [left, right, target] = [states, dProducts, dWeight].map((t) => heap.addressOf(t));
      multiply(kernels, {
        ...{ batch: 1, leftStep: 0, rightStep: 0, m: h, n: 3 * h, k: rows, target },
        ...{ left, transposeLeft: true, right, transposeRight: false },
      });
      const dBias = heap.adopt(sumOfRows(kernels, dProducts, rows, 3 * h));
      tf.dispose([dProducts, room]);
      return [dProjected, dState, dWeight, dBias];
    },
    composed: ([projected, state, weight, bias], [lengths = null]) =>
      composedGru({
        projected: projected as tf.Tensor3D,
        state: state as tf.Tensor2D,
        weight: weight as tf.Tensor2D,
        bias: bias as tf.Tensor1D,
        lengths: lengths as tf.Tensor1D | null,
        isReversed,
      }),
  });
}

/** The same in operations of TensorFlow.js, step by step. */
function composedGru(operands: Required<GruOperands>): tf.Tensor {
  const { projected, weight, bias, lengths, isReversed } = operands;
  const inputs = stepsOf(projected);
  let state: tf.Tensor = operands.state;
  const states = [state];
  for (let step = 0; step < inputs.length; step++) {
    const t = isReversed ? inputs.length - 1 - step : step;
    const next = composedStep(inputs[t], state, weight, bias);
    state = lengths === null ? next : keepEnded(lengths, t, state, next);
    states.push(state);
  }
  return tf.stack(isReversed ? states.reverse() : states, 1);
}

/** (B, T, D) as T times (B, D). The gradient of `tf.unstack` breaks down on a single step. */
export function stepsOf(x: tf.Tensor3D): tf.Tensor2D[] {
  const [numBatch, numSteps, dim] = x.shape;
  if (numSteps === 0) return [];
  if (numSteps === 1) return [x.reshape([numBatch, dim])];
  return tf.unstack(x, 1) as tf.Tensor2D[];
}

function composedStep(
  input: tf.Tensor,
  state: tf.Tensor,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor {
  const products = tf.matMul(state as tf.Tensor2D, weight).add(bias);
  const [inputR, inputZ, inputN] = tf.split(input, 3, 1);
  const [productR, productZ, productN] = tf.split(products, 3, 1);
  const r = inputR.add(productR).sigmoid();
  const z = inputZ.add(productZ).sigmoid();
  const n = inputN.add(r.mul(productN)).tanh();
  return n.add(z.mul(state.sub(n)));
}

/** The state before where the sequence has ended, else the next one. */
function keepEnded(lengths: tf.Tensor1D, t: number, state: tf.Tensor, next: tf.Tensor): tf.Tensor {
  const isOn = lengths.greater(t).cast('float32').reshape([-1, 1]);
  return state.add(isOn.mul(next.sub(state)));
}
