/** The engines by name, fastest first where a device for them exists. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

/** Something that can compute for TensorFlow.js. */
export interface Engine {
  name: EngineName;
  /**
   * Loads the engine and makes it the one TensorFlow.js computes with.
   *
   * @returns what computes, in words (`WebAssembly with SIMD`).
   * @throws Error whose message says why this engine is not available here.
   */
  start(): Promise<string | Started>;
}

/** What an engine tells once it runs. */
export interface Started {
  /** What computes, in words. */
  device: string;
  /** The native library that multiplies matrices for it. */
  blas?: string;
  /** Parts that it found and does without. */
  refused: Refused[];
}

/** Why an engine of the chain, or a part of the engine, was passed over. */
export interface Refused {
  name: string;
  reason: string;
}

/** The engine that computes in this process. */
export interface Backend {
  name: EngineName;
  /** What computes, in words. */
  device: string;
  /** The version of TensorFlow.js. */
  version: string;
  /** The native library that multiplies matrices for it; absent where our own kernels do. */
  blas?: string;
  /** The engines before it in the chain, and parts of it, each with the reason why it was passed over. */
  rejected: Refused[];
}
