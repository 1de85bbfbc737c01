// Times training steps of one model on one engine, in a process of its own; the last line it prints is the result.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { learningRate, numCompared, workloads } from './sizes.mjs';

const require = createRequire(import.meta.url);
const { kind, workload, folder, seconds } = JSON.parse(process.argv[2]);
const sizes = workloads[workload];
const fileOf = (what) => path.join(folder, `${workload}.${what}.safetensors`);
const dtypes = { F32: 'float32', I32: 'int32', BOOL: 'bool' };
const maxSteps = 1000;

/** Marks where steps begin, and tells what each took. */
class Clock {
  marks = [];
  processor = [];

  mark() {
    this.marks.push(performance.now());
    const { user, system } = process.cpuUsage();
    this.processor.push((user + system) / 1000);
  }

  /** Those steps that are compared, one more, and the wanted time. */
  get isEnough() {
    return this.marks.length > numCompared && this.marks.at(-1) - this.marks[0] > 1000 * seconds;
  }

  result() {
    return { times: differences(this.marks), processorTimes: differences(this.processor) };
  }
}

function readTensors(tf, file) {
  const { readSafetensors } = require('kernel-lib/training/safetensors');
  const { tensors } = readSafetensors(file);
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
      name,
      tf.tensor(data, shape, dtypes[dtype]),
    ]),
  );
}

/** Whether there is a native BLAS, and a TensorFlow. */
async function probe() {
  const { backendInUse, useBackend } = require('kernel-lib');
  const { nativePackage } = require('kernel-lib/backend/native-engines');
  await useBackend();
  return { blas: backendInUse().blas ?? null, hasTensorFlow: nativePackage('tfjs-node') !== null };
}

/** Writes the first weights and the data from which every engine starts. */
async function writeStart() {
  const { saveWeights, useBackend } = require('kernel-lib');
  const { writeSafetensors } = require('kernel-lib/training/safetensors');
  const { tensorsOf } = require('kernel-lib/training/weights');
  const { makeData, makeModel } = await import('./library-models.mjs');
  await useBackend();
  saveWeights(makeModel(workload, sizes).model, fileOf('weights'));
  writeSafetensors(fileOf('data'), tensorsOf(makeData(workload, sizes)));
  return {};
}

/** Our engine, and our models, trained by `fit`. */
async function measureLibrary() {
  const { backendInUse, fit, loadWeights, tf, useBackend } = require('kernel-lib');
  const { makeModel } = await import('./library-models.mjs');
  await useBackend();
  const { model, loss } = makeModel(workload, sizes);
  loadWeights(model, fileOf('weights'));
  const data = readTensors(tf, fileOf('data'));
  const stop = new AbortController();
  const clock = new Clock();
  const history = await fit({
    model,
    steps: maxSteps,
    learningRate,
    signal: stop.signal,
    loss: () => {
      clock.mark();
      if (clock.isEnough) stop.abort();
      return loss(data);
    },
  });
  clock.mark();
  const { name, device } = backendInUse();
  return { losses: history.losses, ...clock.result(), device: `${name}: ${device}` };
}

/** The operations of TensorFlow.js, and its Adam. */
async function measurePlain() {
  const { tf, device } = kind === 'stock' ? await stockEngine() : await tensorflowEngine();
  const { plainLoss } = await import('./plain-models.mjs');
  const weights = Object.fromEntries(
    Object.entries(readTensors(tf, fileOf('weights'))).map(([name, tensor]) => [
      name,
      name === 'positions.table' ? tensor : tf.variable(tensor),
    ]),
  );
  const data = readTensors(tf, fileOf('data'));
  const loss = plainLoss(tf, workload, sizes, weights);
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const [losses, clock] = [[], new Clock()];
  clock.mark();
  do {
    tf.tidy(() => losses.push(optimizer.minimize(() => loss(data), true).dataSync()[0]));
    await new Promise((resolve) => setImmediate(resolve));
    clock.mark();
  } while (!clock.isEnough && losses.length < maxSteps);
  return { losses, ...clock.result(), device };
}

/** The WebAssembly backend as it comes, lent the one kernel without which embeddings have no gradient on it. */
async function stockEngine() {
  const tf = require('@tensorflow/tfjs');
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  require(entry).setWasmPaths(path.join(path.dirname(entry), '/'));
  await tf.setBackend('wasm');
  require('kernel-lib/backend/wasm-kernels/register').registerWasmKernels();
  return { tf, device: 'TensorFlow.js WebAssembly backend' };
}

async function tensorflowEngine() {
  const { nodeEngine } = require('kernel-lib/backend/native-engines');
  const started = await nodeEngine.start();
  return { tf: require('@tensorflow/tfjs'), device: started.device ?? started };
}

function differences(starts) {
  return starts.slice(1).map((end, i) => end - starts[i]);
}

/** The most memory that this process held, in bytes. */
function peakMemory() {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

const jobs = { probe, start: writeStart, library: measureLibrary };
const result = await (jobs[kind] ?? measurePlain)();
console.log(`\n${JSON.stringify({ ...result, peak: peakMemory() })}`);
