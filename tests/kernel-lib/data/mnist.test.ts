import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fashionMnist, mnist } from 'kernel-lib/data/mnist';
import { readIdx } from 'kernel-lib/data/idx';
import { captureConsole } from '../../support/builder-course';
import { needReal, realFolder } from './support/real';

const read = (name: string): Buffer => fs.readFileSync(path.join(realFolder, name));

describe('mnist', () => {
  it('reads the real test images, although they are packed otherwise than the official file', async function () {
    needReal(this, 'mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz');
    const { result, stdout } = await captureConsole(() => mnist('test', { folder: realFolder }));
    assert.deepEqual([result.numImages, result.height, result.width], [10_000, 28, 28]);
    // The first ten labels, as every tutorial shows them.
    assert.deepEqual([...result.labels.slice(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // How often each digit stands in the test set is published.
    const counts = Array(10).fill(0) as number[];
    for (const label of result.labels) counts[label]++;
    assert.deepEqual(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    assert.match(stdout, /^MNIST: licence stated variously/);
    assert.equal(stdout.split('\n').length, 1);
  });

  it('refuses images with one pixel changed', async function () {
    needReal(this, 'mnist/t10k-images-idx3-ubyte.gz');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-mnist-'));
    try {
      const images = gunzipSync(read('mnist/t10k-images-idx3-ubyte.gz'));
      images[5000] ^= 1;
      fs.mkdirSync(path.join(folder, 'mnist'));
      fs.writeFileSync(path.join(folder, 'mnist/t10k-images-idx3-ubyte.gz'), gzipSync(images));
      await assert.rejects(
        mnist('test', { folder }),
        /is not the t10k-images-idx3-ubyte .*\n.*expected SHA-256 of the content: 0fa7898d/,
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('says which file of the training set is missing, and how large it is', async () => {
    const folder = path.join(os.tmpdir(), 'attend-nothing-here');
    await assert.rejects(
      mnist('train', { folder }),
      /^Error: mnist: MNIST, train-images-idx3-ubyte, is not in .*from storage\.googleapis\.com or ossci-datasets\.s3\.amazonaws\.com, 9\.9 MB/,
    );
  });
});

describe('fashionMnist', () => {
  it('asks for the images, which only the download has', async () => {
    const folder = path.join(os.tmpdir(), 'attend-nothing-here');
    await assert.rejects(
      fashionMnist('test', { folder }),
      /^Error: fashionMnist: Fashion-MNIST, t10k-images-idx3-ubyte, is not in .*4\.4 MB/,
    );
  });

  it('has labels that its reader reads', function () {
    needReal(this, 'fashion-mnist/t10k-labels-idx1-ubyte.gz');
    const labels = readIdx(gunzipSync(read('fashion-mnist/t10k-labels-idx1-ubyte.gz')));
    assert.deepEqual(labels.shape, [10_000]);
    // A thousand of each class.
    const counts = Array(10).fill(0) as number[];
    for (const label of labels.data) counts[label]++;
    assert.deepEqual(counts, Array(10).fill(1000));
  });
});
