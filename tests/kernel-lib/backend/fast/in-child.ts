import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../../../..');

/** What a program printed, and how it ended; `null` when it did not end by itself within a minute. */
export interface Outcome {
  stdout: string;
  stderr: string;
  status: number | null;
}

/** Runs a program on the wasm engine in a process of its own; `tf`, `kernels` and `ready` are at hand. */
export function inChild(program: string, env: Record<string, string> = {}, first = ''): Outcome {
  const whole = `${first}
    const { tf, useBackend, seededRandom } = require('kernel-lib');
    const { fastKernels } = require('kernel-lib/backend/fast/fast-kernels');
    const { setAnnouncer } = require('kernel-lib/backend/announcement');
    let line = '';
    setAnnouncer((announcement) => { line = announcement['text/plain']; });
    /** Waits until all helpers have started. */
    const ready = async (kernels) => {
      const { numReady } = kernels.exports;
      tf.tidy(() => tf.softmax(tf.ones([200, 200])));
      while (numReady(kernels.control) < kernels.numThreads - 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    useBackend().then(async () => {
      const kernels = fastKernels();
      ${program}
    });`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', whole], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ATTEND_BACKEND: 'wasm', ...env },
  });
  return { stdout, stderr, status };
}
