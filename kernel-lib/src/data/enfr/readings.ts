import type { Gender } from './lexicon';
import type { Token } from './sentence';

/** What English leaves open and French must say. */
export interface OpenFeatures {
  /** How `you` is addressed. */
  you: 'tu' | 'vous' | 'vous, several';
  /** Of whom `i`, `we`, `you`, `they`, `them` or a noun such as `friend` is said. */
  [genderOf: `gender of ${string}`]: Gender;
}

const OPTIONS = { you: ['tu', 'vous', 'vous, several'], gender: ['m', 'f'] };

/** Answers to what is left open, in one reading of a sentence. */
export interface Reading {
  <K extends keyof OpenFeatures>(feature: K): OpenFeatures[K];
}

/**
 * Every result of `realise`, once: it is run for each way of answering the questions that it asks. A question that is
 * asked twice in one run has one answer.
 */
export function allReadings(realise: (reading: Reading) => Token[]): Token[][] {
  const found = new Map<string, Token[]>();
  let path: { at: number; of: number }[] = [];
  for (;;) {
    const answers = new Map<string, string>();
    let depth = 0;
    const ask = (feature: string): string => {
      const known = answers.get(feature);
      if (known !== undefined) return known;
      const options = feature === 'you' ? OPTIONS.you : OPTIONS.gender;
      path[depth] ??= { at: 0, of: options.length };
      const answer = options[path[depth].at];
      answers.set(feature, answer);
      depth++;
      return answer;
    };
    const tokens = realise(ask as Reading);
    const key = tokens.map(({ text }) => text).join(' ');
    if (!found.has(key)) found.set(key, tokens);
    while (path.length > 0 && path[path.length - 1].at + 1 === path[path.length - 1].of) {
      path = path.slice(0, -1);
    }
    if (path.length === 0) return [...found.values()];
    path[path.length - 1].at++;
  }
}
