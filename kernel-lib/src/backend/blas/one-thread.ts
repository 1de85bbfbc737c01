/** What tells the libraries, before they are loaded, that no threads of theirs are wanted. */
const oneThread: Record<string, string> = {
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  MKL_THREADING_LAYER: 'SEQUENTIAL',
  MKL_INTERFACE_LAYER: 'LP64',
  VECLIB_MAXIMUM_THREADS: '1',
};

/**
 * Runs something during which a native BLAS is loaded and used for the first time. Afterwards the environment is
 * as before: programs that are started later count their threads themselves.
 */
export function withoutOwnThreads<T>(work: () => T): T {
  const before = Object.keys(oneThread).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, oneThread);
  try {
    return work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
