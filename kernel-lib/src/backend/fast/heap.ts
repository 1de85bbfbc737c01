import { tf } from '../tensorflow';
import { webAssembly, type WasmMemory } from './web-assembly';

/** The parts of TensorFlow.js's WebAssembly backend that our kernels build on. */
interface Backend {
  wasm: Record<string, unknown> & {
    _malloc(bytes: number): number;
    _free(address: number): void;
    tfjs: {
      registerTensor(id: number, size: number, address: number): void;
      disposeData(id: number): void;
    };
  };
  dataIdMap: { get(dataId: object): { id: number; memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  refCount(dataId: object): number;
  incRef(dataId: object): void;
  disposeData(dataId: object, force: boolean): boolean;
}

/** The heap on which TensorFlow.js keeps its WebAssembly tensors. */
export class Heap {
  readonly memory: WasmMemory;

  constructor(private readonly backend: Backend) {
    this.memory = memoryOf(backend.wasm);
    refuseToOverflow(backend);
  }

  /** Whether other threads can see the heap. */
  get isShared(): boolean {
    return !(this.memory.buffer instanceof ArrayBuffer);
  }

  /** Memory that is ours until `free`, on a boundary of 64 bytes. */
  allocate(bytes: number): number {
    const address = this.backend.wasm._malloc(bytes + 64) >>> 0;
    return Math.ceil(address / 64) * 64;
  }

  /** Where a tensor's numbers begin, in bytes. */
  addressOf(tensor: tf.TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  }

  /** Says that a tensor has other numbers now: kernels of TensorFlow.js keep filters packed for the next time. */
  rewritten({ dataId, shape }: tf.TensorInfo): void {
    const { id, memoryOffset } = this.backend.dataIdMap.get(dataId);
    const { tfjs } = this.backend.wasm;
    tfjs.disposeData(id);
    tfjs.registerTensor(id, tf.util.sizeFromShape(shape), memoryOffset);
  }

  /** How many tensors share the numbers of this one. */
  numOwners(tensor: tf.TensorInfo): number {
    return this.backend.refCount(tensor.dataId);
  }

  /** A new tensor, not cleared, for a kernel to return. */
  output(shape: number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    return this.backend.makeOutput(shape, dtype);
  }

  /** A new tensor of zeros for a kernel to return. */
  zeros(shape: number[], dtype: tf.DataType): tf.TensorInfo {
    const output = this.output(shape, dtype);
    const bytes = tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype);
    new Uint8Array(this.memory.buffer, this.addressOf(output), bytes).fill(0);
    return output;
  }

  /** A new tensor, not cleared, that belongs to the running `tidy`. */
  tensor<R extends tf.Rank>(shape: number[], dtype: tf.DataType = 'float32'): tf.Tensor<R> {
    return this.adopt(this.output(shape, dtype));
  }

  /** A tensor with numbers of its own. */
  copy<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    const copy = this.tensor<R>(x.shape, x.dtype);
    const bytes = x.size * tf.util.bytesPerElement(x.dtype);
    const [from, to] = [x, copy].map((t) => this.addressOf(t));
    new Uint8Array(this.memory.buffer).copyWithin(to, from, from + bytes);
    return copy;
  }

  /** An output as a tensor that belongs to the running `tidy`. */
  adopt<R extends tf.Rank>(output: tf.TensorInfo): tf.Tensor<R> {
    return tf.engine().makeTensorFromTensorInfo(output) as tf.Tensor<R>;
  }

  /** Gives back an output that no tensor was made of. */
  release(output: tf.TensorInfo): void {
    this.backend.disposeData(output.dataId, true);
  }

  /** Another tensor with the same numbers, which are not copied. */
  share(x: tf.TensorInfo, shape: number[] = x.shape): tf.TensorInfo {
    this.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape, dtype: x.dtype };
  }
}

function memoryOf(wasm: Record<string, unknown>): WasmMemory {
  for (const owner of [wasm, (wasm.asm ?? {}) as Record<string, unknown>]) {
    for (const name of Object.keys(owner)) {
      // Some names of the module exist only to throw when they are read.
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      if (descriptor?.value instanceof webAssembly.Memory) return descriptor.value;
    }
  }
  throw new Error('TensorFlow.js does not show its heap');
}

const heapBytes = 2 ** 32;
const guarded = new WeakSet<object>();

/** By itself the backend would write to address 0 when nothing is left, and compute wrong numbers. */
function refuseToOverflow({ wasm }: Backend): void {
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // Its first call puts another function in its own place.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    // A size of 4 GB or more would be taken without its upper bits.
    const address = bytes < heapBytes ? malloc(bytes) : 0;
    if (address === 0 && bytes > 0) {
      const { numTensors, numBytes } = tf.memory();
      throw new Error(
        `The WebAssembly heap (4 GB) has no room for ${(bytes / 1e6).toFixed(1)} MB more: ` +
          `${numTensors} tensors hold ${(numBytes / 1e6).toFixed(0)} MB. Dispose what is not needed, or use tf.tidy.`,
      );
    }
    return address;
  };
}
