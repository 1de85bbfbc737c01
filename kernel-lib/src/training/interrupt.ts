const interruptKey = Symbol.for('attend.interrupt');

/** The signal that is aborted when the reader stops the running cell; outside a kernel it never is. */
export function interruptSignal(): AbortSignal {
  const controller = (globalThis as { [interruptKey]?: AbortController })[interruptKey];
  return controller?.signal ?? new AbortController().signal;
}

/**
 * Lets the event loop turn, so that a stop is heard and displays are drawn, and ends the cell when it was
 * stopped. For long loops of one's own: `await checkpoint()` once per round.
 *
 * @throws Error named `Interrupted` when the cell was stopped.
 */
export async function checkpoint(): Promise<void> {
  const signal = interruptSignal();
  await eventLoopTurn();
  if (signal.aborted) {
    const error = new Error('the cell was stopped');
    error.name = 'Interrupted';
    throw error;
  }
}

/** One turn of the event loop. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
