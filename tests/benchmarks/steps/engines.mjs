import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { resultOf } from '../child.mjs';
import { learningRate, numCompared, workloads } from './sizes.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Runs `measure.mjs` for a request, and gives its result. */
export function measureInNode(request, env = {}) {
  return resultOf(process.execPath, [path.join(here, 'measure.mjs'), JSON.stringify(request)], env);
}

const threadCounts = [1, 2];
const wasm = (threads, blas) => ({
  ATTEND_BACKEND: 'wasm',
  ATTEND_THREADS: `${threads}`,
  ...(blas ? {} : { ATTEND_BLAS: 'none' }),
});
const plural = (threads) => `${threads} thread${threads === 1 ? '' : 's'}`;

/**
 * The engines that are here: each with a name, the number of its threads, and how it measures a workload.
 *
 * @param torch a Python with PyTorch, or null.
 */
export function enginesHere(torch) {
  const probe = measureInNode({ kind: 'probe' }, wasm(1, true));
  const library = (name, blas) =>
    threadCounts.map((threads) => ({
      name,
      title: `${blas ? `ours with ${probe.blas}` : 'ours'}, ${plural(threads)}`,
      threads,
      measure: (request) => measureInNode({ ...request, kind: 'library' }, wasm(threads, blas)),
    }));
  const tensorflow = threadCounts.map((threads) => ({
    name: 'tfjs-node',
    title: `tfjs-node, ${plural(threads)}`,
    threads,
    measure: (request) =>
      measureInNode(
        { ...request, kind: 'tfjs-node' },
        {
          TF_NUM_INTRAOP_THREADS: `${threads}`,
          TF_NUM_INTEROP_THREADS: '1',
          OMP_NUM_THREADS: `${threads}`,
        },
      ),
  }));
  const stock = {
    name: 'stock',
    title: 'stock TensorFlow.js (wasm)',
    threads: null,
    measure: (request) => measureInNode({ ...request, kind: 'stock' }),
  };
  const pytorch = [false, true].flatMap((isTuned) =>
    threadCounts.map((threads) => ({
      name: isTuned ? 'pytorch-tuned' : 'pytorch',
      title: `PyTorch${isTuned ? ', tuned' : ''}, ${plural(threads)}`,
      threads,
      measure: (request) => measureInTorch(torch, request, { isTuned, threads }),
    })),
  );
  return [
    ...library('ours', false),
    ...(probe.blas ? library('blas', true) : []),
    ...(probe.hasTensorFlow ? tensorflow : []),
    ...(torch ? pytorch : []),
    stock,
  ];
}

function measureInTorch(torch, { workload, folder, seconds }, more) {
  const file = (what) => path.join(folder, `${workload}.${what}.safetensors`);
  const request = {
    ...{ workload, seconds, learningRate, numCompared, ...more },
    ...{ sizes: workloads[workload], weights: file('weights'), data: file('data') },
  };
  return resultOf(torch, [path.join(here, 'torch_steps.py'), JSON.stringify(request)]);
}
