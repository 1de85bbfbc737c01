import type { Word } from './lexicon';
import type { Clause, Review } from './review';

/** The languages in which a review can be said. */
export type Language = 'en' | 'fr';

const key: Record<Language, keyof Word> = { en: 'english', fr: 'french' };

/** The words that join two sides: before the first, between them. */
const LINK_WORDS: Record<Language, Record<Review['link'], [string, string]>> = {
  en: {
    and: ['', 'and'],
    but: ['', 'but'],
    though: ['even though', ','],
  },
  fr: {
    and: ['', 'et'],
    but: ['', 'mais'],
    though: ['même si', ','],
  },
};

function clauseText({ aspect, opinion, intensity, isNegated }: Clause, language: Language): string {
  if (language === 'en') {
    const not = isNegated ? 'not' : '';
    return words('the', aspect.english, 'is', not, intensity.english, opinion.english);
  }
  const verb = isNegated ? "n' est pas" : 'est';
  const adjective = aspect.isFeminine ? opinion.feminine : opinion.masculine;
  return words(aspect.french, verb, intensity.french, adjective);
}

function words(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** The review in words: tokens with one space between them, as the data set stores it. */
export function reviewText(review: Review, language: Language): string {
  const [start, middle] = LINK_WORDS[language][review.link];
  const first = clauseText(review.first, language);
  const judgement = review.second
    ? words(start, first, middle, clauseText(review.second, language))
    : first;
  const sentence = (filler: Word): string => filler[key[language]];
  return [...review.before.map(sentence), judgement, ...review.after.map(sentence)].join(' . ');
}
