import { chooseEngine } from '../../backend/choose-engine';
import { chainFor } from '../../backend/use-backend';
import { verifyExercise, type Verdict } from '../../exercise/verify';
import { loadAnswers, loadSolved } from '../answers';
import { chapterNamed, nameIn, type Chapter, type Course } from '../course';
import { quietly } from '../quietly';
import { courseFor, parseOptions, UsageError } from './usage';

/** Help, in the form that `attend help verify` shows. */
export const verifyHelp: string = `attend verify [NN …] [--seeds N] [--course DIR]

Proves that the checks have teeth. For every exercise, over 20 seeds: the
solution and every right answer in another style score all, what a learner
begins with scores 0, every known mistake fails and is named, every case is
failed by some mistake, gradients agree with central differences, and a
check takes less than 2 s.

  NN         only these chapters (default: all)
  --seeds    how many seeds (default: 20)
  --course   the course folder (default: the one around the current folder)`;

/** `attend verify`: exit code 0, or 1 when something does not hold. */
export async function verifyCommand(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(verifyHelp);
    return 0;
  }
  const { values, positionals } = parseOptions(args, { seeds: 'string', course: 'string' });
  const seeds = Number(values.seeds ?? 20);
  if (!Number.isInteger(seeds) || seeds < 1) throw new UsageError('--seeds must be 1 or more');
  const course = courseFor(values);
  const chapters = positionals.length
    ? positionals.map((name) => chapterNamed(course, name))
    : course.chapters;
  const forced = process.env.ATTEND_BACKEND || null;
  await chooseEngine(chainFor(forced), forced);
  let count = 0;
  let problems = 0;
  console.log(row(['exercise', 'cases', 'mistakes', 'variants', 'seeds', 'check', 'all']));
  for (const chapter of chapters) {
    console.log(`${chapter.stem}`);
    for await (const verdict of verdictsOf(course, chapter, seeds)) {
      if (typeof verdict === 'string') {
        console.log(`  ✘ ${verdict}`);
        problems++;
        continue;
      }
      count++;
      problems += verdict.problems.length;
      show(verdict);
    }
  }
  const words = `${count} exercises, ${seeds} seeds: `;
  console.log(
    problems === 0
      ? `\n✔ ${words}every check has teeth`
      : `\n✘ ${words}${problems} ${problems === 1 ? 'thing does' : 'things do'} not hold`,
  );
  return problems === 0 ? 0 : 1;
}

async function* verdictsOf(
  course: Course,
  chapter: Chapter,
  seeds: number,
): AsyncGenerator<Verdict | string> {
  let solved;
  let stubs;
  try {
    solved = await quietly(() => loadSolved(course, chapter));
    stubs = await quietly(() => loadAnswers(course, chapter, 'open'));
  } catch (error) {
    yield (error as Error).message;
    return;
  }
  const ids = new Set(solved.exercises.map(({ id }) => id));
  const strangers = [solved.answers, solved.mistakes, solved.variants].flatMap((record) =>
    Object.keys(record).filter((id) => !ids.has(id)),
  );
  for (const id of new Set(strangers)) {
    yield `${id} is no exercise of ${nameIn(course, chapter.exercise.source)}`;
  }
  for (const exercise of solved.exercises) {
    const { id } = exercise;
    if (!(id in solved.answers)) {
      yield `${id} has no answer in ${nameIn(course, chapter.solution.source)}`;
      continue;
    }
    const material = {
      exercise,
      reference: solved.answers[id],
      stub: stubs[id],
      mistakes: solved.mistakes[id] ?? [],
      variants: solved.variants[id] ?? [],
      plain: solved.plain[id],
    };
    yield quietly(() => verifyExercise(material, seeds));
  }
}

function show(verdict: Verdict): void {
  const { id, cases, mistakes, variants, seeds, slowestCheck, seconds, problems } = verdict;
  const sign = problems.length === 0 ? '✔' : '✘';
  const time = (value: number): string => `${value.toFixed(2)} s`;
  const cells = [
    `${sign} ${id}`,
    cases,
    mistakes,
    variants,
    seeds,
    time(slowestCheck),
    time(seconds),
  ];
  console.log(row(cells.map(String)));
  for (const problem of problems) console.log(`      ${problem}`);
}

function row([name, ...cells]: string[]): string {
  return `  ${name.padEnd(28)}${cells.map((text) => text.padStart(9)).join('')}`;
}
