/** What a cell gets instead of the end of the process that runs it. */
export class ExitRefused extends Error {
  constructor(call: string) {
    super(
      `${call}() would end the kernel, and every variable with it; a cell may not call it. To end the cell, ` +
        'throw an error or return from the function. To begin anew, restart the kernel (menu Kernel → Restart Kernel).',
    );
    this.name = 'ExitRefused';
  }
}

const calls = ['exit', 'abort'] as const;

/**
 * Puts a guard in front of the functions that end this process, until the returned function is called: they throw if
 * `refuses` says so. The real function is called for everybody else, such as the kernel when it shuts down.
 */
export function guardExits(refuses: (refusal: ExitRefused) => boolean): () => void {
  const undo = calls.map((name) => {
    const real = process[name] as (...args: unknown[]) => never;
    const guarded = (...args: unknown[]): never => {
      const refusal = new ExitRefused(`process.${name}`);
      if (refuses(refusal)) throw refusal;
      return real.apply(process, args);
    };
    process[name] = guarded;
    return (): void => {
      if (process[name] === guarded) process[name] = real;
    };
  });
  return () => {
    for (const each of undo) each();
  };
}
