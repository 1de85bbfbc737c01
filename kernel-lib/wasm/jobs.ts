import { adamJob } from './adam';
import { additiveAttentionGradientJob, additiveAttentionJob } from './additive-attention';
import { attentionGradientJob, attentionJob } from './attention';
import { conv2dFilterGradientJob, conv2dInputGradientJob, conv2dJob } from './conv2d';
import { crossEntropyGradientJob, crossEntropyJob } from './cross-entropy';
import { dropoutMaskJob } from './dropout';
import { elementWiseJob, rowWiseJob } from './element-wise';
import { geluJob } from './gelu';
import { gruGradientJob, gruJob } from './gru';
import { pointer } from './job';
import { layerNormGradientJob, layerNormJob } from './layer-norm';
import { matMulJob } from './matmul';
import { maxPoolGradientJob, maxPoolJob } from './max-pool';
import { foldJob, rowSumsJob } from './row-sums';
import { segmentSumJob } from './segment-sum';
import { softmaxGradientJob, softmaxJob } from './softmax';

/** What the threads can be asked to do; JavaScript reads the numbers by name. */
export enum Operation {
  matMul,
  softmax,
  softmaxGradient,
  attention,
  attentionGradient,
  layerNorm,
  layerNormGradient,
  gelu,
  elementWise,
  rowWise,
  rowSums,
  fold,
  segmentSum,
  crossEntropy,
  crossEntropyGradient,
  adam,
  dropoutMask,
  gru,
  gruGradient,
  additiveAttention,
  additiveAttentionGradient,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  maxPool,
  maxPoolGradient,
  breakDown,
}

/** Does one part of a job. */
export function runChunk(
  operation: i32,
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  switch (operation) {
    case Operation.matMul:
      return matMulJob(job, chunk, numChunks, workspace);
    case Operation.softmax:
      return softmaxJob(job, chunk, numChunks);
    case Operation.softmaxGradient:
      return softmaxGradientJob(job, chunk, numChunks);
    case Operation.attention:
      return attentionJob(job, chunk, numChunks, workspace);
    case Operation.attentionGradient:
      return attentionGradientJob(job, chunk, numChunks, workspace);
    case Operation.layerNorm:
      return layerNormJob(job, chunk, numChunks);
    case Operation.layerNormGradient:
      return layerNormGradientJob(job, chunk, numChunks);
    case Operation.gelu:
      return geluJob(job, chunk, numChunks);
    case Operation.elementWise:
      return elementWiseJob(job, chunk, numChunks);
    case Operation.rowWise:
      return rowWiseJob(job, chunk, numChunks);
    case Operation.rowSums:
      return rowSumsJob(job, chunk, numChunks);
    case Operation.fold:
      return foldJob(job, chunk, numChunks);
    case Operation.segmentSum:
      return segmentSumJob(job, chunk, numChunks);
    case Operation.crossEntropy:
      return crossEntropyJob(job, chunk, numChunks);
    case Operation.crossEntropyGradient:
      return crossEntropyGradientJob(job, chunk, numChunks);
    case Operation.adam:
      return adamJob(job, chunk, numChunks);
    case Operation.dropoutMask:
      return dropoutMaskJob(job, chunk, numChunks);
    case Operation.gru:
      return gruJob(job, chunk, numChunks, workspace);
    case Operation.gruGradient:
      return gruGradientJob(job, chunk, numChunks, workspace);
    case Operation.additiveAttention:
      return additiveAttentionJob(job, chunk, numChunks, workspace);
    case Operation.additiveAttentionGradient:
      return additiveAttentionGradientJob(job, chunk, numChunks, workspace);
    case Operation.conv2d:
      return conv2dJob(job, chunk, numChunks, workspace);
    case Operation.conv2dFilterGradient:
      return conv2dFilterGradientJob(job, chunk, numChunks, workspace);
    case Operation.conv2dInputGradient:
      return conv2dInputGradientJob(job, chunk, numChunks, workspace);
    case Operation.maxPool:
      return maxPoolJob(job, chunk, numChunks);
    case Operation.maxPoolGradient:
      return maxPoolGradientJob(job, chunk, numChunks);
    default:
      breakDownJob(job, workspace);
  }
}

/**
 * Lets a helper break down, for the test of that: the main thread waits until one has taken a chunk, the helper
 * traps, or stays in its chunk until it is ended. Job: 1 when a helper is there, the main thread's workspace,
 * 1 = stays.
 */
function breakDownJob(job: usize, workspace: usize): void {
  if (workspace != pointer(job, 1)) {
    atomic.store<i32>(job, 1);
    while (atomic.load<i32>(job, 8) == 1) continue;
    unreachable();
  }
  for (let look = 0; look < 1_000_000_000; look++) if (atomic.load<i32>(job) == 1) return;
}
