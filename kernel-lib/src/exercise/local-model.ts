import { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';
import { seededRandom } from '../tensor/random';
import { LocalCandidate, thrown, type LocalCandidateOptions } from './candidate';
import { toTensor, toTensors } from './tensor-wire';
import type {
  Candidate,
  CandidateModel,
  CreateOutcome,
  GradientOutcome,
  Inputs,
  Outcome,
  WireTensor,
} from './types';

/** An answer of any kind in this process: a function, a value, or a class that extends `Module`. */
export class LocalAnswer extends LocalCandidate implements Candidate {
  async create(config: Inputs): Promise<CreateOutcome> {
    if (this.answer === undefined) return { status: 'missing' };
    if (!isClass(this.answer)) return { status: 'unusable', got: 'something that is not a class' };
    try {
      const made = new this.answer({ ...toTensors(config), random: seededRandom(1) });
      if (!isModule(made)) {
        return { status: 'unusable', got: 'an object without weights: does it extend Module?' };
      }
      return { status: 'created', model: new LocalModel(made, this.options) };
    } catch (error) {
      return thrown(error) as CreateOutcome;
    }
  }
}

class LocalModel implements CandidateModel {
  constructor(
    private readonly made: Module,
    private readonly options: LocalCandidateOptions,
  ) {}

  get weights(): Record<string, number[]> {
    const named = Object.entries(this.made.namedParameters());
    return Object.fromEntries(named.map(([name, { shape }]) => [name, [...shape]]));
  }

  async setWeights(values: Record<string, WireTensor>): Promise<Outcome> {
    const tensors = Object.entries(values).map(([name, value]) => [name, toTensor(value)]);
    const given = Object.fromEntries(tensors) as Record<string, tf.Tensor>;
    try {
      this.made.setParameters(given);
      return { status: 'value', value: null, leaked: 0 };
    } catch (error) {
      return thrown(error);
    } finally {
      tf.dispose(given);
    }
  }

  call(method: string, inputs: Inputs): Promise<Outcome> {
    return this.methodOf(method).call(inputs);
  }

  gradients(method: string, inputs: Inputs, dy: WireTensor): Promise<GradientOutcome> {
    return this.methodOf(method).allGradients(inputs, dy);
  }

  async dispose(): Promise<void> {
    this.made.dispose();
  }

  private methodOf(method: string): MethodCandidate {
    return new MethodCandidate(this.made, method, this.options);
  }
}

/** A method of an object, called as any function is. */
class MethodCandidate extends LocalCandidate {
  constructor(
    private readonly made: Module,
    method: string,
    options: LocalCandidateOptions,
  ) {
    const found = (made as unknown as Record<string, unknown>)[method];
    const missing = (): never => {
      throw new Error(`the class has no method ${method}`);
    };
    super(typeof found === 'function' ? found.bind(made) : missing, options);
  }

  allGradients(inputs: Inputs, dy: WireTensor): Promise<GradientOutcome> {
    return this.gradientsOf(inputs, dy, (given) => ({
      ...floatsOf(given),
      ...this.made.namedParameters(),
    }));
  }
}

function floatsOf(given: Record<string, unknown>): Record<string, tf.Tensor> {
  const floats = Object.entries(given).filter(
    (entry): entry is [string, tf.Tensor] =>
      entry[1] instanceof tf.Tensor && entry[1].dtype === 'float32',
  );
  return Object.fromEntries(floats);
}

function isClass(value: unknown): value is new (config: Record<string, unknown>) => unknown {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function isModule(value: unknown): value is Module {
  return typeof (value as Partial<Module> | null)?.namedParameters === 'function';
}
