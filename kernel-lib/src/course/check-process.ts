import { checkCandidate } from '../exercise/check';
import { localCandidate } from '../exercise/expectations';
import { openExercises } from '../exercise/door';
import { reportText } from '../exercise/report-text';
import type { Report } from '../exercise/report';
import type { Candidate, Outcome } from '../exercise/types';
import { createExecutor } from '../kernel/executor';
import type { CellError, OutputSink } from '../notebook/executor';
import { loadableChapters } from './answers';
import type { AnswerCell } from './answer-file';
import { readCourse } from './course';

/** What the process is asked for: to run the cells, then to check the exercises. */
export interface CheckRequest {
  root: string;
  /** Where the cells believe to be. */
  directory: string;
  cells: AnswerCell[];
  exercises: string[];
  hint?: number;
  /** Keep what was reached as the learner's progress. */
  keeps: boolean;
}

/** One exercise, checked. */
export interface CheckedExercise {
  id: string;
  lesson: string;
  passed: number;
  points: number;
  of: number;
  cases: { name: string; passed: boolean; message: string }[];
  /** The report as text. */
  report: string;
}

/** `begin` comes before every step that could go on for ever. */
export type CheckMessage =
  | { kind: 'begin'; exercise: string | null }
  | { kind: 'checked'; checked: CheckedExercise }
  | { kind: 'problem'; message: string }
  | { kind: 'end' };

const silent: OutputSink = { stream: () => undefined, display: () => undefined };

async function main(request: CheckRequest): Promise<void> {
  const course = readCourse(request.root);
  const { find } = openExercises(request.root, () => loadableChapters(course));
  const executor = createExecutor({ directory: request.directory });
  const failures = new Map<string, CellError>();
  for (const { exercise, source } of request.cells) {
    await send({ kind: 'begin', exercise });
    const result = await executor.execute(source, silent);
    if (exercise && result.status === 'error') failures.set(exercise, result.error);
  }
  for (const id of request.exercises) {
    await send({ kind: 'begin', exercise: id });
    const placed = find(id);
    const answer = executor.scope[id];
    const failure = answer === undefined ? failures.get(id) : undefined;
    const candidate = failure ? withoutAnswer(failure) : localCandidate(placed.exercise, answer);
    const root = request.keeps ? placed.root : null;
    const report = await checkCandidate({ ...placed, root }, candidate, { hint: request.hint });
    await send({ kind: 'checked', checked: summaryOf(placed.lesson, report) });
  }
  executor.close();
}

/** A candidate for an answer whose cell failed. */
function withoutAnswer({ ename, evalue, traceback }: CellError): Candidate {
  // eslint-disable-next-line no-control-regex
  const lines = traceback.map((line) => line.replace(/\x1b\[[\d;]*m/g, '')).slice(1, 6);
  const outcome: Outcome & { status: 'cell-failed' } = {
    status: 'cell-failed',
    message: `${ename}: ${evalue.split('\n')[0]}`,
    lines,
  };
  const failed = async (): Promise<typeof outcome> => outcome;
  return { call: failed, gradients: failed, create: failed };
}

function summaryOf(lesson: string, report: Report): CheckedExercise {
  const { exercise, cases, passed, points } = report.result;
  return {
    id: exercise.id,
    lesson,
    passed,
    points,
    of: exercise.points,
    cases: cases.map((one) => ({
      name: one.name,
      passed: one.passed,
      message: one.mistake ? `looks like ${one.mistake.says}` : (one.diagnosis?.cause ?? ''),
    })),
    report: reportText(report),
  };
}

function send(message: CheckMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

process.once('message', (request: CheckRequest) => {
  main(request)
    .catch((error: Error) => send({ kind: 'problem', message: error.message }))
    .then(() => send({ kind: 'end' }))
    .then(() => process.exit(0));
});
