import type { MimeBundle } from '../figures/mime';
import type { OutputSink } from '../notebook/executor';
import type { Content } from './wire';
import type { KernelExecutor } from './executor';
import type { History } from './server-history';
import type { Publish } from './output-queue';
import { OutputQueue } from './output-queue';

const nowhere: OutputSink = { stream: () => undefined, display: () => undefined };

/** Values that a front end asks for along with a cell: each its own result or error. */
async function userExpressions(executor: KernelExecutor, asked: unknown): Promise<Content> {
  const answers: Content = {};
  for (const [name, expression] of Object.entries((asked ?? {}) as Record<string, unknown>)) {
    const outcome = await executor.execute(`(${String(expression)}\n)`, nowhere, { silent: true });
    answers[name] =
      outcome.status === 'ok'
        ? { status: 'ok', data: outcome.result ?? { 'text/plain': 'undefined' }, metadata: {} }
        : { status: 'error', ...outcome.error };
  }
  return answers;
}

function plainText(result: MimeBundle | null): string | null {
  const text = result?.['text/plain'];
  return typeof text === 'string' ? text : null;
}

/** Runs `execute_request`s one at a time and numbers them. */
export class CellRunner {
  private count = 0;

  constructor(
    private readonly executor: KernelExecutor,
    private readonly history: History,
  ) {}

  /**
   * Runs one cell: `execute_input`, its outputs, then `execute_result` or `error`, in this order.
   * @param publish sends an iopub message with the cell's request as parent
   * @returns the content of the `execute_reply`
   */
  async run(request: Content, publish: Publish): Promise<Content> {
    const code = String(request.code ?? '');
    const silent = request.silent === true;
    const stored = !silent && request.store_history !== false;
    const execution_count = this.count + (silent ? 0 : 1);
    if (stored) this.count = execution_count;
    if (!silent) publish('execute_input', { code, execution_count });

    const outputs = silent ? null : new OutputQueue(publish);
    const outcome = await this.executor.execute(code, outputs ?? nowhere, { silent: !stored });
    outputs?.flush();
    if (stored) {
      this.history.add(
        execution_count,
        code,
        outcome.status === 'ok' ? plainText(outcome.result) : null,
      );
    }
    if (outcome.status === 'error') {
      if (!silent) publish('error', { ...outcome.error });
      return { status: 'error', execution_count, ...outcome.error };
    }
    if (!silent && outcome.result) {
      publish('execute_result', { execution_count, data: outcome.result, metadata: {} });
    }
    const user_expressions = await userExpressions(this.executor, request.user_expressions);
    return { status: 'ok', execution_count, payload: [], user_expressions };
  }
}
