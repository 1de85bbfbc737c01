import { tf } from '../tensorflow';

const comparisons = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'];
const logical = ['LogicalAnd', 'LogicalOr'];

/**
 * Lets conditions depend on what is differentiated, as in `tf.where(x.greater(0), x, 0)`: a condition jumps and has
 * slope 0. Without these TensorFlow.js refuses the whole gradient.
 */
export function registerComparisonGradients(): void {
  for (const kernelName of [...comparisons, ...logical]) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, [a, b]) => ({ a: () => flat(a), b: () => flat(b) }),
    });
  }
  tf.registerGradient({
    kernelName: 'LogicalNot',
    inputsToSave: ['x'],
    gradFunc: (_dy, [x]) => ({ x: () => flat(x) }),
  });
}

const flat = (x: tf.Tensor): tf.Tensor => tf.zeros(x.shape, 'float32');
