import assert from 'node:assert/strict';
import {
  CNN,
  ViT,
  crossEntropy,
  fit,
  imageBatch,
  mnist,
  seededRandom,
  tf,
  useBackend,
  type ImageSet,
  type Module,
} from 'kernel-lib';
import { needReal, realFolder } from '../kernel-lib/data/support/real';
import { captureConsole } from '../support/builder-course';
import { silently } from '../support/silent-training';
import { skip } from '../support/skip';

const seed = 12;
const heldOut = 1000;
const batchSize = 64;

type Classifier = Module & { logits(images: tf.Tensor4D): tf.Tensor2D };

const models: { name: string; steps: number; least: number; create: () => Classifier }[] = [
  {
    name: 'CNN',
    steps: 400,
    least: 0.95,
    create: () => new CNN({ imageSize: 28, numClasses: 10, random: seededRandom(seed) }),
  },
  {
    name: 'ViT',
    steps: 800,
    least: 0.88,
    create: () =>
      new ViT({
        ...{ imageSize: 28, patchSize: 7, numClasses: 10, dim: 64, numHeads: 4, numLayers: 2 },
        random: seededRandom(seed),
      }),
  },
];

/** The share of images whose class is found, a few hundred at a time. */
function accuracy(model: Classifier, images: ImageSet, indices: readonly number[]): number {
  let numRight = 0;
  for (let from = 0; from < indices.length; from += 250) {
    tf.tidy(() => {
      const batch = imageBatch(images, indices.slice(from, from + 250));
      const found = model.logits(batch.images).argMax(1);
      numRight += tf.sum(tf.equal(found, batch.labels)).dataSync()[0];
    });
  }
  return numRight / indices.length;
}

describe('real digits: the test file of MNIST, split by a seed', function () {
  this.timeout(10 * 60_000);
  let digits: ImageSet;
  silently();
  before(async function () {
    if (process.env.ATTEND_FULL !== '1') skip(this, 'takes minutes: part of npm run test:full');
    needReal(this, 'mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz');
    await captureConsole(async () => {
      await useBackend();
      digits = await mnist('test', { folder: realFolder });
    });
  });

  for (const { name, steps, least, create } of models) {
    it(`${name} reads at least ${100 * least} % of ${heldOut} digits that it has not seen`, async () => {
      const random = seededRandom(seed);
      const order = random.shuffle(Array.from({ length: digits.numImages }, (_, i) => i));
      const [unseen, seen] = [order.slice(0, heldOut), order.slice(heldOut)];
      const model = create();
      const numBefore = tf.memory().numTensors;
      await fit({
        model,
        steps,
        learningRate: 1e-3,
        loss: () => {
          const chosen = Array.from({ length: batchSize }, () => seen[random.integer(seen.length)]);
          const { images, labels } = imageBatch(digits, chosen);
          return crossEntropy(model.logits(images), labels);
        },
      });
      assert.equal(tf.memory().numTensors, numBefore);
      const [found, known] = [accuracy(model, digits, unseen), accuracy(model, digits, seen)];
      const shares = `${found.toFixed(3)} held out, ${known.toFixed(3)} seen`;
      console.log(`      ${name}, seed ${seed}, ${steps} steps: ${shares}`);
      assert.ok(found >= least, `${found} of the held-out digits`);
      model.dispose();
    });
  }
});
