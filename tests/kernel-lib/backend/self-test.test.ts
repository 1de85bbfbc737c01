import assert from 'node:assert/strict';

import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { selfTest } from 'kernel-lib/backend/self-test';
import { wasmEngine } from 'kernel-lib/backend/wasm-engine';

import { onEveryEngine } from '../../support/engines';
import { removeBrokenBackend, startBrokenBackend } from './broken-backend';

onEveryEngine('selfTest', () => {
  it('passes', () => selfTest());
});

describe('selfTest', () => {
  after(async () => {
    removeBrokenBackend();
    await chooseEngine([wasmEngine], 'wasm');
  });

  const broken = {
    BatchMatMul: /^self-test failed: matMul\(transposeA false, transposeB false\)/,
    Multiply: /^self-test failed: the gradient of an attention/,
    Softmax: /^self-test failed: the gradient of an attention/,
    Select: /^self-test failed: softmax over a masked row/,
  };
  for (const [kernel, message] of Object.entries(broken)) {
    it(`finds an engine whose ${kernel} gives one wrong sign`, async () => {
      await startBrokenBackend(kernel);
      assert.throws(() => selfTest(), { message });
    });
  }
});
