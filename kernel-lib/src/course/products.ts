import { existsSync, readFileSync } from 'node:fs';
import {
  exerciseNotebook,
  lessonNotebook,
  solutionNotebook,
  type Product,
} from '../notebook/assemble';
import { formatIpynb, type Ipynb } from '../notebook/ipynb';
import { parsePercent } from '../notebook/percent';
import { nameIn, type Chapter, type Course } from './course';

/** A notebook that a chapter should have: where, from what, and the notebook itself. */
export interface BuiltProduct {
  product: Product;
  file: string;
  /** The file to edit, named as in the course. */
  source: string;
  notebook: Ipynb;
  text: string;
}

/** What came of one product: the notebook, or why it cannot be built. */
export type ProductResult = { built: BuiltProduct } | { problem: string };

/**
 * Makes the notebooks of a chapter in memory. One that cannot be made does not keep the others back.
 */
export function productsOf(course: Course, chapter: Chapter): ProductResult[] {
  const { lesson, solution, exercise } = chapter;
  return [
    attempt(course, 'lesson', lesson.source, lesson.notebook, lessonNotebook),
    attempt(course, 'solution', solution.source, solution.notebook, solutionNotebook),
    attempt(course, 'exercise', solution.source, exercise.notebook, (document) =>
      exerciseNotebook(document, readPoints(course, chapter)),
    ),
  ];
}

function attempt(
  course: Course,
  product: Product,
  sourceFile: string,
  file: string,
  make: (document: ReturnType<typeof parsePercent>) => Ipynb,
): ProductResult {
  const source = nameIn(course, sourceFile);
  if (!existsSync(sourceFile)) return { problem: `${source} is missing` };
  try {
    const notebook = make(parsePercent(readFileSync(sourceFile, 'utf8'), source));
    return { built: { product, file, source, notebook, text: formatIpynb(notebook) } };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The points of a chapter's exercises, from the compiled checks. */
function readPoints(course: Course, chapter: Chapter): Map<string, number> {
  const { source, compiled } = chapter.exercise;
  if (!existsSync(source)) throw new Error(`${nameIn(course, source)} is missing`);
  if (!existsSync(compiled)) {
    throw new Error(`${nameIn(course, source)} is not compiled: run \`npm run build\``);
  }
  let loaded: { exercises?: unknown };
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    loaded = require(compiled) as { exercises?: unknown };
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new Error(`${nameIn(course, source)} cannot be loaded: ${reason}`, { cause: error });
  }
  if (!Array.isArray(loaded.exercises)) {
    throw new Error(`${nameIn(course, source)} must export \`exercises\`, a list`);
  }
  const exercises = loaded.exercises as { id: string; points: number }[];
  return new Map(exercises.map(({ id, points }) => [id, points]));
}
