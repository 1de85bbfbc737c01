import { copyFileSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nameIn, type Course } from '../course';
import { isWorthKeeping } from '../place';
import { productsOf, type BuiltProduct } from '../products';
import { writeFileAtomic } from '../../notebook/write-file';
import { chapterFor, courseFor, parseOptions, UsageError } from './usage';

/** Help, in the form that `attend help reset` shows. */
export const resetHelp: string = `attend reset NN [--lesson] [--exercise] [--solution] [--course DIR]

Makes fresh notebooks of chapter NN. What stands there is kept beside it, with
the date in its name.

  --lesson     only notebooks/NN-name.ipynb
  --exercise   only exercises/NN-name.ipynb
  --solution   only solutions/NN-name.ipynb
               (default: the lesson and the exercises)`;

/** `attend reset`: exit code 0, 1 when a notebook cannot be built, 2 for a chapter that is not there. */
export async function resetCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    lesson: 'boolean',
    exercise: 'boolean',
    solution: 'boolean',
    course: 'string',
  });
  if (positionals.length !== 1) throw new UsageError('say which chapter: `npx attend reset 03`');
  const course = courseFor(values);
  const chosen = (['lesson', 'exercise', 'solution'] as const).filter((name) => values[name]);
  const wanted = chosen.length > 0 ? chosen : (['lesson', 'exercise'] as const);
  let exitCode = 0;
  const results = await productsOf(course, chapterFor(course, positionals[0]));
  for (const [at, result] of results.entries()) {
    if (!(wanted as readonly string[]).includes(['lesson', 'solution', 'exercise'][at])) continue;
    if ('problem' in result) {
      console.error(`✘ ${result.problem}`);
      exitCode = 1;
    } else resetOne(course, result.built);
  }
  return exitCode;
}

function resetOne(course: Course, built: BuiltProduct): void {
  const name = nameIn(course, built.file);
  if (isWorthKeeping(built.file)) {
    const copy = copyName(built.file, new Date());
    copyFileSync(built.file, copy);
    console.log(`  ${name}  fresh; yours is kept as ${nameIn(course, copy)}`);
  } else console.log(`  ${name}  fresh; nobody had worked in it`);
  writeFileAtomic(built.file, built.text);
}

/** `kept-2026-11-21-03-name.ipynb`, with a number when that day has a copy already. */
export function copyName(file: string, date: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const name = join(dirname(file), `kept-${day}-${basename(file, '.ipynb')}`);
  for (let count = 1; ; count++) {
    const copy = count === 1 ? `${name}.ipynb` : `${name}-${count}.ipynb`;
    if (!existsSync(copy)) return copy;
  }
}
