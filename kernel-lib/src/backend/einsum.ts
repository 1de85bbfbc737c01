import { tf } from './tensorflow';

interface Equation {
  terms: string[];
  output: string;
}

/** `bqd,bkd->bqk` as the letters of each operand and those of the result. */
function parse(equation: string): Equation {
  const [operands, output] = equation.replace(/\s/g, '').split('->');
  return { terms: operands.split(','), output };
}

/**
 * Multiplies tensors whose axes carry letters and sums over the letters that the result has not.
 *
 * @param terms the letters of each tensor, none of them twice in one term
 */
function contract(terms: string[], tensors: tf.Tensor[], output: string): tf.Tensor {
  const letters = [...new Set(output + terms.join(''))];
  const aligned = tensors.map((tensor, i) => {
    const order = letters.filter((letter) => terms[i].includes(letter));
    const places = order.map((letter) => terms[i].indexOf(letter));
    const sizes = letters.map((letter) => tensor.shape[terms[i].indexOf(letter)] ?? 1);
    return tensor.transpose(places).reshape(sizes);
  });
  const product = aligned.reduce((a, b) => a.mul(b));
  const summed = letters.map((_, axis) => axis).slice(output.length);
  return summed.length ? product.sum(summed) : product.clone();
}

/** What tf.einsum computes, out of operations that every engine has. The result is the caller's. */
export function einsumOf(equation: string, tensors: tf.Tensor[]): tf.Tensor {
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
  const { terms, output } = parse(equation);
  return tf.tidy(() => contract(terms, tensors, output));
}

/**
 * Makes tf.einsum complete: WebAssembly has none, the JavaScript engine's gives wrong shapes for some equations and
 * passes its operand on for others, and no engine has its gradient. tfjs-node computes it natively.
 */
export function registerEinsum(): void {
  if (tf.getGradient('Einsum')) return;
  for (const backendName of ['wasm', 'cpu']) {
    if (tf.getKernel('Einsum', backendName)) tf.unregisterKernel('Einsum', backendName);
    tf.registerKernel({
      kernelName: 'Einsum',
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        einsumOf(equationOf(attrs), Object.values(inputs) as tf.Tensor[]),
    });
  }
  registerGradient();
}

function equationOf(attrs: unknown): string {
  return (attrs as { equation: string }).equation;
}

function registerGradient(): void {
  tf.registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { terms, output } = parse(equationOf(attrs));
      // Each operand's gradient is dy times the others; ones of its own shape spread it over axes of its own.
      const gradientOf = (at: number): tf.Tensor => {
        const factors = saved.map((tensor, i) => (i === at ? tf.onesLike(tensor) : tensor));
        return contract([output, ...terms], [dy as tf.Tensor, ...factors], terms[at]);
      };
      return Object.fromEntries(saved.map((_, at) => [at, () => gradientOf(at)]));
    },
  });
}
