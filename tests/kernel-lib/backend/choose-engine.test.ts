import assert from 'node:assert/strict';

import { tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { cpuEngine } from 'kernel-lib/backend/cpu-engine';
import type { Engine } from 'kernel-lib/backend/engine';
import { wasmEngine } from 'kernel-lib/backend/wasm-engine';

import { removeBrokenBackend, startBrokenBackend } from './broken-backend';

const throwing: Engine = {
  name: 'tfjs-node-gpu',
  start: () => Promise.reject(new Error('no driver\nat some place deep inside')),
};
const wrong: Engine = { name: 'tfjs-node', start: () => startBrokenBackend('BatchMatMul') };

describe('chooseEngine', () => {
  before(() => chooseEngine([wasmEngine], 'wasm'));
  after(async () => {
    removeBrokenBackend();
    await chooseEngine([wasmEngine], 'wasm');
  });

  it('takes the first engine that starts and computes rightly, and keeps the reasons', async () => {
    const before = tf.memory().numTensors;
    const backend = await chooseEngine([throwing, wrong, wasmEngine, cpuEngine], null);
    assert.equal(backend.name, 'wasm');
    assert.equal(tf.getBackend(), 'wasm');
    assert.equal(backend.rejected[0].name, 'tfjs-node-gpu');
    assert.equal(backend.rejected[0].reason, 'no driver');
    assert.equal(backend.rejected[1].name, 'tfjs-node');
    assert.match(backend.rejected[1].reason, /^self-test failed: matMul\(.*\) gives .* instead of/);
    assert.equal(tf.memory().numTensors, before);
  });

  it('starts a forced engine, whatever stands before it', async () => {
    const backend = await chooseEngine([throwing, wasmEngine, cpuEngine], 'cpu');
    assert.equal(backend.name, 'cpu');
    assert.deepEqual(backend.rejected, []);
    assert.equal(tf.getBackend(), 'cpu');
  });

  it('says of a forced engine that does not work why, and which ones do', async () => {
    await assert.rejects(chooseEngine([throwing, wasmEngine, cpuEngine], 'tfjs-node-gpu'), {
      message:
        'useBackend: ATTEND_BACKEND=tfjs-node-gpu cannot be used: no driver. Available here: wasm, cpu',
    });
    await assert.rejects(chooseEngine([wrong, cpuEngine], 'tfjs-node'), {
      message: /^useBackend: ATTEND_BACKEND=tfjs-node cannot be used: self-test failed: matMul/,
    });
    await assert.rejects(chooseEngine([throwing, cpuEngine], 'gpu'), {
      message:
        'useBackend: ATTEND_BACKEND=gpu cannot be used: there is no engine of that name. Available here: cpu',
    });
  });

  it('says why none works, when none does', async () => {
    await assert.rejects(chooseEngine([throwing], null), {
      message: 'useBackend: no engine works here: tfjs-node-gpu (no driver)',
    });
  });
});
