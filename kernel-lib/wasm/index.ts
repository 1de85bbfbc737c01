// The kernels that compute on the heap of TensorFlow.js's WebAssembly backend, in place.
export { gemm, useNative } from './gemm';
export { Operation } from './jobs';
export {
  argumentsAt,
  bury,
  controlBytes,
  epoch,
  lookAround,
  numReady,
  numSleeping,
  offer,
  run,
  stop,
  wait,
  work,
  workspaceBytes,
} from './pool';
