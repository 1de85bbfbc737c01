import { AsyncLocalStorage } from 'node:async_hooks';

/** Carries a cell through promises, timers and callbacks: what happens later still belongs to the cell that began it. */
export class Owner<Cell extends object> {
  private readonly storage = new AsyncLocalStorage<Cell>();

  run<T>(cell: Cell, body: () => T): T {
    return this.storage.run(cell, body);
  }

  current(): Cell | undefined {
    return this.storage.getStore();
  }

  /** Runs `body` as nobody's. */
  outside<T>(body: () => T): T {
    return this.storage.exit(body);
  }
}
