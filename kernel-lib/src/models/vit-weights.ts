import { tf } from '../backend/tensorflow';
import type { NamedTensors } from './gpt-weights';

/**
 * The weights of a `ViT` from those of the transformers library, whose layers store (outputs, inputs) and whose patch
 * embedding is a convolution (D, C, p, p).
 *
 * @param tensors as the file names them. The caller keeps them.
 * @returns what `setParameters` takes. The caller disposes the tensors.
 * @throws Error when one is missing.
 */
export function vitWeightsFrom(tensors: NamedTensors): NamedTensors {
  const at = (name: string): tf.Tensor => {
    if (!(name in tensors)) throw new Error(`vitWeightsFrom: tensors must have ${name}, got none`);
    return tensors[name];
  };
  const norm = (to: string, from: string): NamedTensors => ({
    [`${to}.gain`]: at(`${from}.weight`).clone(),
    [`${to}.bias`]: at(`${from}.bias`).clone(),
  });
  const linear = (to: string, from: string): NamedTensors => ({
    [`${to}.weight`]: at(`${from}.weight`).transpose(),
    [`${to}.bias`]: at(`${from}.bias`).clone(),
  });
  const block = (i: number): NamedTensors => {
    const [to, from] = [`encoder.blocks.${i}`, `vit.encoder.layer.${i}`];
    return {
      ...linear(`${to}.attention.queryProjection`, `${from}.attention.attention.query`),
      ...linear(`${to}.attention.keyProjection`, `${from}.attention.attention.key`),
      ...linear(`${to}.attention.valueProjection`, `${from}.attention.attention.value`),
      ...linear(`${to}.attention.outputProjection`, `${from}.attention.output.dense`),
      ...norm(`${to}.attentionResidual.norm`, `${from}.layernorm_before`),
      ...linear(`${to}.feedForward.hidden`, `${from}.intermediate.dense`),
      ...linear(`${to}.feedForward.output`, `${from}.output.dense`),
      ...norm(`${to}.feedForwardResidual.norm`, `${from}.layernorm_after`),
    };
  };
  return tf.tidy(() => {
    let numLayers = 0;
    while (`vit.encoder.layer.${numLayers}.layernorm_before.weight` in tensors) numLayers++;
    const blocks = Array.from({ length: numLayers }, (_block, i) => block(i));
    const kernel = at('vit.embeddings.patch_embeddings.projection.weight'); // (D, C, p, p)
    return {
      'patchEmbedding.weight': kernel.transpose([2, 3, 1, 0]).reshape([-1, kernel.shape[0]]),
      'patchEmbedding.bias': at('vit.embeddings.patch_embeddings.projection.bias').clone(),
      classToken: at('vit.embeddings.cls_token').clone(),
      'positions.weight': at('vit.embeddings.position_embeddings').squeeze([0]),
      ...Object.assign({}, ...blocks),
      ...norm('encoder.finalNorm', 'vit.layernorm'),
      ...linear('readout.layers.0', 'classifier'),
    };
  });
}
