import { existsSync, readFileSync } from 'node:fs';
import {
  exerciseNotebook,
  lessonNotebook,
  solutionNotebook,
  type Product,
} from '../notebook/assemble';
import { formatIpynb, type Ipynb } from '../notebook/ipynb';
import { parsePercent } from '../notebook/percent';
import { loadExercises } from './answers';
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
export async function productsOf(course: Course, chapter: Chapter): Promise<ProductResult[]> {
  const { lesson, solution, exercise } = chapter;
  return [
    await attempt(course, 'lesson', lesson.source, lesson.notebook, lessonNotebook),
    await attempt(course, 'solution', solution.source, solution.notebook, solutionNotebook),
    await attempt(course, 'exercise', solution.source, exercise.notebook, async (document) =>
      exerciseNotebook(document, await readPoints(course, chapter)),
    ),
  ];
}

async function attempt(
  course: Course,
  product: Product,
  sourceFile: string,
  file: string,
  make: (document: ReturnType<typeof parsePercent>) => Ipynb | Promise<Ipynb>,
): Promise<ProductResult> {
  const source = nameIn(course, sourceFile);
  if (!existsSync(sourceFile)) return { problem: `${source} is missing` };
  try {
    const notebook = await make(parsePercent(readFileSync(sourceFile, 'utf8'), source));
    return { built: { product, file, source, notebook, text: formatIpynb(notebook) } };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The points of a chapter's exercises, from its checks. */
async function readPoints(course: Course, chapter: Chapter): Promise<Map<string, number>> {
  const { source } = chapter.exercise;
  if (!existsSync(source)) throw new Error(`${nameIn(course, source)} is missing`);
  const exercises = await loadExercises(course, chapter);
  return new Map(exercises.map(({ id, points }) => [id, points]));
}
