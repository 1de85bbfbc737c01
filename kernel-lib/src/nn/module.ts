import { tf } from '../backend/tensorflow';
import { shapeText } from '../tensor/shape';

/**
 * The base of everything with weights. A field that holds a `tf.Variable` is a parameter; a field that
 * holds a `Module`, or an array of them, is a child. Names are the fields' names joined by dots
 * (`queryProjection.weight`, `blocks.0.norm.gain`); a variable that several fields share counts once.
 */
export abstract class Module {
  /** Whether the weights are being learned: dropout and batch normalisation then compute otherwise. */
  isTraining: boolean = false;

  /**
   * Says to this module and all below it that they are being trained, or no longer.
   *
   * @returns the module itself.
   */
  train(isTraining: boolean = true): this {
    this.isTraining = isTraining;
    for (const child of Object.values(this.children())) child.train(isTraining);
    return this;
  }

  /** The trainable parameters of this module and its children, in the order of their fields. */
  parameters(): tf.Variable[] {
    return Object.values(this.namedParameters());
  }

  /** The trainable parameters by name. */
  namedParameters(): Record<string, tf.Variable> {
    return Object.fromEntries(variablesOf(this).filter(([, variable]) => variable.trainable));
  }

  /** Everything that is kept, by name: the parameters, and what is not trained (running means). */
  namedVariables(): Record<string, tf.Variable> {
    return Object.fromEntries(variablesOf(this));
  }

  /** The modules directly below this one, by name. */
  children(): Record<string, Module> {
    return Object.fromEntries(
      Object.entries(this).flatMap(([field, value]) => childrenIn(field, value)),
    );
  }

  /** How many numbers can be learned. */
  numParameters(): number {
    return this.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  }

  /**
   * Copies numbers into parameters.
   *
   * @param values for each parameter its name and a tensor or nested array of its shape. The caller keeps
   *   the tensors.
   * @throws Error when a name is missing or unknown, or a shape differs; nothing is changed then.
   */
  setParameters(values: Record<string, tf.Tensor | tf.TensorLike>): void {
    const named = this.namedParameters();
    requireSameNames(Object.keys(named), Object.keys(values));
    tf.tidy(() => {
      const assignments = Object.entries(named).map(([name, parameter]) => {
        const given = values[name];
        const numbers = given instanceof tf.Tensor ? given.dataSync() : given;
        const shape = given instanceof tf.Tensor ? given.shape : undefined;
        const value = tf.tensor(numbers, shape, parameter.dtype);
        if (shapeText(value.shape) !== shapeText(parameter.shape)) {
          throw new Error(
            `setParameters: ${name} must have shape ${shapeText(parameter.shape)}, got ${shapeText(value.shape)}`,
          );
        }
        return { parameter, value };
      });
      for (const { parameter, value } of assignments) parameter.assign(value);
    });
  }

  /** Gives back the memory of every variable, trainable or not; the module cannot be used afterwards. */
  dispose(): void {
    for (const [, variable] of variablesOf(this)) variable.dispose();
  }
}

/** All variables by name; one that several fields share goes by its first name. */
function variablesOf(module: Module, seen: Set<tf.Variable> = new Set()): [string, tf.Variable][] {
  return Object.entries(module).flatMap(([field, value]): [string, tf.Variable][] => {
    if (value instanceof tf.Variable) {
      if (seen.has(value)) return [];
      seen.add(value);
      return [[field, value]];
    }
    return childrenIn(field, value).flatMap(([name, child]) =>
      variablesOf(child, seen).map(([inner, variable]): [string, tf.Variable] => [
        `${name}.${inner}`,
        variable,
      ]),
    );
  });
}

function childrenIn(field: string, value: unknown): [string, Module][] {
  if (value instanceof Module) return [[field, value]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, i): [string, Module][] =>
    item instanceof Module ? [[`${field}.${i}`, item]] : [],
  );
}

function requireSameNames(expected: string[], got: string[]): void {
  const missing = expected.filter((name) => !got.includes(name));
  const unknown = got.filter((name) => !expected.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `setParameters: values must have ${missing.join(', ')}, got ${got.join(', ') || 'none'}`,
    );
  }
  if (unknown.length > 0) {
    throw new Error(
      `setParameters: values must only have ${expected.join(', ')}, got ${unknown.join(', ')}`,
    );
  }
}
