import { nameIn, courseProblems, type Chapter, type Course } from '../course';
import { goldenOf, placeGolden, type GoldenResult } from '../golden-file';
import { place, standingOf, type Standing } from '../place';
import { productsOf, type BuiltProduct } from '../products';
import { chapterFor, courseFor, parseOptions } from './usage';

/** Help, in the form that `attend help build` shows. */
export const buildHelp: string = `attend build [NN …] [--check [--strict]] [--course DIR]

Builds notebooks/*.ipynb, solutions/*.ipynb, exercises/*.ipynb and
exercises/*.golden.json from their sources. A notebook that somebody has
worked in is left as it is.

  NN         only these chapters (default: all)
  --check    write nothing; exit 1 when a built file is not what its source
             gives (answers, code that was tried and outputs do not count)
  --strict   with --check: notebooks that somebody has worked in fail, too
  --course   the course folder (default: the one around the current folder)`;

/** `attend build`: exit code 0, or 1 when something cannot be built (`--check`: or is stale). */
export async function buildCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    check: 'boolean',
    strict: 'boolean',
    course: 'string',
  });
  const course = courseFor(values);
  const chapters =
    positionals.length > 0 ? positionals.map((name) => chapterFor(course, name)) : course.chapters;
  const report = new Report(course, values.check === true, values.strict === true);
  if (positionals.length === 0) courseProblems(course).forEach((text) => report.problem(text));
  for (const chapter of chapters) {
    for (const result of await productsOf(course, chapter)) {
      if ('problem' in result) report.problem(result.problem);
      else report.product(chapter, result.built);
    }
    const golden = await goldenOf(course, chapter);
    if (golden) report.golden(chapter, golden);
  }
  return report.finish();
}

class Report {
  private readonly problems = new Set<string>();
  private readonly counts = { written: 0, unchanged: 0, left: 0 };

  constructor(
    private readonly course: Course,
    private readonly isCheck: boolean,
    private readonly isStrict: boolean,
  ) {}

  problem(text: string): void {
    if (this.problems.has(text)) return;
    this.problems.add(text);
    console.error(`✘ ${text}`);
  }

  product({ number }: Chapter, built: BuiltProduct): void {
    const name = nameIn(this.course, built.file);
    const { standing, placement } = this.isCheck
      ? { standing: standingOf(built), placement: 'unchanged' as const }
      : place(built);
    this.counts[placement]++;
    if (placement === 'written') console.log(`  ${name}  built from ${built.source}`);
    const reset = `npx attend reset ${number} --${built.product}`;
    const text = remark(name, standing, built.source, reset);
    if (!text) return;
    const fails = this.isCheck && (this.isStrict || !['worked', 'worked-stale'].includes(standing));
    if (fails || standing === 'unreadable') this.problem(text);
    else if (this.isCheck || placement === 'left') console.log(`  ${text}`);
  }

  golden(chapter: Chapter, result: GoldenResult): void {
    if ('problem' in result) return this.problem(result.problem);
    const name = nameIn(this.course, chapter.exercise.golden);
    const isCurrent = result.standing === 'current';
    this.counts[isCurrent || this.isCheck ? 'unchanged' : 'written']++;
    if (isCurrent) return;
    if (!this.isCheck) {
      placeGolden(chapter, result);
      console.log(`  ${name}  computed`);
      return;
    }
    const { source } = chapter.exercise;
    const what =
      result.standing === 'absent'
        ? 'is not built'
        : `is not what ${nameIn(this.course, source)} and solutions/${chapter.stem}.* give`;
    this.problem(`${name} ${what}: run \`npm run build\``);
  }

  finish(): number {
    const { written, unchanged, left } = this.counts;
    if (this.isCheck) {
      const total = written + unchanged + left;
      if (this.problems.size === 0)
        console.log(`All ${total} built files agree with their sources.`);
    } else
      console.log(`Built: ${written} written, ${unchanged} unchanged, ${left} left as they are.`);
    return this.problems.size > 0 ? 1 : 0;
  }
}

/** What to say about a file that is not the current one, with the command that mends it. */
function remark(name: string, standing: Standing, source: string, reset: string): string | null {
  switch (standing) {
    case 'current':
      return null;
    case 'absent':
      return `${name} is not built: run \`npm run build\``;
    case 'stale':
      return `${name} is not what ${source} gives: edit only ${source}, then run \`npm run build\``;
    case 'worked':
      return `${name} is left as it is: somebody has worked in it (\`${reset}\` makes a fresh one and keeps a copy)`;
    case 'worked-stale':
      return `${name} is left as it is: somebody has worked in it, and ${source} has changed since (\`${reset}\` makes a fresh one and keeps a copy)`;
    case 'text-changed':
      return `${name} has text that ${source} does not give: write it there and run \`${reset}\`, which keeps a copy (notes of your own go into new cells)`;
    case 'unreadable':
      return `${name} is not a notebook that can be read: \`${reset}\` makes a fresh one and keeps a copy`;
  }
}
