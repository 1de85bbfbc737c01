import assert from 'node:assert/strict';

import { gpuEngine, nativePackage, nodeEngine } from 'kernel-lib/backend/native-engines';

import { skip } from '../../support/skip';

describe('native engines', () => {
  for (const engine of [gpuEngine, nodeEngine]) {
    it(`${engine.name} is not taken for installed because of a stand-in of its name`, async function () {
      const found = nativePackage(engine.name);
      if (found !== null) skip(this, `the native package ${found} is installed`);
      await assert.rejects(engine.start(), { message: 'the package is not installed' });
    });
  }
});
