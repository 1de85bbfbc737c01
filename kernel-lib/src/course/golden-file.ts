import { existsSync, readFileSync } from 'node:fs';
import { buildGolden, formatGolden, parseGolden, sameGolden } from '../exercise/golden';
import { writeFileAtomic } from '../notebook/write-file';
import { loadSolved } from './answers';
import { nameIn, type Chapter, type Course } from './course';

/** How the golden file on disk stands to the one that the sources give. */
export type GoldenStanding = 'absent' | 'current' | 'stale';

/** What came of a golden file, or why it cannot be computed. */
export type GoldenResult = { standing: GoldenStanding; text: string } | { problem: string };

/**
 * Computes the golden file of a chapter: references and known mistakes on the public seeds. A file that differs only
 * in the last digits, as it does from machine to machine, is current. Reads, never writes.
 *
 * @returns null when the chapter lacks a source, which the list of its notebooks says already
 */
export async function goldenOf(course: Course, chapter: Chapter): Promise<GoldenResult | null> {
  const { exercise, solution } = chapter;
  const sources = [exercise.source, solution.source, solution.mistakes];
  if (!sources.every((file) => existsSync(file))) return null;
  try {
    const { exercises, answers, mistakes } = await loadSolved(course, chapter);
    const fresh = await buildGolden(exercises, answers, mistakes);
    const text = formatGolden(fresh);
    if (!existsSync(exercise.golden)) return { standing: 'absent', text };
    const onDisk = readFileSync(exercise.golden, 'utf8');
    if (onDisk === text) return { standing: 'current', text };
    const name = nameIn(course, exercise.golden);
    try {
      // Both as they are read back, so that the rounding of the file does not count.
      const isSame = sameGolden(parseGolden(onDisk, name), parseGolden(text, name));
      return { standing: isSame ? 'current' : 'stale', text };
    } catch {
      return { standing: 'stale', text };
    }
  } catch (error) {
    // A source names itself; what goes wrong while an answer runs has to be given the name of its file.
    const { message } = error as Error;
    const isNamed = sources.some((file) => message.startsWith(nameIn(course, file)));
    return { problem: isNamed ? message : `${nameIn(course, solution.source)}: ${message}` };
  }
}

/** Writes the golden file where it is missing or stale. */
export function placeGolden(
  chapter: Chapter,
  { standing, text }: { standing: GoldenStanding; text: string },
): void {
  if (standing !== 'current') writeFileAtomic(chapter.exercise.golden, text);
}
