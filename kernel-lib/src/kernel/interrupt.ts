import * as vm from 'node:vm';

/** What an interrupted cell throws; its name is what `checkpoint()` of the library throws, too. */
export class Interrupted extends Error {
  constructor(message = 'The cell was interrupted.') {
    super(message);
    this.name = 'Interrupted';
  }

  /** For an interrupt that did not strike a line of the cell: its stack would only show the kernel. */
  static elsewhere(message?: string): Interrupted {
    const error = new Interrupted(message);
    error.stack = `${error.name}: ${error.message}`;
    return error;
  }
}

const signalKey = Symbol.for('attend.interrupt');

/** A fresh AbortController for the next cell, where training loops find it. */
export function armInterruptSignal(): AbortController {
  const controller = new AbortController();
  (globalThis as Record<symbol, unknown>)[signalKey] = controller;
  return controller;
}

const stoppable = new vm.Script('globalThis[Symbol.for("attend.stoppable")]()', {
  filename: 'node:attend',
});
const stoppableKey = Symbol.for('attend.stoppable');

/** Runs `body`; while it does, SIGINT ends it at once, with a catchable error. */
export function runStoppable(body: () => unknown): unknown {
  (globalThis as Record<symbol, unknown>)[stoppableKey] = body;
  return stoppable.runInThisContext({ breakOnSigint: true });
}
