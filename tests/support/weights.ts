import assert from 'node:assert/strict';

import { Module, tf } from 'kernel-lib';

/**
 * Puts tensors in the place of all parameters of a module, so that gradients reach the tensors. The variables
 * are disposed; the module is then only good for computing.
 */
export function bindWeights<M extends Module>(module: M, weights: Record<string, tf.Tensor>): M {
  const parameters = module.namedParameters();
  assert.deepEqual(Object.keys(weights).sort(), Object.keys(parameters).sort());
  for (const [name, parameter] of Object.entries(parameters)) {
    const path = name.split('.');
    const field = path.pop()!;
    const owner = path.reduce((at, key) => at[key] as Record<string, unknown>, module as never);
    assert.deepEqual(weights[name].shape, parameter.shape, name);
    (owner as Record<string, unknown>)[field] = weights[name];
    parameter.dispose();
  }
  return module;
}

/** The names of a linear layer from those of PyTorch, whose weight is (outputs, inputs). */
export function linearWeights(
  to: string,
  weight: tf.Tensor,
  bias: tf.Tensor,
): Record<string, tf.Tensor> {
  return { [`${to}.weight`]: weight.transpose(), [`${to}.bias`]: bias };
}

/** The four projections from `nn.MultiheadAttention`: queries, keys and values are stacked in one weight. */
export function attentionWeightsOf(
  to: string,
  from: string,
  weights: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const at = (name: string): tf.Tensor => weights[from + name];
  const inputs = tf.split(at('in_proj_weight'), 3, 0);
  const biases = tf.split(at('in_proj_bias'), 3, 0);
  return {
    ...linearWeights(`${to}queryProjection`, inputs[0], biases[0]),
    ...linearWeights(`${to}keyProjection`, inputs[1], biases[1]),
    ...linearWeights(`${to}valueProjection`, inputs[2], biases[2]),
    ...linearWeights(`${to}outputProjection`, at('out_proj.weight'), at('out_proj.bias')),
  };
}

/** A norm from PyTorch's names. */
export function normWeights(
  to: string,
  from: string,
  weights: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  return { [`${to}.gain`]: weights[`${from}.weight`], [`${to}.bias`]: weights[`${from}.bias`] };
}
