/** The names of all cells so far. `let` and `var` are windows onto the variable itself, everything else is its value. */
export class Scope {
  /** The `exports` of every cell. */
  readonly values: Record<string, unknown> = {};
  private table: object | null = null;

  constructor() {
    Object.defineProperty(this.values, '__esModule', {
      value: true,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  /** Forgets the table of the cell before. */
  begin(): void {
    this.table = null;
  }

  /** Takes the running cell's table of getters and setters. */
  readonly takeNames = (table: object): void => {
    this.table = table;
  };

  /**
   * Lets the running cell's names enter the scope, as far as they have a value, and returns those that have none: a
   * cell that throws keeps what it had declared, and a name it never reached keeps its old value. Null for a cell whose
   * first statement was never reached: nothing of it is declared.
   */
  end(): Set<string> | null {
    if (!this.table) return null;
    const lost = new Set<string>();
    for (const [name, accessor] of Object.entries(Object.getOwnPropertyDescriptors(this.table))) {
      let value: unknown;
      try {
        value = accessor.get?.();
      } catch {
        lost.add(name);
        continue;
      }
      const own = accessor.set ? accessor : { value, writable: true };
      Object.defineProperty(this.values, name, { ...own, enumerable: true, configurable: true });
    }
    this.table = null;
    return lost;
  }

  /** Takes a value out of the scope (the last expression of a cell). */
  take(name: string): unknown {
    const value = this.values[name];
    delete this.values[name];
    return value;
  }
}
