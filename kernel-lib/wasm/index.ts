// The kernels that compute on the heap of TensorFlow.js's WebAssembly backend, in place.
export { Operation } from './jobs';
export {
  argumentsAt,
  controlBytes,
  epoch,
  fail,
  lookAround,
  numReady,
  numSleeping,
  run,
  stop,
  work,
  workspaceBytes,
} from './pool';
