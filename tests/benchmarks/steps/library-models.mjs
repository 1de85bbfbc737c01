// The three models as a reader of the course writes them.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { crossEntropy, GPT, Transformer, ViT, seededRandom, tf } = require('kernel-lib');

/** Whole numbers and pixels to train on, the same on every engine. */
export function makeData(workload, sizes) {
  const random = seededRandom(2);
  const ids = (shape, count) =>
    tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.integer(count)),
      shape,
      'int32',
    );
  const { batch, length, vocabulary, image, classes } = sizes;
  if (workload === 'b') {
    const images = random.uniformTensor([batch, image, image, 1]);
    return { images, labels: ids([batch], classes) };
  }
  const source = workload === 'a' ? { source: ids([batch, length], vocabulary) } : {};
  const target = ids([batch, length], vocabulary);
  return { ...source, target, labels: ids([batch, length], vocabulary) };
}

/** A model and its loss on data. */
export function makeModel(workload, sizes) {
  const random = seededRandom(1);
  const { dim, heads: numHeads, hidden: hiddenDim, layers: numLayers, length } = sizes;
  const body = { dim, numHeads, hiddenDim, numLayers, random };
  if (workload === 'a') {
    const { vocabulary: size } = sizes;
    const sizesOfBoth = { sourceVocabularySize: size, targetVocabularySize: size };
    const model = new Transformer({ ...body, ...sizesOfBoth, numPositions: length, norm: 'post' });
    const loss = ({ source, target, labels }) =>
      crossEntropy(model.logits({ source, target }), labels);
    return { model, loss };
  }
  if (workload === 'b') {
    const { image: imageSize, patch: patchSize, classes: numClasses } = sizes;
    const activation = 'geluTanh';
    const model = new ViT({ ...body, imageSize, patchSize, numClasses, activation });
    return { model, loss: ({ images, labels }) => crossEntropy(model.logits(images), labels) };
  }
  const { vocabulary: vocabularySize } = sizes;
  const model = new GPT({ ...body, vocabularySize, numPositions: length, isTied: false });
  return { model, loss: ({ target, labels }) => crossEntropy(model.logits(target), labels) };
}
