import { matMulJob } from './matmul';

/** What the threads can be asked to do; JavaScript reads the numbers by name. */
export enum Operation {
  matMul,
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
    default:
      unreachable();
  }
}
