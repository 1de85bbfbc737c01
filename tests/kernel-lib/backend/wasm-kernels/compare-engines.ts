import { allClose, maxDifference, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { cpuEngine } from 'kernel-lib/backend/cpu-engine';
import { wasmEngine } from 'kernel-lib/backend/wasm-engine';
import assert from 'node:assert/strict';

/** Asserts that a computation gives the same numbers on wasm as on cpu, without leaving tensors. */
export async function assertSameOnBoth(what: string, compute: () => tf.Tensor): Promise<void> {
  const results: { shape: number[]; data: number[] }[] = [];
  for (const engine of [cpuEngine, wasmEngine]) {
    await chooseEngine([engine], engine.name);
    const before = tf.memory().numTensors;
    results.push(
      tf.tidy(() => {
        const result = compute();
        return { shape: result.shape, data: Array.from(result.dataSync()) };
      }) as never,
    );
    assert.equal(tf.memory().numTensors, before, `${what} leaves tensors on ${engine.name}`);
  }
  const [cpu, wasm] = results;
  assert.deepEqual(wasm.shape, cpu.shape, what);
  assert.ok(allClose(wasm.data, cpu.data), `${what} off by ${maxDifference(wasm.data, cpu.data)}`);
}
