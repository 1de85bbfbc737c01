import { dirname } from 'node:path';
import { compiledChapters, openExercises } from 'kernel-lib/exercise/door';
import type { CheckOptions } from 'kernel-lib/exercise/check';

// This file runs as exercises/dist/index.js.
const course = dirname(dirname(__dirname));
const door = openExercises(course, () => compiledChapters(__dirname));

/**
 * Checks an answer and shows below the cell what is right, what is not, and why: `await check('softmax', softmax)`.
 * Never throws.
 *
 * @param id the name of the exercise
 * @param answer your function or value
 * @param options `{ hint: 2 }` shows the second of three hints
 */
export const check: (id: string, answer: unknown, options?: CheckOptions) => Promise<void> =
  door.check;

/**
 * The inputs of one case of an exercise, as your function gets them:
 * `const { scores, validLens } = inputsOf('maskedSoftmax', 2)`. Dispose them when you are done.
 *
 * @param id the name of the exercise
 * @param caseNumber the number of the case, from 1
 * @throws Error when there is no such exercise or case
 */
export const inputsOf: (id: string, caseNumber: number) => Record<string, any> = door.inputsOf; // eslint-disable-line @typescript-eslint/no-explicit-any
