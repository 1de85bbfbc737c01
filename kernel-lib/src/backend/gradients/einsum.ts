import { tf } from '../tensorflow';
import { contract, readEquation } from './contract';

/** The gradient of `tf.einsum`: the same kind of sum, with the letters of one operand and the output exchanged. */
export function registerEinsumGradient(): void {
  tf.registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { equation } = attrs as unknown as { equation: string };
      const gradient = (i: number) => (): tf.Tensor =>
        tf.tidy(() => operandGradient(equation, dy as tf.Tensor, saved, i));
      return Object.fromEntries(saved.map((_operand, i) => [`${i}`, gradient(i)]));
    },
  });
}

function operandGradient(
  equation: string,
  dy: tf.Tensor,
  operands: tf.Tensor[],
  at: number,
): tf.Tensor {
  const { terms, output } = readEquation(equation, operands.length);
  const isOther = (_value: unknown, i: number): boolean => i !== at;
  const others = terms.filter(isOther);
  const letters = [...terms[at]];
  const known = output + others.join('');
  const kept = letters.filter((letter) => known.includes(letter)).join('');
  const inputs = [dy, ...operands.filter(isOther)];
  const sum = contract({ terms: [output, ...others], output: kept }, inputs);
  // A letter that only this operand has was summed over: every place gets the same.
  const { shape } = operands[at];
  const isKept = letters.map((letter) => kept.includes(letter));
  const narrow = sum.reshape(shape.map((size, axis) => (isKept[axis] ? size : 1)));
  return narrow.tile(shape.map((size, axis) => (isKept[axis] ? 1 : size)));
}

/**
 * `tf.einsum` for the WebAssembly backend, which has none, and for the JavaScript one, whose result has a wrong
 * shape where a letter is summed over in one operand alone.
 */
export function registerEinsum(backendName: 'cpu' | 'wasm'): void {
  if (tf.getKernel('Einsum', backendName)) tf.unregisterKernel('Einsum', backendName);
  tf.registerKernel({
    kernelName: 'Einsum',
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const operands = Object.values(inputs) as tf.Tensor[];
      const { equation } = attrs as unknown as { equation: string };
      const contraction = readEquation(equation, operands.length);
      requireSizes(contraction.terms, operands);
      return tf.tidy(() => contract(contraction, operands));
    },
  });
}

function requireSizes(terms: string[], operands: tf.Tensor[]): void {
  const sizes = new Map<string, number>();
  operands.forEach(({ shape }, i) => {
    if (shape.length !== terms[i].length) {
      throw new Error(
        `einsum: ${terms[i]} names ${terms[i].length} axes, the tensor has ${shape.length}`,
      );
    }
    [...terms[i]].forEach((letter, axis) => {
      const size = sizes.get(letter) ?? shape[axis];
      if (size !== shape[axis]) {
        throw new Error(`einsum: ${letter} stands for ${size} and for ${shape[axis]}`);
      }
      sizes.set(letter, size);
    });
  });
}
