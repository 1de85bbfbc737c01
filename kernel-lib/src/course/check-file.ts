import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadableChapters } from './answers';
import { answeredIn, readAnswerFile, type AnswerCell } from './answer-file';
import type { CheckedExercise, CheckMessage, CheckRequest } from './check-process';
import type { Course } from './course';

export interface CheckFileOptions {
  /** Only these exercises (default: all that the file answers). */
  exercises?: readonly string[];
  hint?: number;
  keeps?: boolean;
  /** Seconds for one cell or one exercise (default 60). */
  timeout?: number;
  /** MiB that the process may hold (default 2048). */
  memory?: number;
  onChecked?: (checked: CheckedExercise) => void;
}

/** What an answer file holds. */
export interface AnswerFile {
  cells: AnswerCell[];
  exercises: string[];
}

/**
 * Reads an answer file and finds the exercises that it answers.
 *
 * @throws Error for the reader, when it cannot be read or answers none
 */
export function openAnswerFile(course: Course, file: string, name: string): AnswerFile {
  const cells = readAnswerFile(resolve(file), name);
  const known = loadableChapters(course).flatMap((one) => one.exercises.map(({ id }) => id));
  const exercises = answeredIn(cells, known);
  if (exercises.length === 0) throw new Error(`${name}: there is no answer cell in it`);
  return { cells, exercises };
}

/**
 * Runs the answer cells of a file and checks them in a process of its own. An exercise that takes too much time or
 * memory ends that process; the others are checked in a new one.
 *
 * @throws Error when something is wrong that is not the learner's (a missing golden file)
 */
export async function checkFile(
  course: Course,
  { cells, exercises }: AnswerFile,
  options: CheckFileOptions = {},
): Promise<CheckedExercise[]> {
  const results: CheckedExercise[] = [];
  const keep = (checked: CheckedExercise): void => {
    results.push(checked);
    options.onChecked?.(checked);
  };
  let open = [...(options.exercises ?? exercises)];
  let usable = cells;
  while (open.length > 0) {
    const request: CheckRequest = {
      root: course.root,
      directory: join(course.root, 'exercises'),
      cells: usable,
      exercises: open,
      hint: options.hint,
      keeps: options.keeps ?? false,
    };
    const session = await new Session(request, options, keep).run();
    if (session.problem) throw new Error(session.problem);
    const done = new Set(results.map(({ id }) => id));
    open = open.filter((id) => !done.has(id));
    if (!session.cut) break;
    const { exercise, reason } = session.cut;
    const lost = exercise === null ? open : open.filter((id) => id === exercise);
    for (const id of lost) keep(unfinished(course, id, reason));
    open = open.filter((id) => !lost.includes(id));
    usable = usable.filter((cell) => cell.exercise === null || cell.exercise !== exercise);
  }
  return results;
}

/** Why a session ended before its time: at which exercise (null: in the set-up), and how. */
interface Cut {
  exercise: string | null;
  reason: string;
}

class Session {
  private readonly child: ChildProcess;
  private readonly timeout: number;
  private readonly memory: number;
  private step: string | null = null;
  private clock: NodeJS.Timeout | undefined;
  private reason = '';
  private problem = '';
  private hasEnded = false;
  private errors = '';

  constructor(
    private readonly request: CheckRequest,
    { timeout = 60, memory = 2048 }: CheckFileOptions,
    private readonly keep: (checked: CheckedExercise) => void,
  ) {
    this.timeout = timeout;
    this.memory = memory;
    this.child = fork(join(__dirname, 'check-process.js'), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [`--max-old-space-size=${memory}`],
    });
  }

  run(): Promise<{ cut: Cut | null; problem: string }> {
    const { child } = this;
    const watch = setInterval(() => this.weigh(), 100);
    const stop = (): void => void child.kill('SIGKILL');
    process.once('exit', stop);
    child.stderr?.on('data', (text: Buffer) => {
      this.errors = (this.errors + String(text)).slice(-4000);
    });
    child.on('message', (message: CheckMessage) => this.receive(message));
    child.send(this.request);
    this.restart();
    return new Promise((resolve) => {
      child.on('close', (code, signal) => {
        clearInterval(watch);
        clearTimeout(this.clock);
        process.off('exit', stop);
        const reason = this.reason || wayOut(code, signal, this.errors);
        const cut = this.hasEnded ? null : { exercise: this.step, reason };
        resolve({ cut, problem: this.problem });
      });
    });
  }

  private receive(message: CheckMessage): void {
    if (message.kind === 'begin') this.step = message.exercise;
    else if (message.kind === 'checked') this.keep(message.checked);
    else if (message.kind === 'problem') this.problem = message.message;
    else this.hasEnded = true;
    this.restart();
  }

  private restart(): void {
    clearTimeout(this.clock);
    const words = `it did not end within ${this.timeout} s`;
    this.clock = setTimeout(() => this.stop(words), this.timeout * 1000);
  }

  private weigh(): void {
    const megabytes = residentMegabytes(this.child.pid);
    if (megabytes > this.memory) this.stop(`it took more than ${this.memory} MiB of memory`);
  }

  private stop(reason: string): void {
    this.reason ||= reason;
    this.child.kill('SIGKILL');
  }
}

/** What a process holds, where the system says so (Linux); elsewhere V8's own limit must do. */
function residentMegabytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function wayOut(code: number | null, signal: string | null, errors: string): string {
  if (/heap out of memory/i.test(errors)) return 'it ran out of memory';
  if (signal) return `its process was ended by ${signal}`;
  return code === 0 ? 'it ended the process' : `its process ended (exit code ${code})`;
}

function unfinished(course: Course, id: string, reason: string): CheckedExercise {
  for (const { chapter, exercises } of loadableChapters(course)) {
    const exercise = exercises.find((one) => one.id === id);
    if (!exercise) continue;
    return {
      id,
      lesson: chapter.number,
      passed: 0,
      points: 0,
      of: exercise.points,
      cases: exercise.cases.map(({ name }) => ({ name, passed: false, message: reason })),
      report: `✘ ${id} · not finished\n  ${sentence(reason)}.\n  Does every loop end?`,
    };
  }
  throw new Error(`there is no exercise "${id}"`);
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
