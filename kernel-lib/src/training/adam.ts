import { fastKernels } from '../backend/fast/fast-kernels';
import { updateWithAdam, type AdamStep } from '../backend/fast/adam';
import { tf } from '../backend/tensorflow';
import { Moments, type AdamMoments, type MomentPair } from './moments';

export interface AdamOptions {
  /** 0.001 unless said. */
  learningRate?: number;
  /** How much of the first moment is kept from step to step; 0.9 unless said. */
  beta1?: number;
  /** How much of the second moment is kept; 0.999 unless said. */
  beta2?: number;
  /** Keeps the divisor above 0; 1e-8 unless said. */
  epsilon?: number;
}

/** What Adam remembers: how many steps it took, and its moments by the name of the parameter. */
export interface AdamState {
  iterations: number;
  moments: Record<string, AdamMoments>;
}

type Gradients = tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[];

/**
 * Adam: m ← β1 m + (1 − β1) g, v ← β2 v + (1 − β2) g², w ← w − rate · m̂ / (√v̂ + ε), where m̂ = m / (1 − β1ᵗ) and
 * v̂ = v / (1 − β2ᵗ). Each parameter is updated in one pass where our kernels run.
 *
 * @throws Error when an option is out of range.
 * @see Kingma & Ba 2015, algorithm 1.
 */
export class Adam extends tf.Optimizer {
  static readonly className: string = 'AttendAdam';
  /** May be changed between steps. */
  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  private readonly moments = new Moments();

  constructor(options: AdamOptions = {}) {
    super();
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    this.learningRate = this.requireInRange('learningRate', learningRate);
    this.beta1 = this.requireInRange('beta1', beta1, 1);
    this.beta2 = this.requireInRange('beta2', beta2, 1);
    this.epsilon = this.requireInRange('epsilon', epsilon);
  }

  /** TensorFlow.js takes every optimizer for an instance of every class of optimizers. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Takes one step along gradients as `tf.variableGrads` gives them: by the names of the variables. */
  applyGradients(gradients: Gradients): void {
    this.incrementIterations();
    const { learningRate, beta1, beta2, epsilon, iterations } = this;
    const powers = { power1: beta1 ** iterations, power2: beta2 ** iterations };
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }): [string, tf.Tensor] => [name, tensor])
      : Object.entries(gradients);
    for (const [name, gradient] of entries) {
      if (!gradient) continue;
      const value = tf.engine().registeredVariables[name] as tf.Variable;
      const decay = this.decayOf(value);
      const step = { learningRate, beta1, beta2, epsilon, ...powers, decay };
      update({ value, gradient, ...this.moments.of(value) }, step);
    }
  }

  /**
   * What it remembers of parameters, to be saved.
   *
   * @param parameters by name, as `Module.namedParameters` gives them; those without a step yet are left out.
   */
  state(parameters: Record<string, tf.Variable>): AdamState {
    return { iterations: this.iterations, moments: this.moments.read(parameters) };
  }

  /**
   * Goes on from what `state` gave; everything else is forgotten.
   *
   * @throws Error when a name or a number of numbers differs; nothing is changed then.
   */
  setState(parameters: Record<string, tf.Variable>, { iterations, moments }: AdamState): void {
    this.moments.write(parameters, moments);
    this.iterations_ = iterations;
  }

  /** Gives back the memory of the moments; the optimizer can then begin anew. */
  override dispose(): void {
    this.moments.dispose();
    this.iterations_ = 0;
  }

  getConfig(): tf.serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon } = this;
    return { learningRate, beta1, beta2, epsilon };
  }

  /** The share of a value that a step of learning rate 1 takes away besides. */
  protected decayOf(_parameter: tf.Variable): number {
    return 0;
  }

  protected requireInRange(argument: string, value: number, below: number = Infinity): number {
    if (value >= 0 && value < below) return value;
    const range = below === Infinity ? 'from 0 on' : `from 0 to below ${below}`;
    throw new Error(
      `${this.constructor.name}: ${argument} must be a number ${range}, got ${value}`,
    );
  }
}

type Parameter = MomentPair & { value: tf.Variable; gradient: tf.Tensor };

function update(parameter: Parameter, step: Required<AdamStep>): void {
  const kernels = fastKernels();
  tf.tidy(() => {
    if (kernels !== null) updateWithAdam(kernels, parameter, step);
    else updateComposed(parameter, step);
  });
}

function updateComposed(parameter: Parameter, step: Required<AdamStep>): void {
  const { value, gradient, first, second } = parameter;
  const { learningRate, beta1, beta2, epsilon, power1, power2, decay } = step;
  first.assign(first.mul(beta1).add(gradient.mul(1 - beta1)));
  second.assign(second.mul(beta2).add(gradient.square().mul(1 - beta2)));
  const divisor = second.mul(1 / (1 - power2)).sqrt().add(epsilon); // prettier-ignore
  const change = first.mul(learningRate / (1 - power1)).div(divisor);
  value.assign(value.mul(1 - learningRate * decay).sub(change));
}
