import { tf } from '../tensorflow';

/** The gradient of `tf.gatherND`: what was read twice receives both gradients. */
export function registerGatherNdGradient(): void {
  tf.registerGradient({
    kernelName: 'GatherNd',
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices, dy as tf.Tensor, params.shape as tf.ShapeMap[tf.Rank]),
      indices: () => tf.zerosLike(indices),
    }),
  });
}
