import { tf } from '../backend/tensorflow';

/** Tensors by name, as a file of weights holds them. */
export type NamedTensors = Record<string, tf.Tensor>;

/**
 * The weights of a `GPT` from those of GPT-2 or ImageGPT under the names of the transformers library, whose layers
 * store queries, keys and values side by side and (inputs, outputs) as ours do.
 *
 * @param tensors as the file names them. The caller keeps them.
 * @returns what `setParameters` takes. The caller disposes the tensors.
 * @throws Error when one is missing.
 */
export function gptWeightsFrom(tensors: NamedTensors): NamedTensors {
  const at = (name: string): tf.Tensor => {
    if (!(name in tensors)) throw new Error(`gptWeightsFrom: tensors must have ${name}, got none`);
    return tensors[name].clone();
  };
  const norm = (to: string, from: string): NamedTensors => ({
    [`${to}.gain`]: at(`${from}.weight`),
    ...(`${from}.bias` in tensors ? { [`${to}.bias`]: at(`${from}.bias`) } : {}),
  });
  const linear = (to: string, from: string): NamedTensors => ({
    [`${to}.weight`]: at(`${from}.weight`),
    [`${to}.bias`]: at(`${from}.bias`),
  });
  const block = (i: number): NamedTensors => {
    const [to, from] = [`body.blocks.${i}`, `transformer.h.${i}`];
    const inputs = tf.split(at(`${from}.attn.c_attn.weight`), 3, 1);
    const biases = tf.split(at(`${from}.attn.c_attn.bias`), 3, 0);
    const projections = ['query', 'key', 'value'].flatMap((name, n): [string, tf.Tensor][] => [
      [`${to}.attention.${name}Projection.weight`, inputs[n]],
      [`${to}.attention.${name}Projection.bias`, biases[n]],
    ]);
    return {
      ...Object.fromEntries(projections),
      ...linear(`${to}.attention.outputProjection`, `${from}.attn.c_proj`),
      ...norm(`${to}.attentionResidual.norm`, `${from}.ln_1`),
      ...linear(`${to}.feedForward.hidden`, `${from}.mlp.c_fc`),
      ...linear(`${to}.feedForward.output`, `${from}.mlp.c_proj`),
      ...norm(`${to}.feedForwardResidual.norm`, `${from}.ln_2`),
    };
  };
  return tf.tidy(() => {
    let numLayers = 0;
    while (`transformer.h.${numLayers}.ln_1.weight` in tensors) numLayers++;
    const blocks = Array.from({ length: numLayers }, (_block, i) => block(i));
    return {
      'embedding.weight': at('transformer.wte.weight'),
      'positions.weight': at('transformer.wpe.weight'),
      ...Object.assign({}, ...blocks),
      ...norm('body.finalNorm', 'transformer.ln_f'),
      ...('lm_head.weight' in tensors ? { 'head.weight': at('lm_head.weight').transpose() } : {}),
    };
  });
}
