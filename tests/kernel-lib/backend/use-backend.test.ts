import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');

/** Runs a program in a process of its own, where no engine was chosen yet. */
function run(program: string, forced: string): { stdout: string; stderr: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ATTEND_BACKEND: forced },
  });
  return { stdout, stderr };
}

describe('useBackend', function () {
  this.timeout(60_000);

  it('announces once in a console, and keeps to its first choice', () => {
    const { stdout, stderr } = run(
      `const { tf, backendInUse, useBackend } = require('kernel-lib');
       (async () => {
         console.log(backendInUse());
         await Promise.all([useBackend(), useBackend()]);
         const one = backendInUse();
         console.log(await useBackend());
         console.log(one === backendInUse(), one.name, tf.getBackend());
       })();`,
      'wasm',
    );
    assert.match(
      stdout,
      /^null\nComputing with wasm: WebAssembly with (relaxed )?SIMD, \d+ threads?(, \w+ [\d.]+)? · TensorFlow.js 4.22.0\nundefined\ntrue wasm wasm\n$/,
    );
    assert.equal(stderr, '');
  });

  it('prints no advertisement on the JavaScript engine', () => {
    const { stdout, stderr } = run(
      `const { tf, useBackend } = require('kernel-lib');
       useBackend().then(() => console.log(tf.add(1, 2).dataSync()[0]));`,
      'cpu',
    );
    assert.equal(stdout, 'Computing with cpu: plain JavaScript · TensorFlow.js 4.22.0\n3\n');
    assert.equal(stderr, '');
  });

  it('mends a tensor operation that came before it', () => {
    const { stdout } = run(
      `const { tf, useBackend } = require('kernel-lib');
       try { tf.add(1, 2); } catch {}
       useBackend().then(() => console.log(tf.add(1, 2).dataSync()[0]));`,
      'cpu',
    );
    assert.equal(stdout.split('\n')[1], '3');
  });

  it('refuses a forced engine that is not there, and may be called again', () => {
    const { stdout } = run(
      `const { backendInUse, useBackend } = require('kernel-lib');
       useBackend().catch(async (error) => {
         console.log(error.message);
         process.env.ATTEND_BACKEND = 'cpu';
         await useBackend();
         console.log(backendInUse().name);
       });`,
      'abacus',
    );
    const [refusal, , name] = stdout.split('\n');
    assert.match(refusal, /^useBackend: ATTEND_BACKEND=abacus cannot be used: there is no engine/);
    assert.match(refusal, /Available here: (.*, )?wasm, cpu$/);
    assert.equal(name, 'cpu');
  });
});
