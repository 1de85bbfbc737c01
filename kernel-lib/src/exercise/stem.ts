const STEM = /^\d\d[a-z]?-[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a name is one that the files of a chapter share: `03-scoring-functions`, `12b-axial-attention`. */
export function isStem(name: string): boolean {
  return STEM.test(name);
}

/** The number in a stem: `03`, or `12b` for a chapter that a reader may skip. */
export function numberOf(stem: string): string {
  return stem.split('-')[0];
}

/**
 * The chapters that have a file among those of a folder, in the order of their numbers.
 *
 * @param names without the folder
 * @param ending what follows the stem: `.ts`, `.mistakes.ts`, `.ipynb`
 */
export function stemsAmong(names: readonly string[], ending: string): string[] {
  const stems = names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  return stems.filter(isStem).sort();
}
