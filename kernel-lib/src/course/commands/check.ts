import { dirname, relative, resolve } from 'node:path';
import type { CheckedExercise } from '../check-process';
import { checkFile, openAnswerFile, type AnswerFile } from '../check-file';
import { findCourseRoot, readCourse, type Course } from '../course';
import { courseFor, parseOptions, UsageError } from './usage';

/** Help, in the form that `attend help check` shows. */
export const checkHelp: string = `attend check FILE [EXERCISE …] [--hint N] [--timeout SECONDS] [--memory MIB]

Checks the answers of an exercise notebook (.ipynb) or of a .ts file without
Jupyter, in a process of its own, and keeps what you have reached.

  EXERCISE   only these
  --hint     which of the three hints to show
  --timeout  seconds that one exercise may take (default: 60)
  --memory   MiB that it may take (default: 2048)
  --course   the course folder (default: the one that FILE lies in)

Exit code: 0 when all checks pass, 1 when not, 2 when FILE cannot be read.`;

/** `attend check FILE`. */
export async function checkCommand(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(checkHelp);
    return 0;
  }
  const { values, positionals } = parseOptions(args, {
    hint: 'string',
    timeout: 'string',
    memory: 'string',
    course: 'string',
  });
  const [name, ...wanted] = positionals;
  if (!name) throw new UsageError('say which file: `npx attend check exercises/03-….ipynb`');
  const course = courseOf(name, values);
  const file = open(course, name);
  for (const id of wanted) {
    if (file.exercises.includes(id)) continue;
    throw new UsageError(`${name} has no answer "${id}"; it has ${file.exercises.join(', ')}`);
  }
  const results = await check(course, file, {
    exercises: wanted.length ? wanted : file.exercises,
    hint: numberOf(values.hint, '--hint'),
    timeout: numberOf(values.timeout, '--timeout'),
    memory: numberOf(values.memory, '--memory'),
  });
  const solved = results.filter(isRight).length;
  const points = results.reduce((sum, one) => sum + one.points, 0);
  const of = results.reduce((sum, one) => sum + one.of, 0);
  console.log(`${solved} of ${results.length} exercises solved, ${points} of ${of} points`);
  return solved === results.length ? 0 : 1;
}

function isRight({ passed, cases }: CheckedExercise): boolean {
  return passed === cases.length;
}

async function check(
  course: Course,
  file: AnswerFile,
  options: { exercises: string[]; hint?: number; timeout?: number; memory?: number },
): Promise<CheckedExercise[]> {
  try {
    return await checkFile(course, file, {
      ...options,
      keeps: true,
      onChecked: ({ report }) => console.log(`${report}\n`),
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function courseOf(name: string, values: Parameters<typeof courseFor>[0]): Course {
  const near = values.course ? null : findCourseRoot(dirname(resolve(name)));
  return near ? readCourse(near) : courseFor(values);
}

function open(course: Course, name: string): AnswerFile {
  try {
    return openAnswerFile(course, name, relative(process.cwd(), resolve(name)) || name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function numberOf(text: string | boolean | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0) return value;
  throw new UsageError(`${option} must be a number above 0, got "${text}"`);
}
