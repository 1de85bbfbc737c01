import * as util from 'node:util';

import type { Engine, EngineName } from './engine';
import { tf } from './tensorflow';

interface NativeBackend {
  isUsingGpuDevice?: boolean;
}

/**
 * The engine of a native package. The package counts only if it registers the backend `tensorflow`:
 * the stand-in that lends danfojs its TensorFlow.js has the same name and does not.
 */
function nativeEngine(name: EngineName, packages: string[], needsGpu: boolean): Engine {
  return {
    name,
    async start(): Promise<string> {
      const found = packages.find((packageName) => load(packageName));
      if (found === undefined) throw new Error('the package is not installed');
      if (!(await tf.setBackend('tensorflow'))) throw new Error(`${found} does not start`);
      const onGpu = (tf.backend() as NativeBackend).isUsingGpuDevice === true;
      if (needsGpu && !onGpu) throw new Error(`${found} is installed, but it lists no GPU`);
      return onGpu ? 'TensorFlow on the GPU' : 'TensorFlow on the CPU';
    },
  };
}

/** Loads a package; false where there is none, or where it brings no backend of its own. */
function load(packageName: string): boolean {
  try {
    require.resolve(packageName);
  } catch {
    return false;
  }
  // Node 23 removed this function, which the binding still calls.
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  require(packageName);
  return tf.engine().registryFactory['tensorflow'] !== undefined;
}

/** TensorFlow on an NVIDIA GPU; `tfjs-gpu` is the alias under which a script may install the package. */
export const gpuEngine: Engine = nativeEngine(
  'tfjs-node-gpu',
  ['@tensorflow/tfjs-node-gpu', 'tfjs-gpu'],
  true,
);

/** TensorFlow on the CPU. */
export const nodeEngine: Engine = nativeEngine('tfjs-node', ['@tensorflow/tfjs-node'], false);
