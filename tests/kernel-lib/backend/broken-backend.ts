import { tf } from 'kernel-lib';

const name = 'broken';

/** Starts an engine that loads well and computes everything rightly but the last sign of one operation. */
export async function startBrokenBackend(brokenKernel: string): Promise<string> {
  removeBrokenBackend();
  tf.registerBackend(name, () => tf.engine().registryFactory['cpu'].factory());
  tf.copyRegisteredKernels('cpu', name);
  const right = tf.getKernel(brokenKernel, name);
  tf.unregisterKernel(brokenKernel, name);
  tf.registerKernel({
    ...right,
    kernelFunc: (call) => {
      const output = right.kernelFunc(call) as tf.TensorInfo;
      const backend = call.backend as unknown as { readSync(id: object): Float32Array };
      const values = backend.readSync(output.dataId);
      values[values.length - 1] *= -1;
      return output;
    },
  });
  await tf.setBackend(name);
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return 'broken on purpose';
}

export function removeBrokenBackend(): void {
  if (tf.findBackendFactory(name) === null) return;
  tf.removeBackend(name);
  for (const kernel of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernel.kernelName, name);
}
