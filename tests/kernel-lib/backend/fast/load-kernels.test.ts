import { tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { allowRelaxedSimd, variants } from 'kernel-lib/backend/fast/binaries';
import { startFastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import { loadKernels } from 'kernel-lib/backend/fast/load-kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const built = path.resolve(__dirname, '../../../../kernel-lib/dist/wasm');

describe('loadKernels', () => {
  let folder: string;
  before(() => chooseEngine(engineChain, 'wasm'));
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-kernels-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  for (const variant of variants) {
    it(`takes the ${variant} build, which multiplies correctly`, () => {
      const before = tf.memory().numTensors;
      const { kernels, reason } = loadKernels(1, { builds: [variant] });
      assert.equal(reason, null);
      assert.equal(kernels?.binary.variant, variant);
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it('goes on to the next build when one does not compile', () => {
    fs.writeFileSync(path.join(folder, 'relaxed.wasm'), 'not WebAssembly, but long enough');
    fs.copyFileSync(path.join(built, 'standard.wasm'), path.join(folder, 'standard.wasm'));
    const { kernels } = loadKernels(1, { folder });
    assert.equal(kernels?.binary.variant, 'standard');
  });

  it('goes on to the next build when one multiplies wrongly', () => {
    // Every f32x4.add (fd e4 01) of the standard build becomes f32x4.sub (fd e5 01).
    const binary = fs.readFileSync(path.join(built, 'standard.wasm'));
    for (let at = 0; (at = binary.indexOf('fde401', at, 'hex')) >= 0; at++) binary[at + 1] = 0xe5;
    fs.writeFileSync(path.join(folder, 'standard.wasm'), binary);
    const { kernels, reason } = loadKernels(1, { folder, builds: ['standard'] });
    assert.equal(kernels, null);
    assert.match(reason ?? '', /^a product gave .* instead of /);
  });

  it('says why there are none', () => {
    const { kernels, reason } = loadKernels(1, { folder });
    assert.equal(kernels, null);
    assert.equal(reason, 'standard.wasm was not built (npm run build)');
  });

  it('sets the flag for relaxed SIMD only where it is needed', () => {
    assert.equal(allowRelaxedSimd('22.0.0'), false);
    assert.equal(allowRelaxedSimd('24.1.0'), false);
    if (Number(process.versions.node.split('.')[0]) < 22) {
      assert.equal(allowRelaxedSimd('20.19.0'), true);
    }
  });
});

describe('startFastKernels', () => {
  it('keeps the kernels that run', () => {
    assert.equal(startFastKernels(1, { folder: '/nowhere' }), null);
  });
});
