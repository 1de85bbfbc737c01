/** A reader of the generated reviews that knows nothing of their generator. */

const POLARITIES: Record<string, number> = {};
const say = (polarity: number, words: string): void =>
  words.split(' ').forEach((word) => (POLARITIES[word] = polarity));
say(1, 'good clever moving funny charming gripping touching elegant subtle lively');
say(-1, 'bad dull boring clumsy weak tedious bland messy slow shallow');
say(0, 'average ordinary plain familiar typical conventional');

/** What a piece of a review says: −1, 0 or 1; null when it judges nothing. */
function polarityOf(words: string[]): number | null {
  const adjective = words.findLast((word) => word in POLARITIES);
  if (adjective === undefined) return null;
  return words.includes('not') ? -POLARITIES[adjective] : POLARITIES[adjective];
}

/** The class that an English review deserves: 0 negative, 1 neutral or mixed, 2 positive. */
export function judge(tokens: string[]): number {
  const sentences = tokens.join(' ').split(' . ');
  const [judgement] = sentences.filter((sentence) => polarityOf(sentence.split(' ')) !== null);
  const deciding = judgement.split(/ but |^even though .* , /).at(-1) as string;
  const polarities = deciding.split(' and ').map((part) => polarityOf(part.split(' ')) as number);
  return Math.sign(polarities.reduce((sum, polarity) => sum + polarity, 0)) + 1;
}

/** The same review with the two sides of its contrast exchanged; null when it has no contrast. */
export function twinOf(tokens: string[]): string | null {
  const sentences = tokens.join(' ').split(' . ');
  const at = sentences.findIndex((sentence) => / but |even though/.test(sentence));
  if (at < 0) return null;
  const twin = sentences[at]
    .replace(/^(.*) but (.*)$/, '$2 but $1')
    .replace(/^even though (.*) , (.*)$/, 'even though $2 , $1');
  return sentences.with(at, twin).join(' . ');
}
