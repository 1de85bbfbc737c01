import assert from 'node:assert/strict';
import type { CellResult, OutputSink } from 'kernel-lib/notebook/executor';
import type { Ipynb, IpynbCell } from 'kernel-lib/notebook/ipynb';
import { runNotebook, type CellRun } from 'kernel-lib/notebook/run';

const code = (source: string, tags?: string[]): IpynbCell => ({
  cell_type: 'code',
  metadata: tags ? { tags } : {},
  source,
  outputs: [{ output_type: 'stream', name: 'stdout', text: ['of yesterday'] }],
  execution_count: 99,
});
const notebookOf = (...cells: IpynbCell[]): Ipynb => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

/** Cells whose text says what happens: `print x`, `value x`, `throw x`, `hang`, `hang for good`. */
class ScriptedExecutor {
  log: string[] = [];
  private count = 0;
  private stop: (() => void) | null = null;

  async execute(source: string, sink: OutputSink): Promise<CellResult> {
    this.log.push(source);
    const executionCount = ++this.count;
    const [verb, word] = source.split(' ');
    const error = { ename: 'Error', evalue: word, traceback: [`Error: ${word}`] };
    if (verb === 'print') sink.stream('stdout', word);
    if (verb === 'throw') return { status: 'error', executionCount, error };
    if (verb === 'hang') {
      await new Promise<void>((resolve) => (this.stop = resolve));
      return { status: 'error', executionCount, error: { ...error, ename: 'Interrupted' } };
    }
    const result = verb === 'value' ? { 'text/plain': word } : null;
    return { status: 'ok', executionCount, result };
  }

  interrupt(): void {
    this.log.push('(interrupt)');
    this.stop?.();
  }

  close(): void {
    this.log.push('(close)');
  }
}

describe('notebook/run', () => {
  it('runs the code cells in order and keeps what they show', async () => {
    const words: IpynbCell = { cell_type: 'markdown', metadata: {}, source: '# A' };
    const notebook = notebookOf(words, code('print a'), code(' \n'), code('value b'));
    const report = await runNotebook(notebook, new ScriptedExecutor());
    const [, first, blank, last] = report.notebook.cells;
    assert.deepEqual(first.outputs, [{ output_type: 'stream', name: 'stdout', text: ['a'] }]);
    assert.equal(first.execution_count, 1);
    assert.deepEqual([blank.outputs, blank.execution_count], [[], null]);
    assert.deepEqual(last.outputs, [
      {
        output_type: 'execute_result',
        data: { 'text/plain': ['b'] },
        metadata: {},
        execution_count: 2,
      },
    ]);
    assert.deepEqual([report.failed, report.skipped], [0, 0]);
    assert.equal(notebook.cells[1].execution_count, 99, 'the notebook given is not changed');
  });

  it('stops at a cell that failed', async () => {
    const executor = new ScriptedExecutor();
    const report = await runNotebook(notebookOf(code('throw up'), code('print b')), executor);
    assert.deepEqual(executor.log, ['throw up']);
    assert.deepEqual([report.failed, report.skipped], [1, 1]);
    assert.deepEqual(report.notebook.cells[0].outputs, [
      { output_type: 'error', ename: 'Error', evalue: 'up', traceback: ['Error: up'] },
    ]);
    assert.deepEqual(report.notebook.cells[1].outputs, [], 'no output of an earlier run is left');
  });

  it('goes on when asked to, and after a cell that may fail', async () => {
    const cells = [code('throw up', ['raises-exception']), code('throw it'), code('print b')];
    const report = await runNotebook(notebookOf(...cells), new ScriptedExecutor(), {
      allowErrors: true,
    });
    assert.deepEqual(
      report.cells.map(({ status }) => status),
      ['expected', 'failed', 'ok'],
    );
    assert.equal(report.failed, 1);
  });

  it('begins no further cell once it is told to stop', async () => {
    const stop = new AbortController();
    const report = await runNotebook(
      notebookOf(code('throw up'), code('print b')),
      new ScriptedExecutor(),
      { allowErrors: true, signal: stop.signal, onEnd: () => stop.abort() },
    );
    assert.equal(report.skipped, 1);
  });

  it('tells of every cell before and after it', async () => {
    const told: (string | number)[] = [];
    const onStart = ({ number, total }: { number: number; total: number }): void => {
      told.push(`${number}/${total}`);
    };
    const onEnd = ({ title, status }: CellRun): void => void told.push(`${title} ${status}`);
    const cells = [code('// A comment first\nprint a'), code('throw b')];
    await runNotebook(notebookOf(...cells), new ScriptedExecutor(), { onStart, onEnd });
    assert.deepEqual(told, ['1/2', 'print a ok', '2/2', 'throw b failed']);
  });

  it('interrupts a cell that takes too long and says so', async () => {
    const executor = new ScriptedExecutor();
    const report = await runNotebook(notebookOf(code('hang')), executor, { timeout: 0.05 });
    assert.deepEqual(executor.log, ['hang', '(interrupt)']);
    const error = report.notebook.cells[0].outputs?.[0];
    assert.equal(error?.ename, 'Timeout');
    assert.match(String(error?.evalue), /did not end within 0.05 s/);
  });
});
