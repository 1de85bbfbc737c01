/** A file of `datasets/` as its generator makes it: the same bytes on every machine. */
export interface GeneratedFile {
  /** Name in `datasets/`; it begins with the generator's name, then `-` or the ending. */
  file: string;
  /** What is in it, for its row in `datasets/README.md`; plain text without `|`. */
  about: string;
  content: string | Uint8Array;
}

/** A generator of data sets. */
export type Generator = () => Promise<GeneratedFile[]>;

/** Every generator by name; one line each. Nothing is loaded before it is asked for. */
export const generators: Record<string, Generator> = {
  embedding: async () => (await import('./embedding/generate')).generateEmbeddingCorpus(),
  enfr: async () => (await import('./enfr/files')).enfrFiles(),
  homographs: async () => (await import('./homographs/generate')).generateHomographs(),
  reviews: async () => (await import('./reviews/generate')).generateReviews(),
};

/** The name of the generator that makes a file, or '' when none does. */
export function generatorOf(file: string): string {
  const fits = (name: string): boolean => /^[-.]/.test(file.slice(name.length));
  const names = Object.keys(generators).filter((name) => file.startsWith(name) && fits(name));
  return names.sort((a, b) => b.length - a.length)[0] ?? '';
}
