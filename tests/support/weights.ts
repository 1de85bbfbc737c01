import assert from 'node:assert/strict';

import { Module, seededRandom, tf, type BlockOptions } from 'kernel-lib';

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
    const owner = path.reduce<Record<string, unknown>>(
      (at, key) => at[key] as Record<string, unknown>,
      module as unknown as Record<string, unknown>,
    );
    assert.deepEqual(weights[name].shape, parameter.shape, name);
    owner[field] = weights[name];
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

/** A block of self-attention from `nn.TransformerEncoderLayer`. */
export function encoderBlockWeights(
  to: string,
  from: string,
  weights: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  return {
    ...attentionWeightsOf(`${to}attention.`, `${from}self_attn.`, weights),
    ...normWeights(`${to}attentionResidual.norm`, `${from}norm1`, weights),
    ...feedForwardWeights(`${to}feedForward`, from, weights),
    ...normWeights(`${to}feedForwardResidual.norm`, `${from}norm2`, weights),
  };
}

/** A block of a decoder from `nn.TransformerDecoderLayer`. */
export function decoderBlockWeights(
  to: string,
  from: string,
  weights: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  return {
    ...attentionWeightsOf(`${to}selfAttention.`, `${from}self_attn.`, weights),
    ...normWeights(`${to}selfResidual.norm`, `${from}norm1`, weights),
    ...attentionWeightsOf(`${to}crossAttention.`, `${from}multihead_attn.`, weights),
    ...normWeights(`${to}crossResidual.norm`, `${from}norm2`, weights),
    ...feedForwardWeights(`${to}feedForward`, from, weights),
    ...normWeights(`${to}feedForwardResidual.norm`, `${from}norm3`, weights),
  };
}

function feedForwardWeights(
  to: string,
  from: string,
  weights: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const at = (name: string): tf.Tensor => weights[from + name];
  return {
    ...linearWeights(`${to}.hidden`, at('linear1.weight'), at('linear1.bias')),
    ...linearWeights(`${to}.output`, at('linear2.weight'), at('linear2.bias')),
  };
}

/** The options of a block from those of the reference. */
export function blockOptions(
  options: Record<string, unknown>,
  weights: Record<string, tf.Tensor>,
  layer: string = '',
): BlockOptions {
  const [hiddenDim, dim] = weights[`${layer}linear1.weight`].shape;
  return {
    ...{ dim, hiddenDim, numHeads: options.numHeads as number, random: seededRandom(1) },
    norm: options.normFirst === true ? 'pre' : 'post',
    activation: options.activation as 'relu' | 'gelu',
    epsilon: options.eps as number,
  };
}

/** The reference's (B, K) mask of padding, true = ignore, as one of ours for Q queries. */
export function openMask(padding: tf.Tensor | undefined, numQueries: number): tf.Tensor3D | null {
  if (padding === undefined) return null;
  const open = padding.logicalNot().cast('int32').expandDims(1);
  return open.tile([1, numQueries, 1]).cast('bool') as tf.Tensor3D;
}

/** The reference's (B, K) mask of padding at the end of sequences as lengths (B). */
export function lengthsOf(padding: tf.Tensor | undefined): number[] | null {
  if (padding === undefined) return null;
  return (padding.arraySync() as number[][]).map((row) => row.filter((isPad) => !isPad).length);
}
