import { isSolved, readProgress, type Progress } from '../../exercise/progress';
import type { Exercise } from '../../exercise/types';
import { loadableChapters } from '../answers';
import { titleOf, type Chapter, type Course } from '../course';
import { courseFor, parseOptions } from './usage';

/** Help, in the form that `attend help progress` shows. */
export const progressHelp: string = `attend progress [--course DIR]

Shows what you have solved, lesson by lesson, and where to go on. It is kept
in .attend/progress.json of the course; every check updates it.`;

/** `attend progress`: exit code 0. */
export async function progressCommand(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(progressHelp);
    return 0;
  }
  const { values } = parseOptions(args, { course: 'string' });
  const course = courseFor(values);
  const progress = readProgress(course.root);
  const totals = { solved: 0, exercises: 0, points: 0, of: 0 };
  let next: string | null = null;
  for (const { chapter, exercises } of loadableChapters(course)) {
    console.log(lessonLine(course, chapter, exercises, progress));
    for (const exercise of exercises) {
      console.log(exerciseLine(exercise, progress));
      const standing = progress[exercise.id];
      totals.exercises++;
      totals.of += exercise.points;
      totals.points += standing?.points ?? 0;
      if (isSolved(standing)) totals.solved++;
      else next ??= `${exercise.id}, in exercises/${chapter.stem}.ipynb`;
    }
    console.log('');
  }
  const { solved, exercises, points, of } = totals;
  console.log(`${solved} of ${exercises} exercises solved, ${points} of ${of} points`);
  if (next) console.log(`Next: ${next}`);
  return 0;
}

function lessonLine(
  course: Course,
  chapter: Chapter,
  exercises: readonly Exercise[],
  progress: Progress,
): string {
  const solved = exercises.filter(({ id }) => isSolved(progress[id])).length;
  const share = `${solved} of ${exercises.length} solved`;
  const title = titleOf(course, chapter).replace(/^\d+[a-z]?\s*[.:·–-]?\s+/, '');
  return `${chapter.number}  ${cut(title, 54).padEnd(56)}${share}`;
}

function exerciseLine(
  { id, title, points, difficulty, minutes }: Exercise,
  progress: Progress,
): string {
  const standing = progress[id];
  const sign = isSolved(standing) ? '✔' : standing && standing.passed > 0 ? '◐' : '·';
  const dots = '●'.repeat(difficulty) + '○'.repeat(3 - difficulty);
  const reached = `${standing?.points ?? 0} of ${points}`;
  return `  ${sign} ${cut(`${id}: ${title}`, 45).padEnd(46)}${dots} ${String(minutes).padStart(3)} min  ${reached.padStart(7)} points`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
