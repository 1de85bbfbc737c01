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
  start(): Promise<string>;
}

/** Why an engine of the chain was passed over. */
export interface RejectedEngine {
  name: EngineName;
  reason: string;
}

/** The engine that computes in this process. */
export interface Backend {
  name: EngineName;
  /** What computes, in words. */
  device: string;
  /** The version of TensorFlow.js. */
  version: string;
  /** The engines before it in the chain, each with the reason why it was passed over. */
  rejected: RejectedEngine[];
}
