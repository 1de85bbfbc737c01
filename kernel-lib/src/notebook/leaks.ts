import type { AnswerParts } from './regions';

const KEYWORDS = new Set(
  (
    'const let var function return for of in if else while do throw new class extends this super await async ' +
    'true false null undefined void number string boolean typeof as import export from static get set'
  ).split(' '),
);

/**
 * Whether a line of an answer says so little that it may stand in an exercise, too: it has fewer than four
 * different names or numbers besides keywords (`}`, `return tf.tidy(() => {`, `const n = 0;`).
 */
export function isTrivialLine(line: string): boolean {
  const words = line.replace(/\/\/.*$/, '').match(/[A-Za-z_$][\w$]*|\d+(?:\.\d+)?/g) ?? [];
  return new Set(words.filter((word) => !KEYWORDS.has(word))).size < 4;
}

/** A line of an answer that a learner would read. */
export interface Leak {
  text: string;
  line: number;
}

/**
 * Searches the sources of a built exercise notebook for every line of every answer. Lines that an answer's own stub
 * gives away on purpose, and trivial ones, do not count.
 */
export function findLeaks(answers: AnswerParts[], exerciseSources: string[]): Leak[] {
  const visible = new Set(exerciseSources.flatMap((text) => text.split('\n').map(bare)));
  return answers.flatMap((answer) => {
    const given = new Set(answer.stubLines.map(bare));
    return answer.answerLines.filter(
      ({ text }) => !isTrivialLine(text) && visible.has(bare(text)) && !given.has(bare(text)),
    );
  });
}

function bare(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
