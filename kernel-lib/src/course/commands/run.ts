import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { lessonNotebook, solutionNotebook } from '../../notebook/assemble';
import { formatIpynb, parseIpynb, type Ipynb } from '../../notebook/ipynb';
import { parsePercent } from '../../notebook/percent';
import { runNotebook } from '../../notebook/run';
import { writeFileAtomic } from '../../notebook/write-file';
import { ChildExecutor } from '../child-executor';
import { findCourseRoot } from '../course';
import { RunProgress } from '../run-progress';
import { parseOptions, UsageError } from './usage';

/** Help, in the form that `attend help run` shows. */
export const runHelp: string = `attend run FILE [--out DIR] [--timeout SECONDS] [--allow-errors]

Runs a notebook (.ipynb) or a percent file (.ts) without Jupyter and writes
the executed .ipynb and a self-contained .html. FILE itself is not changed.

  --out DIR          where to write (default: .attend/runs/… in the course)
  --timeout SECONDS  stop a cell that takes longer (default: no limit)
  --allow-errors     go on after a cell that failed (the exit code stays 1)

Exit code: 0, 1 when a cell failed, 2 when FILE cannot be read.`;

/** `attend run`. */
export async function runCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    out: 'string',
    timeout: 'string',
    'allow-errors': 'boolean',
  });
  if (positionals.length !== 1) throw new UsageError('say which notebook: `attend run FILE`');
  const file = resolve(positionals[0]);
  const timeout = readTimeout(values.timeout as string | undefined);
  const notebook = readNotebook(file, positionals[0]);
  const folder = resolve((values.out as string | undefined) ?? defaultFolder(file));
  const stem = basename(file).replace(/\.(ipynb|ts)$/, '');
  const target = join(folder, `${stem}.ipynb`);
  if (target === file)
    throw new UsageError(`--out ${values.out} would overwrite ${positionals[0]}`);

  const executor = new ChildExecutor(dirname(file));
  // The child gets Ctrl+C as well and stops its cell; we stay to write down what there is.
  const stop = new AbortController();
  const onInterrupt = (): void => {
    if (stop.signal.aborted) executor.close();
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  const progress = new RunProgress(positionals[0]);
  try {
    const report = await runNotebook(notebook, executor, {
      allowErrors: values['allow-errors'] === true,
      timeout,
      signal: stop.signal,
      onStart: (cell) => progress.start(cell),
      onEnd: (cell) => progress.end(cell),
    });
    // Loaded here: a run that only reports does not wait for formulas and colours.
    const { notebookPage } = await import('../../notebook/html/page');
    const page = join(folder, `${stem}.html`);
    writeFileAtomic(target, formatIpynb(report.notebook));
    writeFileAtomic(page, notebookPage(report.notebook, basename(file)));
    progress.finish(report, [target, page].map(shownPath), executor.peakMemory);
    if (stop.signal.aborted) return 130;
    return report.failed > 0 ? 1 : 0;
  } finally {
    process.off('SIGINT', onInterrupt);
    executor.close();
  }
}

function readTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new UsageError(`--timeout must be a number of seconds above 0, got "${text}"`);
}

function readNotebook(file: string, name: string): Ipynb {
  if (!existsSync(file)) throw new UsageError(`there is no file ${name}`);
  if (!statSync(file).isFile()) throw new UsageError(`${name} is not a file`);
  const text = readFileSync(file, 'utf8');
  try {
    if (file.endsWith('.ipynb')) return ofOurLanguage(parseIpynb(text, name), name);
    if (file.endsWith('.ts')) {
      const document = parsePercent(text, name);
      const hasAnswers = document.cells.some((cell) => cell.exercise !== undefined);
      return hasAnswers ? solutionNotebook(document) : lessonNotebook(document);
    }
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  throw new UsageError(`${name} is neither an .ipynb nor a .ts file`);
}

function ofOurLanguage(notebook: Ipynb, name: string): Ipynb {
  const spec = notebook.metadata.kernelspec as { name?: string; language?: string } | undefined;
  const isOurs =
    !spec?.name || spec.name === 'tslab' || /^(type|java)script$/i.test(spec.language ?? '');
  if (isOurs) return notebook;
  throw new Error(`${name} is a notebook for the kernel "${spec.name}", not for TypeScript`);
}

/** A path as somebody would type it here. */
function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** Beside the course's other leavings, in a folder named as the file's own: a lesson and its exercises share a stem. */
function defaultFolder(file: string): string {
  const root = findCourseRoot(dirname(file));
  if (!root) return join(process.cwd(), '.attend', 'runs');
  return join(root, '.attend', 'runs', relative(root, dirname(file)));
}
