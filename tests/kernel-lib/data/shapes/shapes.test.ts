import assert from 'node:assert/strict';
import type { ShapeSet } from 'kernel-lib/data/shapes/shape-set';
import { shapes28 } from 'kernel-lib/data/shapes/shapes28';
import { shapes32 } from 'kernel-lib/data/shapes/shapes32';
import { sha256Of } from 'kernel-lib/data/dataset-table';

const sizeOf = ({ height, width, channels }: ShapeSet): number => height * width * channels;
const pictureOf = (set: ShapeSet, image: number): Uint8Array =>
  set.pixels.subarray(image * sizeOf(set), (image + 1) * sizeOf(set));
const maskOf = ({ height, width, masks }: ShapeSet, image: number): Uint8Array =>
  masks.subarray(image * height * width, (image + 1) * height * width);

for (const [name, load, side, channels] of [
  ['shapes28', shapes28, 28, 1],
  ['shapes32', shapes32, 32, 3],
] as const) {
  describe(name, function () {
    this.timeout(60_000);
    let train: ShapeSet;
    let test: ShapeSet;
    before(() => {
      train = load('train');
      test = load('test');
    });

    it('has 2,000 pictures for training and 1,000 for the test, of ten classes', () => {
      for (const [set, numImages] of [
        [train, 2000],
        [test, 1000],
      ] as const) {
        assert.deepEqual(
          [set.numImages, set.height, set.width, set.channels],
          [numImages, side, side, channels],
        );
        assert.equal(set.pixels.length, numImages * side * side * channels);
        assert.equal(set.masks.length, numImages * side * side);
        const names = 'ring disc square block triangle star plus cross arrow crescent';
        assert.equal(set.classes.join(' '), names);
        for (let label = 0; label < 10; label++) {
          assert.equal(set.labels.filter((each) => each === label).length, numImages / 10);
        }
      }
    });

    it('has no picture twice', () => {
      const hashes = [train, test].flatMap((set) =>
        Array.from({ length: set.numImages }, (_, image) => sha256Of(pictureOf(set, image))),
      );
      assert.equal(new Set(hashes).size, 3000);
    });

    it('begins with the same pictures when more or fewer are asked for', () => {
      const few = load('train', { numImages: 25 });
      assert.deepEqual(few.pixels, train.pixels.subarray(0, few.pixels.length));
      assert.deepEqual(few.labels, train.labels.subarray(0, 25));
      assert.deepEqual(few.masks, train.masks.subarray(0, few.masks.length));
    });

    it('masks the shape: a part of the picture that leaves its corners free', () => {
      for (let image = 0; image < train.numImages; image++) {
        const mask = maskOf(train, image);
        const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
        assert.ok(share > 0.012 && share < 0.5, `picture ${image}: ${share}`);
        const corners = [0, side - 1, side * (side - 1), side * side - 1];
        assert.ok(
          corners.every((at) => mask[at] === 0),
          `picture ${image}`,
        );
      }
    });

    it('differs in brightness inside the mask and outside', () => {
      const numTold = Array.from({ length: test.numImages }, (_, image) => {
        const [picture, mask] = [pictureOf(test, image), maskOf(test, image)];
        const gaps = Array.from({ length: channels }, (_unused, channel) => {
          const sums = [0, 0];
          const counts = [0, 0];
          mask.forEach((inside, at) => {
            sums[inside] += picture[at * channels + channel];
            counts[inside]++;
          });
          return Math.abs(sums[1] / counts[1] - sums[0] / counts[0]);
        });
        return Math.max(...gaps) > 50;
      }).filter(Boolean).length;
      assert.ok(numTold >= 990, `${numTold} of 1000`);
    });

    it('refuses another split and no pictures', () => {
      assert.throws(
        () => load('all' as 'test'),
        new RegExp(`${name}: split must be 'train' or 'test', got all`),
      );
      assert.throws(
        () => load('test', { numImages: 0 }),
        new RegExp(`${name}: numImages must be a whole number from 1 on, got 0`),
      );
    });
  });
}
