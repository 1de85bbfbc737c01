import { stripAnsi } from '../notebook/html/ansi';
import type { CellRun, RunReport } from '../notebook/run';

const WIDTH = 80;
const WORDS = { ok: 'ok', failed: 'FAILED', expected: 'failed as it should' };

/** One line for each cell of a run; on a terminal the running cell is shown, too. */
export class RunProgress {
  private readonly began = performance.now();

  constructor(
    private readonly name: string,
    private readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'> = process.stdout,
  ) {
    this.out.write(`${name}\n`);
  }

  start(cell: Pick<CellRun, 'number' | 'total' | 'title'>): void {
    if (this.out.isTTY) this.out.write(cut(`${numberOf(cell)}   …      ${cell.title}`));
  }

  end(cell: CellRun): void {
    const seconds = `${cell.seconds.toFixed(2)} s`.padStart(9);
    if (this.out.isTTY) this.out.write('\r\u001b[K');
    this.out.write(`${cut(`${numberOf(cell)}${seconds}  ${WORDS[cell.status]}  ${cell.title}`)}\n`);
    if (cell.status === 'failed') {
      const reason = stripAnsi(cell.error ?? '').split('\n');
      for (const line of reason.slice(0, 4)) this.out.write(`          ${line}\n`);
    }
  }

  /** @param peakMemory in bytes. */
  finish({ cells, failed, skipped }: RunReport, files: string[], peakMemory: number): void {
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1);
    const parts = [`${cells.length} cells run`, failed > 0 ? `${failed} failed` : 'none failed'];
    if (skipped > 0) parts.push(`${skipped} not run after that`);
    parts.push(`${seconds} s`, `${(peakMemory / 2 ** 30).toFixed(2)} GB of memory at most`);
    this.out.write(`${this.name}: ${parts.join(', ')}\n`);
    for (const file of files) this.out.write(`  ${file}\n`);
  }
}

function numberOf({ number, total }: Pick<CellRun, 'number' | 'total'>): string {
  const digits = String(total).length;
  return `  [${String(number).padStart(digits)}/${total}]`;
}

function cut(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}
