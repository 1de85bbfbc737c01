import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { nativePackage, nodeEngine } from 'kernel-lib/backend/native-engines';
import { chainFor, engineChain } from 'kernel-lib/backend/use-backend';

import { forcedEngine } from '../../support/engines';
import { skip } from '../../support/skip';

const root = path.resolve(__dirname, '../../..');

/** What a program prints that sees another folder of native packages. */
function withFolder(folder: string, program: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ATTEND_TENSORFLOW: folder },
  });
  return stdout + stderr;
}

describe('native engines', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-native-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('are not mistaken for the stand-in that lends danfojs its TensorFlow.js', () => {
    const program = `
      const { gpuEngine, nodeEngine, nativePackage } = require('kernel-lib/backend/native-engines');
      console.log(nativePackage('tfjs-node'), nativePackage('tfjs-node-gpu'));
      const told = (error) => console.log(error.message);
      nodeEngine.start().catch(told).then(() => gpuEngine.start().catch(told));`;
    const notThere = 'the package is not installed';
    assert.equal(withFolder(folder, program), `null null\n${notThere}\n${notThere}\n`);
  });

  it('are found in the folder that ATTEND_TENSORFLOW names, and passed over when half built', () => {
    const place = path.join(folder, 'cpu/node_modules/@tensorflow/tfjs-node');
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(path.join(place, 'package.json'), '{ "binary": {}, "main": "index.js" }');
    fs.writeFileSync(path.join(place, 'index.js'), `throw new Error('no binding\\nat all');`);
    const program = `
      const { nativePackage } = require('kernel-lib/backend/native-engines');
      const { chooseEngine } = require('kernel-lib/backend/choose-engine');
      const { engineChain } = require('kernel-lib/backend/use-backend');
      console.log(nativePackage('tfjs-node'));
      chooseEngine(engineChain, null).then(({ name, rejected }) => console.log(name, rejected[1]));`;
    const said = withFolder(folder, program);
    assert.match(
      said,
      new RegExp(`^${place}\nwasm \\{ name: 'tfjs-node', reason: 'no binding' \\}`),
    );
  });

  it('compute on the processor only when asked by name', () => {
    const names = (forced: string | null): string[] => chainFor(forced).map(({ name }) => name);
    assert.deepEqual(names(null), ['tfjs-node-gpu', 'wasm', 'cpu']);
    assert.deepEqual(names('tfjs-node'), ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']);
  });

  it('share the one TensorFlow.js with the library and with danfojs', async function () {
    if (nativePackage('tfjs-node') === null)
      skip(this, '`npm run gpu:install -- --cpu` was not run');
    await chooseEngine([nodeEngine], null);
    const { tf } = await import('kernel-lib');
    const danfo = (await import('danfojs-node')) as unknown as { tensorflow: typeof tf };
    try {
      assert.equal(tf.getBackend(), 'tensorflow');
      assert.equal(danfo.tensorflow.engine(), tf.engine());
      assert.equal(danfo.tensorflow.getBackend(), 'tensorflow');
    } finally {
      await chooseEngine(engineChain, forcedEngine ?? 'wasm');
    }
  });
});
