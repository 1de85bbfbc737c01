import { tf } from '../tensorflow';
import { fastKernels } from './fast-kernels';
import { fixedChunks } from './reduce';
import type { Kernels } from './kernels';

interface Moment {
  originalName: string;
  variable: tf.Variable;
}

/** What TensorFlow.js's Adam keeps. */
interface AdamState {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

type Gradients = Parameters<tf.AdamOptimizer['applyGradients']>[0];

/** What one step of one parameter needs besides its numbers. */
export interface AdamStep {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** β1ᵗ and β2ᵗ at step t = 1, 2, …. */
  power1: number;
  power2: number;
  /** The share of the value that a step of learning rate 1 takes away (AdamW); 0 = none. */
  decay?: number;
}

let isRegistered = false;

/** Lets `tf.train.adam` update each parameter in one pass wherever our kernels run. */
export function registerAdam(): void {
  if (isRegistered) return;
  isRegistered = true;
  const { prototype } = tf.AdamOptimizer;
  const before = prototype.applyGradients;
  prototype.applyGradients = function applyGradients(gradients: Gradients): void {
    const kernels = fastKernels();
    const state = this as unknown as AdamState;
    const named = namedGradients(gradients);
    if (kernels === null || !named.every(isPlain)) return before.call(this, gradients);
    tf.tidy(() => applyAll(kernels, state, named));
    state.incrementIterations();
  };
}

/** Gradients in the order in which TensorFlow.js keeps the moments; null where there is none. */
function namedGradients(gradients: Gradients): [string, tf.Tensor | null][] {
  if (Array.isArray(gradients)) return gradients.map(({ name, tensor }) => [name, tensor ?? null]);
  return Object.entries(gradients as tf.NamedTensorMap).map(([name, tensor]) => [
    name,
    tensor ?? null,
  ]);
}

function isPlain([name, gradient]: [string, tf.Tensor | null]): boolean {
  const value = tf.engine().registeredVariables[name];
  return value?.dtype === 'float32' && (gradient === null || gradient.dtype === 'float32');
}

function applyAll(
  kernels: Kernels,
  state: AdamState,
  gradients: [string, tf.Tensor | null][],
): void {
  const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = state;
  const [power1, power2] = [accBeta1, accBeta2].map((power) => power.dataSync()[0]);
  gradients.forEach(([name, gradient], i) => {
    const value = tf.engine().registeredVariables[name] as tf.Variable;
    const [first, second] = [
      (state.accumulatedFirstMoment[i] ??= moment(`${name}/m`, value)).variable,
      (state.accumulatedSecondMoment[i] ??= moment(`${name}/v`, value)).variable,
    ];
    if (gradient === null) return;
    const step = { learningRate, beta1, beta2, epsilon, power1, power2 };
    updateWithAdam(kernels, { value, gradient, first, second }, step);
  });
  accBeta1.assign(accBeta1.mul(beta1));
  accBeta2.assign(accBeta2.mul(beta2));
}

function moment(originalName: string, value: tf.Variable): Moment {
  return { originalName, variable: tf.tidy(() => tf.variable(tf.zerosLike(value), false)) };
}

/**
 * One step of Adam or AdamW. What others share with the value or a moment (a clone, a kept tensor) stays as it
 * was: then the numbers move to a place of their own first.
 */
export function updateWithAdam(
  kernels: Kernels,
  parameter: { value: tf.Variable; gradient: tf.Tensor; first: tf.Variable; second: tf.Variable },
  { learningRate, beta1, beta2, epsilon, power1, power2, decay = 0 }: AdamStep,
): void {
  const { heap } = kernels;
  const { value, gradient, first, second } = parameter;
  for (const variable of [value, first, second]) ownNumbers(kernels, variable);
  const places = [value, gradient, first, second, value].map((t) => heap.addressOf(t));
  kernels.run(
    'adam',
    fixedChunks(Math.ceil(value.size / 16)),
    2 * value.size,
    [value.size, ...places],
    [
      ...[beta1, 1 - beta1, beta2, 1 - beta2],
      ...[learningRate / (1 - power1), 1 / (1 - power2), epsilon, 1 - learningRate * decay],
    ],
  );
  heap.rewritten(value);
}

function ownNumbers({ heap }: Kernels, variable: tf.Variable): void {
  if (heap.numOwners(variable) > 1) variable.assign(heap.copy(variable));
}
