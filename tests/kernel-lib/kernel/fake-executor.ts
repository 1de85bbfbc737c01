import type { CellResult, OutputSink } from 'kernel-lib/notebook/executor';
import type { KernelExecutor } from 'kernel-lib/kernel/executor';

export type FakeCell = (
  sink: OutputSink,
) => Promise<Record<string, unknown> | null> | Record<string, unknown> | null;

/** An executor whose cells are functions of the test, found by their source. */
export function fakeExecutor(
  cells: Record<string, FakeCell>,
): KernelExecutor & { interrupts: number } {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (source: string, sink: OutputSink): Promise<CellResult> => {
    const cell = cells[source.replace(/^\(|\n\)$/g, '')];
    try {
      if (!cell) throw new ReferenceError(`${source} is not defined`);
      return { status: 'ok', executionCount: 0, result: await cell(sink) };
    } catch (thrown) {
      const { name, message } = thrown as Error;
      const error = { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
      return { status: 'error', executionCount: 0, error };
    }
  };
  return {
    scope: {},
    executionCount: 0,
    isBusy: false,
    interrupts: 0,
    execute(source, sink) {
      const result = last.then(() => run(source, sink));
      last = result;
      return result;
    },
    interrupt() {
      this.interrupts++;
    },
    close: () => undefined,
    complete: (source, position) => ({
      start: source.lastIndexOf('.', position) + 1,
      end: position,
      candidates: ['length'],
    }),
    inspect: (source) => (source === 'known' ? { 'text/plain': 'const known: 1' } : null),
    isComplete: (source) =>
      source.endsWith('{') ? { status: 'incomplete', indent: '  ' } : { status: 'complete' },
  };
}
