/** What an interrupted cell throws; its name is what `checkpoint()` of the library throws, too. */
export class Interrupted extends Error {
  constructor(message = 'The cell was interrupted.') {
    super(message);
    this.name = 'Interrupted';
  }
}

const signalKey = Symbol.for('attend.interrupt');

/** A fresh AbortController for the next cell, where training loops find it. */
export function armInterruptSignal(): AbortController {
  const controller = new AbortController();
  (globalThis as Record<symbol, unknown>)[signalKey] = controller;
  return controller;
}
