import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';

/** Carries a cell through promises, timers and callbacks: what happens later still belongs to the cell that began it. */
export class Owner<Cell extends object> {
  private readonly storage = new AsyncLocalStorage<Cell>();

  constructor() {
    const timer = setTimeout(() => {}, 0);
    const immediate = setImmediate(() => {});
    for (const example of [Promise.resolve(), timer, immediate]) hideBookkeeping(example);
    clearTimeout(timer);
    clearImmediate(immediate);
  }

  run<T>(cell: Cell, body: () => T): T {
    return this.storage.run(cell, body);
  }

  current(): Cell | undefined {
    return this.storage.getStore();
  }
}

const bookkeeping = /^(async_id_symbol|trigger_async_id_symbol|kResourceStore)$/;

/**
 * On some versions of Node the storage writes its notes on every promise and timer, where printing shows them. Objects
 * of the example's kind lose these notes from sight (they stay readable) before they are printed.
 */
function hideBookkeeping(example: object): void {
  const prototype = Object.getPrototypeOf(example) as object;
  Object.defineProperty(prototype, inspect.custom, {
    value: function (this: object): object {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (!bookkeeping.test(symbol.description ?? '')) continue;
        Object.defineProperty(this, symbol, { enumerable: false });
      }
      return this;
    },
    configurable: true,
    writable: true,
  });
}
