import path from 'node:path';
import { createExecutor, type KernelExecutor } from 'kernel-lib/kernel/executor';
import type { CellError, CellResult, OutputSink } from 'kernel-lib/notebook/executor';

export const courseFolder: string = path.resolve(__dirname, '../../../notebooks');

export interface Output {
  type: 'stdout' | 'stderr' | 'display';
  /** Text of a stream, or the MIME bundle of a display as JSON. */
  text: string;
}

export interface Outcome {
  status: 'ok' | 'error';
  /** `text/plain` of the result, null without one. */
  text: string | null;
  bundle: Record<string, unknown> | null;
  error: CellError | null;
  traceback: string;
  outputs: Output[];
}

/** Collects what a cell puts out. */
export function collect(outputs: Output[]): OutputSink {
  return {
    stream: (type, text) => outputs.push({ type, text }),
    display: (data) => outputs.push({ type: 'display', text: JSON.stringify(data) }),
  };
}

export function outcomeOf(result: CellResult, outputs: Output[]): Outcome {
  const error = result.status === 'error' ? result.error : null;
  const bundle = result.status === 'ok' ? result.result : null;
  return {
    status: result.status,
    text: (bundle?.['text/plain'] as string | undefined) ?? null,
    bundle,
    error,
    traceback: error?.traceback.join('\n') ?? '',
    outputs,
  };
}

/** Cells of one executor, as a test reads them. */
export class Cells {
  readonly executor: KernelExecutor;

  constructor(directory: string = courseFolder) {
    this.executor = createExecutor({ directory });
  }

  async run(source: string): Promise<Outcome> {
    const outputs: Output[] = [];
    return outcomeOf(await this.executor.execute(source, collect(outputs)), outputs);
  }

  /** The text of the last expression; fails with the traceback when the cell does. */
  async value(source: string): Promise<string | null> {
    const { text, status, traceback } = await this.run(source);
    if (status === 'error') throw new Error(traceback);
    return text;
  }

  close(): void {
    this.executor.close();
  }
}
