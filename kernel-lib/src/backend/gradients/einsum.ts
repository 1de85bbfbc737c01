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
 * What `tf.einsum` computes, out of operations that every engine has. The result is the caller's.
 *
 * @throws Error when a letter stands for two sizes, or TensorFlow.js does not take the equation.
 */
export function einsumOf(equation: string, operands: tf.Tensor[]): tf.Tensor {
  const contraction = readEquation(equation, operands.length);
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, operands.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, operands);
  return tf.tidy(() => {
    const result = contract(contraction, operands);
    return operands.includes(result) ? result.clone() : result;
  });
}

/**
 * Gives `tf.einsum` to an engine: to the WebAssembly one, which has none; to the JavaScript one, whose own gives
 * wrong shapes for some equations and passes its operand on for others; to tfjs-node, which stumbles over spaces.
 */
export function registerEinsum(backendName: string): void {
  if (tf.getKernel('Einsum', backendName)) tf.unregisterKernel('Einsum', backendName);
  tf.registerKernel({
    kernelName: 'Einsum',
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { equation } = attrs as unknown as { equation: string };
      return einsumOf(equation, Object.values(inputs) as tf.Tensor[]);
    },
  });
}
