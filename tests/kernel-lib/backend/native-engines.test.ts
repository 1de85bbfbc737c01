import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { gpuEngine, nativePackage, nodeEngine } from 'kernel-lib/backend/native-engines';

import { skip } from '../../support/skip';

/** The folder of an installed package, links followed; null where there is none. */
function folderOf(name: string): string | null {
  try {
    return fs.realpathSync(path.dirname(require.resolve(`${name}/package.json`)));
  } catch {
    return null;
  }
}

describe('native engines', () => {
  it('do not take the stand-in that lends danfojs its TensorFlow.js for the native package', async function () {
    const folder = folderOf('@tensorflow/tfjs-node');
    if (!folder?.includes('shims')) skip(this, 'the native package is installed instead');
    assert.equal(nativePackage('tfjs-node'), null);
    await assert.rejects(nodeEngine.start(), { message: 'the package is not installed' });
  });

  it('say that the GPU package is not installed where it is not', async function () {
    const folder = folderOf('@tensorflow/tfjs-node-gpu') ?? folderOf('tfjs-gpu');
    if (folder !== null) skip(this, 'the GPU package is installed');
    await assert.rejects(gpuEngine.start(), { message: 'the package is not installed' });
  });
});
