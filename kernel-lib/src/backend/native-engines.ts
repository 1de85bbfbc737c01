import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';

import type { Engine, EngineName } from './engine';
import { registerEinsum } from './gradients/einsum';
import { tf } from './tensorflow';

/** The folder that `npm run gpu:install` fills, in the course or where `ATTEND_TENSORFLOW` says. */
const nativeFolder = path.resolve(
  process.env.ATTEND_TENSORFLOW || path.join(__dirname, '../../../.attend/tensorflow'),
);

/** Where the native packages may be: as set-up built them, or as somebody installed them. */
const packages: Partial<Record<EngineName, string[]>> = {
  'tfjs-node-gpu': [builtIn('gpu', '@tensorflow/tfjs-node-gpu'), '@tensorflow/tfjs-node-gpu'],
  'tfjs-node': [builtIn('cpu', '@tensorflow/tfjs-node'), '@tensorflow/tfjs-node'],
};

function builtIn(kind: string, name: string): string {
  return path.join(nativeFolder, kind, 'node_modules', ...name.split('/'));
}

/** TensorFlow on an NVIDIA GPU. */
export const gpuEngine: Engine = { name: 'tfjs-node-gpu', start: () => start('tfjs-node-gpu') };

/** TensorFlow on the CPU. */
export const nodeEngine: Engine = { name: 'tfjs-node', start: () => start('tfjs-node') };

/**
 * The installed package of a native engine, or null. Only a native one brings a binding: the stand-in that
 * lends danfojs its TensorFlow.js has the same name and none.
 */
export function nativePackage(name: EngineName): string | null {
  const found = packages[name]?.find((candidate) => {
    try {
      const description = fs.readFileSync(require.resolve(`${candidate}/package.json`), 'utf8');
      return 'binary' in JSON.parse(description);
    } catch {
      return false;
    }
  });
  return found ?? null;
}

async function start(name: EngineName): Promise<string> {
  const found = nativePackage(name);
  if (found === null) throw new Error('the package is not installed');
  // Node 23 removed this function, which the binding still calls.
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  await importOnItsPlatform(found);
  registerEinsum('tensorflow');
  if (!(await tf.setBackend('tensorflow'))) throw new Error(`${found} does not start`);
  const onGpu = (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
  if (name === 'tfjs-node-gpu' && !onGpu) {
    throw new Error(`${found} is installed, but it lists no GPU`);
  }
  return onGpu ? 'TensorFlow on the GPU' : 'TensorFlow on the CPU';
}

/** The package brings its own platform, and TensorFlow.js would warn of the one that it replaces. */
async function importOnItsPlatform(found: string): Promise<void> {
  const environment = tf.env() as unknown as { platform: object | null };
  const before = environment.platform;
  environment.platform = null;
  try {
    await import(found);
  } finally {
    environment.platform ??= before;
  }
}
